// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"

namespace vmunet::cli {

int runBench(const QStringList &arguments);
int runDoctor(const QStringList &arguments);
int runEvaluate(const QStringList &arguments);
int runImage(const QStringList &arguments);
int runModel(const QStringList &arguments);
int runNetwork(const QStringList &arguments);
int runProject(const QStringList &arguments);
int runSegment(const QStringList &arguments);
int runTrain(const QStringList &arguments);

const std::vector<Command> &commands()
{
    static const std::vector<Command> all{
        {"segment", "segments images and writes masks", runSegment},
        {"network", "runs the bare network on a tensor file", runNetwork},
        {"train", "train or fine-tune a network", runTrain},
        {"evaluate", "compare a model with the truth of a data set", runEvaluate},
        {"model", "what a model file holds; conversion between formats", runModel},
        {"image", "what the readers make of image files", runImage},
        {"project", "create, fill, list, export, check and back up projects", runProject},
        {"bench", "how fast the network is on this machine", runBench},
        {"doctor", "checks this installation", runDoctor},
    };
    return all;
}

} // namespace vmunet::cli
