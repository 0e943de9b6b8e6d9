// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/training_set.h"
#include "inference/training/clean_scores.h"
#include "inference/training/evaluation.h"

#include <QByteArray>

namespace vmunet {

/// One row a case and structure, then the structure's rows of the whole set by the protocol: `case,structure,dice,iou,
/// accuracy,sensitivity,specificity,hd95,loss,truth_share`; empty where there is no such number.
QByteArray evaluationCsv(const TrainingSet &set, const Evaluation &evaluation);

/// A row for a table as the field prints it, in per cent: binary `name & mIoU & DSC & Acc & Spe & Sen`, volumes `name &
/// DSC & HD95 & DSC of each structure`. A comment line says what the columns are, a second pair of lines has the plain
/// definition.
QByteArray evaluationLatex(const TrainingSet &set, const Evaluation &evaluation, EvaluationProtocol protocol,
    const std::vector<CleanSummary> &clean, const QString &modelName);

/// What a protocol counts, in one sentence for the person.
QString protocolSentence(EvaluationProtocol protocol, int inputSide);

/// Structure `index`'s name; "lesion" where the set names none.
QString structureName(const TrainingSet &set, size_t index);

} // namespace vmunet
