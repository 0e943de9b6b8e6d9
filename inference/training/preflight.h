// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/perceptual_hash.h"
#include "core/dataset/sample_loader.h"
#include "core/dataset/training_set.h"

#include <QByteArray>

#include <vector>

namespace vmunet {

/// What is seen of a sample before a run begins.
struct SampleFacts {
    QString id;
    Split split = Split::Training;
    QString file; ///< Of its image.
    QSize size; ///< Pixels.
    double brightness = 0; ///< Mean of grey 0..255, of Hounsfield units or of 0..1.
    std::vector<qint64> pixels; ///< Of the background and each structure.
    PerceptualHash hash{};

    bool isEmpty() const; ///< No structure at all.
    double structureShare() const; ///< 0..1
};

SampleFacts factsOf(const TrainingSet &set, const TrainingSample &sample, const LoadedSample &loaded);

/// Two pictures that look the same.
struct SamePicture {
    QString training;
    QString heldOut;
    int distance = 0; ///< Of their hashes.
};

/// Training samples that look like a held-out one: each with the nearest. Slices of one file do not count: where there
/// is one volume alone, some of its slices are held out, and neighbours look alike.
std::vector<SamePicture> acrossTheSplit(const std::vector<SampleFacts> &facts);

/// Moves those from `set.samples` to `set.excluded`, so that what is held out was never trained on. Returns them.
std::vector<ExcludedSample> leaveOutDuplicates(TrainingSet &set, const std::vector<SamePicture> &pairs);

/// Worth a look before hours are spent: why, in a few words.
struct Outlier {
    QString id;
    QString reason;
};

/// Samples whose structure, brightness or size is far from the others': more than six median absolute deviations from
/// the median (about four standard deviations), at least ten samples given. The farthest first.
std::vector<Outlier> outliersOf(const std::vector<SampleFacts> &facts);

/// The page `preflight.html`: sizes, class shares, empty masks, duplicates and outliers, with pictures of what stands
/// out.
QByteArray preflightPage(
    const TrainingSet &set, const std::vector<SampleFacts> &facts, const std::vector<SamePicture> &duplicates);

} // namespace vmunet
