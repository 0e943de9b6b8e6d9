// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QProcessEnvironment>
#include <QString>

#include <optional>

namespace vmunet {

/// This process' place among those that a launcher started to train one network together.
struct LauncherPlace {
    int rank = 0; ///< From 0; the first one writes the run's files.
    int size = 1;
    int localRank = 0; ///< Among those on this machine: which GPU.
    int localSize = 1; ///< 0: not told.
    QString address; ///< Where the first one listens.
    int port = 29500;
    bool hasServer = false; ///< The launcher itself listens there (torchrun).
};

/// Reads what torchrun, srun, mpirun (Open MPI, MPICH, Intel) and launchers like them leave in the environment. Empty:
/// no launcher, or one process alone. Errors: Invalid names the variable that is missing or makes no sense.
Result<std::optional<LauncherPlace>> launcherPlace(const QProcessEnvironment &environment);

} // namespace vmunet
