// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/run_split.h"
#include "inference/training/trainer.h"

#include <QByteArray>

#include <vector>

namespace vmunet {

struct RunReportInput {
    const TrainingSet &set;
    const TrainingConfig &config;
    const RunSplit &split;
    const std::vector<EpochRecord> &records;
    const RunSummary &summary;
};

/// One self-contained HTML page: what was trained on, the curves, before and after on the held-out part.
QByteArray runReport(const RunReportInput &input);

} // namespace vmunet
