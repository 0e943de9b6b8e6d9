// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/evaluation.h"

#include <vector>

namespace vmunet {

/// The plain definition of the numbers beside the published protocols, which have rules of their own for empty masks:
/// each case and structure counts once; Dice, IoU and sensitivity do not exist where neither prediction nor truth has
/// the structure (sensitivity: where truth has not), HD95 where one of them has not.
EvaluationScores cleanScores(const Confusion &counts, double hd95);

struct CleanSummary {
    struct Number {
        double mean = EvaluationScores::kNone;
        double low = EvaluationScores::kNone; ///< 95 % bootstrap interval over the cases.
        double high = EvaluationScores::kNone;
        int cases = 0; ///< That have the number.
    };
    Number dice, iou, accuracy, sensitivity, specificity, hd95;
};

/// One for each structure.
std::vector<CleanSummary> cleanSummaries(const Evaluation &evaluation, std::uint64_t seed);

} // namespace vmunet
