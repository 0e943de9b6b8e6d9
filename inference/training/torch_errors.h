// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <exception>

namespace vmunet {

/// What an exception of Torch or of the model folder is to the rest of the program. `where` begins the message: what
/// was being done, or a file.
Error errorFrom(const std::exception &exception, const QString &where);

} // namespace vmunet
