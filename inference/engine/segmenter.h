// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"
#include "inference/protocol/precision.h"
#include "inference/protocol/segmentation.h"

#include <QSize>

#include <memory>

namespace vmunet {

/// Borrowed pixels; the caller keeps them alive during the call.
struct PixelView {
    const void *data = nullptr;
    PixelFormat format = PixelFormat::Rgb8;
    QSize size;
    int slices = 1;
};

/// Runs one loaded model. Used from one thread at a time. Torch's exceptions end here.
class Segmenter {
public:
    virtual ~Segmenter() = default;
    virtual const ModelDescription &model() const = 0;
    virtual Result<Segmentation> segment(
        const PixelView &pixels, const CancelFlag &cancel, const ProgressCallback &progress) = 0;
};

/// Loads a `.pth` or `.safetensors` model. `device`: auto, cpu, cuda, cuda:N. `precision`: of the weights and pixels on
/// a GPU. Errors: NotFound, Corrupt, Unsupported (device absent, precision that it does not have).
Result<std::unique_ptr<Segmenter>> loadSegmenter(
    const QString &modelPath, const QString &device, Precision precision = Precision::Float32);

/// Reads a model's description without keeping the weights.
Result<ModelDescription> describeModel(const QString &modelPath);

} // namespace vmunet
