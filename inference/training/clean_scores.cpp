// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/clean_scores.h"

#include "core/metrics/bootstrap.h"
#include "core/metrics/mean.h"

#include <cmath>

namespace vmunet {

namespace {

CleanSummary::Number summarized(
    const std::vector<EvaluationScores> &all, double EvaluationScores::*score, std::uint64_t seed)
{
    std::vector<double> values;
    for (const EvaluationScores &scores : all) {
        if (!std::isnan(scores.*score)) {
            values.push_back(scores.*score);
        }
    }
    CleanSummary::Number number;
    number.cases = int(values.size());
    if (!values.empty()) {
        const Interval interval = bootstrapMean(values, seed);
        number.mean = meanOfNumbers(values);
        number.low = interval.low;
        number.high = interval.high;
    }
    return number;
}

} // namespace

EvaluationScores cleanScores(const Confusion &counts, double hd95)
{
    const bool predicted = counts.truePositive + counts.falsePositive > 0;
    const bool exists = counts.truePositive + counts.falseNegative > 0;
    EvaluationScores scores;
    scores.accuracy = accuracy(counts);
    scores.specificity = specificity(counts);
    if (predicted || exists) {
        scores.dice = dice(counts);
        scores.iou = iou(counts);
    }
    if (exists) {
        scores.sensitivity = sensitivity(counts);
    }
    if (predicted && exists) {
        scores.hd95 = hd95;
    }
    return scores;
}

std::vector<CleanSummary> cleanSummaries(const Evaluation &evaluation, std::uint64_t seed)
{
    std::vector<CleanSummary> summaries;
    const size_t structures = evaluation.cases.empty() ? 0 : evaluation.cases.front().counts.size();
    for (size_t structure = 0; structure < structures; ++structure) {
        std::vector<EvaluationScores> all;
        for (const EvaluatedCase &one : evaluation.cases) {
            const double hd95 = one.classes.empty() ? one.scores.hd95 : one.classes[structure].hd95;
            all.push_back(cleanScores(one.counts[structure], hd95));
        }
        summaries.push_back({summarized(all, &EvaluationScores::dice, seed),
            summarized(all, &EvaluationScores::iou, seed), summarized(all, &EvaluationScores::accuracy, seed),
            summarized(all, &EvaluationScores::sensitivity, seed),
            summarized(all, &EvaluationScores::specificity, seed), summarized(all, &EvaluationScores::hd95, seed)});
    }
    return summaries;
}

} // namespace vmunet
