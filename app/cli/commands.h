// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"

#include <vector>

namespace vmunet::cli {

/// All subcommands, in the order of `vmunet --help`. A new one: declare it in commands.cpp and add its row.
const std::vector<Command> &commands();

} // namespace vmunet::cli
