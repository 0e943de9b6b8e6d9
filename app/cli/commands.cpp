// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

namespace vmunet::cli {

int runImage(const QStringList &arguments);
int runProject(const QStringList &arguments);

const std::vector<Command> &commands()
{
    static const std::vector<Command> all{
        {"image", "what the readers make of image files", runImage},
        {"project", "create, fill, list, export, check and back up projects", runProject},
    };
    return all;
}

} // namespace vmunet::cli
