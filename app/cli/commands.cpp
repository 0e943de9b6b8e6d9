// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

namespace vmunet::cli {

const std::vector<Command> &commands()
{
    static const std::vector<Command> all{};
    return all;
}

} // namespace vmunet::cli
