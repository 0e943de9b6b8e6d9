// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/worst_cases.h"

#include "inference/training/case_scores.h"
#include "inference/training/comparison_pictures.h"
#include "inference/training/sample_store.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace vmunet {

namespace {

constexpr int kPictureWidth = 240;

size_t wrongPixels(const PredictedSlice &slice)
{
    size_t wrong = 0;
    for (size_t i = 0; i < slice.truth.size(); ++i) {
        wrong += slice.truth[i] != slice.predicted[i];
    }
    return wrong;
}

struct Shown {
    PredictedSlice slice;
    size_t number = 0; ///< In its case.
};

// The cases of lowest Dice, by their names.
std::vector<std::pair<double, QString>> lowest(const Evaluation &evaluation, size_t count)
{
    std::vector<std::pair<double, QString>> all;
    for (const EvaluatedCase &one : evaluation.cases) {
        if (!std::isnan(one.scores.dice)) {
            all.emplace_back(one.scores.dice, one.id);
        }
    }
    std::sort(all.begin(), all.end());
    all.resize(std::min(all.size(), count));
    return all;
}

} // namespace

Result<std::vector<CasePicture>> worstCases(const QString &modelPath, const TrainingSet &set,
    const std::vector<int> &indices, const Evaluation &evaluation, EvaluationOptions options, size_t count)
{
    const bool volumes = options.protocol == EvaluationProtocol::Volume;
    std::map<QString, std::vector<int>> samplesOf;
    for (const EvaluationCase &one : casesOf(set, indices, options.protocol)) {
        samplesOf.insert(one);
    }
    const auto worst = lowest(evaluation, count);
    std::vector<int> again;
    for (const auto &[dice, id] : worst) {
        const std::vector<int> &samples = samplesOf[id];
        again.insert(again.end(), samples.begin(), samples.end());
    }
    std::map<QString, Shown> shown;
    options.protocol = volumes ? options.protocol : EvaluationProtocol::ImageSize;
    options.calibration = nullptr;
    options.distances = false;
    options.onCase = [&shown](const QString &id, const std::vector<PredictedSlice> &slices) {
        const auto most = std::max_element(
            slices.begin(), slices.end(), [](const auto &a, const auto &b) { return wrongPixels(a) < wrongPixels(b); });
        shown[id] = {*most, size_t(most - slices.begin())};
    };
    if (again.empty()) {
        return std::vector<CasePicture>();
    }
    if (const Result<Evaluation> done = evaluateModel(modelPath, set, again, options); !done) {
        return done.error();
    }
    std::vector<CasePicture> pictures;
    for (const auto &[dice, id] : worst) {
        const Shown &one = shown[id];
        const int index = samplesOf[id].at(one.number);
        const Result<TrainingPixels> pixels = fullSizePixels(set, set.samples[size_t(index)]);
        if (!pixels || one.slice.truth.size() != size_t(pixels->width) * size_t(pixels->height)) {
            continue; // Seen a moment ago, and gone now: the numbers stand without its picture.
        }
        const QImage picture = pictureOf(*pixels);
        pictures.push_back({id, dice, volumes ? int(one.number) + 1 : -1, asPng(picture, kPictureWidth),
            asPng(agreementPicture(picture, one.slice.truth, one.slice.truth), kPictureWidth),
            asPng(agreementPicture(picture, one.slice.truth, one.slice.predicted), kPictureWidth)});
    }
    return pictures;
}

} // namespace vmunet
