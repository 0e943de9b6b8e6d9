// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vmunet {

/// Names where this process' number means something: the running kernel and its process-number namespace. Two processes
/// with the same text see each other's numbers; at most 60 characters. Empty where that is not known (not Linux).
QString processPlace();

/// Whether a process of that number lives. Only for numbers from the same processPlace(). A number that was given anew
/// counts as alive.
bool isProcessAlive(qint64 process);

} // namespace vmunet
