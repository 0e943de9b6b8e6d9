// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/training_set.h"
#include "inference/training/training_pixels.h"

#include <memory>
#include <mutex>
#include <vector>

namespace vmunet {

/// How samples become the network's input.
struct PreparationOptions {
    int side = 256;
    bool referenceZoom = false; ///< CT: zero rows where the published pipeline has them.
};

/// Decodes a sample at the image's own size: dermoscopy stretched to 0..255, CT windowed to 0..1. Errors as
/// loadSample().
Result<TrainingPixels> fullSizePixels(const TrainingSet &set, const TrainingSample &sample);

/// Brings pixels to side x side as the task wants it: photographs bilinear, CT by the cubic zoom, labels nearest.
TrainingPixels resizedPixels(const TrainingPixels &pixels, ImagingTask task, const PreparationOptions &options);

/// The samples of a set at the network's size, decoded once and kept in two bytes a value until `limitBytes` are used;
/// beyond that they are decoded each time, so memory does not grow with the number of images. Kept or not, the numbers
/// are the same. Thread-safe. The set must outlive it.
class SampleStore {
public:
    SampleStore(const TrainingSet &set, PreparationOptions options, qint64 limitBytes);

    const TrainingSet &set() const { return m_set; }
    const PreparationOptions &options() const { return m_options; }
    /// `index` into the set's samples.
    Result<TrainingPixels> pixels(int index) const;

private:
    struct Packed {
        TrainingPixels shape; ///< Without values.
        float low = 0;
        float step = 0;
        std::vector<std::uint16_t> image;
        std::vector<std::uint8_t> target;
    };
    static Packed packed(const TrainingPixels &pixels);
    static TrainingPixels unpacked(const Packed &packed);

    const TrainingSet &m_set;
    PreparationOptions m_options;
    qint64 m_limitBytes;
    mutable std::mutex m_mutex; // Guards the two below; entries themselves never change.
    mutable std::vector<std::shared_ptr<const Packed>> m_kept;
    mutable qint64 m_keptBytes = 0;
};

} // namespace vmunet
