// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/calibration.h"
#include "inference/training/evaluation_tables.h"
#include "inference/training/worst_cases.h"

#include <QByteArray>

namespace vmunet {

struct EvaluationReportInput {
    const TrainingSet &set;
    const Evaluation &evaluation;
    EvaluationProtocol protocol;
    const Calibration &calibration;
    const std::vector<CasePicture> &worst;
    QString modelName;
    QString modelHash; ///< SHA-256 of its file.
    std::uint64_t seed; ///< Of the bootstrap.
};

/// A page that stands alone: the protocol's numbers and beside them those by the plain definition, distribution, size
/// and calibration as plots, the worst cases as pictures, every case as a table.
QByteArray evaluationPage(const EvaluationReportInput &in);

} // namespace vmunet
