// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/protocol/hello.h"
#include "inference/protocol/precision.h"

#include <QString>

#include <vector>

namespace vmunet {

/// How a service process is started and watched.
struct ServiceOptions {
    QString program; ///< Empty: as findServiceProgram() says.
    ServiceRole role = ServiceRole::Segment;
    QString device = QStringLiteral("auto"); ///< auto, cpu, cuda, cuda:N
    Precision precision = Precision::Float32; ///< Of segmentations on a GPU.
    int threads = 0; ///< On the CPU; 0: all cores.
    int startTimeoutMs = 60000; ///< Until the process has said hello: a cold disk reads Torch slowly.
    int heartbeatTimeoutMs = 8000; ///< Silence after which the process counts as hung and is killed.
    std::vector<int> backOffMs{100, 500, 2000, 5000}; ///< Before each restart in a row; then the service has failed.
};

enum class ServiceState {
    Stopped, ///< Not asked to run.
    Starting,
    Ready,
    Restarting, ///< Died; waiting or starting again.
    Failed, ///< Gave up; start() tries anew.
};

/// VMUNET_SERVICE, or `vmunet-service` next to the application, or in ../lib/vmunet-studio of it. Empty: not found.
QString findServiceProgram();

} // namespace vmunet
