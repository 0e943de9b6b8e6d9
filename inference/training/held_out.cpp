// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/held_out.h"

#include "inference/training/case_scores.h"
#include "inference/training/comparison_pictures.h"
#include "inference/training/sample_store.h"

#include <algorithm>
#include <map>
#include <utility>

namespace vmunet {

namespace {

constexpr size_t kMostPictures = 12;
constexpr int kPictureWidth = 240;

// Binary evaluations have their one structure in the case's own scores.
std::vector<EvaluationScores> classesOf(const EvaluatedCase &evaluated)
{
    return evaluated.classes.empty() ? std::vector{evaluated.scores} : evaluated.classes;
}

void addBefore(HeldOutSummary &summary, const Evaluation &before)
{
    std::map<QString, const EvaluatedCase *> byId;
    for (const EvaluatedCase &evaluated : before.cases) {
        byId[evaluated.id] = &evaluated;
    }
    for (HeldOutCase &one : summary.cases) {
        const auto found = byId.find(one.id);
        one.before = found == byId.end() ? EvaluationScores::kNone : found->second->scores.dice;
        one.classesBefore = found == byId.end() ? std::vector<EvaluationScores>() : classesOf(*found->second);
    }
    summary.diceBefore = before.total.dice;
    summary.meanDiceBefore = before.meanDice;
}

// The samples whose cases lost most, the worst first.
std::vector<int> worstSamples(const TrainingSet &set, const std::vector<int> &indices, const HeldOutSummary &summary)
{
    std::vector<std::pair<double, int>> lost;
    std::map<QString, int> sampleOf;
    for (const int index : indices) {
        sampleOf[set.samples[size_t(index)].id] = index;
    }
    for (const HeldOutCase &one : summary.cases) {
        const auto sample = sampleOf.find(one.id);
        if (one.after < one.before && sample != sampleOf.end()) {
            lost.emplace_back(one.after - one.before, sample->second);
        }
    }
    std::sort(lost.begin(), lost.end());
    lost.resize(std::min(lost.size(), kMostPictures));
    std::vector<int> samples;
    for (const auto &[loss, index] : lost) {
        samples.push_back(index);
    }
    return samples;
}

using Predictions = std::map<QString, PredictedSlice>;

Result<Predictions> predictionsOf(
    const QString &model, const TrainingSet &set, const std::vector<int> &indices, EvaluationOptions options)
{
    Predictions predictions;
    options.onCase = [&](const QString &id, const std::vector<PredictedSlice> &slices) {
        predictions[id] = slices.front();
    };
    const Result<Evaluation> evaluation = evaluateModel(model, set, indices, options);
    return evaluation ? Result<Predictions>(std::move(predictions)) : evaluation.error();
}

Status addPictures(HeldOutSummary &summary, const TrainingSet &set, const std::vector<int> &indices,
    const QString &base, const QString &model, const EvaluationOptions &options)
{
    const std::vector<int> worst = worstSamples(set, indices, summary);
    if (worst.empty()) {
        return Done{};
    }
    const Result<Predictions> before = predictionsOf(base, set, worst, options);
    const Result<Predictions> after = before ? predictionsOf(model, set, worst, options) : before;
    if (!after) {
        return after.error();
    }
    for (const int index : worst) {
        const TrainingSample &sample = set.samples[size_t(index)];
        const Result<TrainingPixels> pixels = fullSizePixels(set, sample);
        if (!pixels) {
            continue; // Seen a moment ago, and gone now: the numbers stand without its picture.
        }
        const PredictedSlice &was = before->at(sample.id);
        const PredictedSlice &is = after->at(sample.id);
        const QImage picture = pictureOf(*pixels);
        const auto held = std::find_if(
            summary.cases.begin(), summary.cases.end(), [&](const HeldOutCase &one) { return one.id == sample.id; });
        summary.worse.push_back({sample.id, held->before, held->after, asPng(picture, kPictureWidth),
            asPng(agreementPicture(picture, was.truth, was.predicted), kPictureWidth),
            asPng(agreementPicture(picture, is.truth, is.predicted), kPictureWidth),
            asPng(changePicture(picture, is.truth, was.predicted, is.predicted), kPictureWidth)});
    }
    return Done{};
}

} // namespace

Result<HeldOutSummary> compareOnHeldOut(const TrainingSet &set, const std::vector<int> &indices, const QString &base,
    const QString &model, const EvaluationOptions &options)
{
    EvaluationOptions measured = options;
    measured.distances = true;
    const Result<Evaluation> after = evaluateModel(model, set, indices, measured);
    if (!after) {
        return after.error();
    }
    HeldOutSummary summary;
    summary.diceAfter = after->total.dice;
    summary.meanDiceAfter = after->meanDice;
    for (const EvaluatedCase &evaluated : after->cases) {
        summary.cases.push_back(
            {evaluated.id, EvaluationScores::kNone, evaluated.scores.dice, {}, classesOf(evaluated)});
    }
    if (base.isEmpty()) {
        return summary;
    }
    const Result<Evaluation> before = evaluateModel(base, set, indices, measured);
    if (!before) {
        return before.error();
    }
    addBefore(summary, *before);
    const Status pictured = addPictures(summary, set, indices, base, model, options);
    return pictured ? Result<HeldOutSummary>(std::move(summary)) : pictured.error();
}

} // namespace vmunet
