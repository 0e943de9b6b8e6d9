// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vmunet {

/// Who uses this computer: the full name of the account, or its login name where none is given. Never empty.
QString accountName();

} // namespace vmunet
