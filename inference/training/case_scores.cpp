// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/case_scores.h"

#include "core/metrics/mean.h"
#include "core/metrics/surface_distance.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace vmunet {

namespace {

constexpr double EvaluationScores::*kScores[] = {&EvaluationScores::dice, &EvaluationScores::iou,
    &EvaluationScores::accuracy, &EvaluationScores::sensitivity, &EvaluationScores::specificity,
    &EvaluationScores::hd95, &EvaluationScores::loss};

EvaluationScores meanScores(const std::vector<EvaluationScores> &all)
{
    EvaluationScores mean;
    for (const auto score : kScores) {
        Mean of;
        for (const EvaluationScores &scores : all) {
            of.add(scores.*score);
        }
        mean.*score = of.value();
    }
    return mean;
}

bool occurs(const Confusion &counts)
{
    return counts.truePositive + counts.falsePositive + counts.falseNegative > 0;
}

EvaluationScores scoresOf(const Confusion &counts)
{
    EvaluationScores scores;
    scores.dice = dice(counts);
    scores.iou = iou(counts);
    scores.accuracy = accuracy(counts);
    scores.sensitivity = sensitivity(counts);
    scores.specificity = specificity(counts);
    return scores;
}

// In voxels, whatever the volume's spacing.
double volumeHd95(const std::vector<PredictedSlice> &slices, int label)
{
    std::vector<std::uint8_t> predicted;
    std::vector<std::uint8_t> truth;
    const auto append = [label](std::vector<std::uint8_t> &to, const std::vector<std::uint8_t> &labels) {
        std::transform(labels.begin(), labels.end(), std::back_inserter(to),
            [label](std::uint8_t value) { return std::uint8_t(value == label); });
    };
    for (const PredictedSlice &slice : slices) {
        append(predicted, slice.predicted);
        append(truth, slice.truth);
    }
    const QSize size = slices.front().size;
    const auto distances = surfaceDistances(predicted, truth, {size.width(), size.height(), int(slices.size())});
    return distances ? distances->hausdorff95 : EvaluationScores::kNone;
}

// The published protocol, with its conventions for empty masks.
EvaluationScores volumeScores(const Confusion &counts, const std::vector<PredictedSlice> &slices, int label)
{
    const bool predicted = counts.truePositive + counts.falsePositive > 0;
    const bool exists = counts.truePositive + counts.falseNegative > 0;
    EvaluationScores scores;
    scores.dice = !predicted ? 0 : !exists ? 1 : dice(counts);
    scores.hd95 = predicted && exists ? volumeHd95(slices, label) : 0;
    return scores;
}

double truthShareOf(const std::vector<PredictedSlice> &slices)
{
    double structure = 0;
    double all = 0;
    for (const PredictedSlice &slice : slices) {
        structure += double(slice.truth.size()) - double(std::count(slice.truth.begin(), slice.truth.end(), 0));
        all += double(slice.truth.size());
    }
    return all > 0 ? structure / all : 0;
}

} // namespace

EvaluationTotals::EvaluationTotals(EvaluationProtocol protocol, int networkClasses, bool distances)
    : m_protocol(protocol)
    , m_distances(distances)
    , m_counts(networkClasses == 1 ? size_t(1) : size_t(networkClasses - 1))
{
}

void EvaluationTotals::add(const QString &id, const std::vector<PredictedSlice> &slices)
{
    EvaluatedCase evaluated;
    evaluated.id = id;
    std::vector<EvaluationScores> occurring;
    for (size_t i = 0; i < m_counts.size(); ++i) {
        const int label = int(i) + 1;
        Confusion counts;
        for (const PredictedSlice &slice : slices) {
            counts += confusionOf(slice.predicted, slice.truth, Label(label));
        }
        m_counts[i] += counts;
        evaluated.counts.push_back(counts);
        const bool volume = m_protocol == EvaluationProtocol::Volume;
        EvaluationScores scores = volume ? volumeScores(counts, slices, label) : scoresOf(counts);
        if (m_distances && !volume) {
            scores.hd95 = volumeHd95(slices, label); // Not a number where prediction or truth is empty.
        }
        if (volume || isBinary() || occurs(counts)) {
            occurring.push_back(scores);
        } else {
            scores = {};
        }
        evaluated.classes.push_back(scores);
    }
    evaluated.scores = meanScores(occurring);
    evaluated.truthShare = truthShareOf(slices);
    Mean loss;
    for (const PredictedSlice &slice : slices) {
        loss.add(slice.loss);
    }
    evaluated.scores.loss = loss.value();
    if (isBinary()) {
        evaluated.classes.clear();
    }
    m_cases.push_back(std::move(evaluated));
}

Evaluation EvaluationTotals::result() const
{
    Evaluation evaluation;
    evaluation.cases = m_cases;
    Mean dice;
    Mean loss;
    for (const EvaluatedCase &evaluated : m_cases) {
        dice.add(evaluated.scores.dice);
        loss.add(evaluated.scores.loss);
    }
    for (size_t i = 0; i < m_counts.size(); ++i) {
        std::vector<EvaluationScores> ofCases;
        for (const EvaluatedCase &evaluated : m_cases) {
            ofCases.push_back(isBinary() ? evaluated.scores : evaluated.classes[i]);
        }
        evaluation.classes.push_back(m_protocol == EvaluationProtocol::Volume ? meanScores(ofCases)
                : isBinary() || occurs(m_counts[i])                           ? scoresOf(m_counts[i])
                                                                              : EvaluationScores{});
    }
    evaluation.total = meanScores(evaluation.classes);
    evaluation.total.loss = loss.value();
    evaluation.meanDice = dice.value();
    if (isBinary()) {
        evaluation.truePositive = m_counts[0].truePositive;
        evaluation.falsePositive = m_counts[0].falsePositive;
        evaluation.falseNegative = m_counts[0].falseNegative;
        evaluation.trueNegative = m_counts[0].trueNegative;
        evaluation.classes.clear();
    }
    return evaluation;
}

} // namespace vmunet
