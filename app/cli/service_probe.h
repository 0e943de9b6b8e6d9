// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vmunet::cli {

/// What became of starting the service and letting it segment a bundled sample.
struct ServiceProbe {
    QString program; ///< Empty: not found.
    bool starts = false;
    double startSeconds = 0;
    QString sample; ///< The image; empty: none found.
    bool segments = false;
    double segmentSeconds = 0; ///< As the service measured.
    QString problem; ///< One line; empty if all went well.
};

/// Blocks, a minute at most.
ServiceProbe probeService(const QString &device);

} // namespace vmunet::cli
