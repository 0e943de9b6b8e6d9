// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"
#include "core/base/progress.h"
#include "core/base/result.h"

#include <QSize>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace vmunet {

/// How the network wants its input; stored in a model's metadata.
enum class Preprocessing {
    Dermoscopy, ///< RGB stretched to 0..255, bilinear to the network's side.
    Ct, ///< Hounsfield units -125..275 to 0..1, cubic zoom to the network's side.
};

/// What a model file says about itself; what it leaves open is filled from the tensors' shapes.
struct ModelDescription {
    QString path;
    QString name;
    QString sha256; ///< Of the file, 64 hex digits.
    int classes = 1; ///< 1: a binary network.
    int inputSide = 256; ///< The network's square input.
    Preprocessing preprocessing = Preprocessing::Dermoscopy;
    QStringList classNames; ///< Of the structures, without background: `classes` - 1 names, one for a binary network.
    qint64 parameters = 0;
    QString architecture; ///< One line: widths, depths, state size.
};

enum class PixelFormat {
    Rgb8, ///< [slices, height, width, 3], 0..255
    Float32, ///< [slices, height, width], rescaled values (CT: Hounsfield units)
};

/// Borrowed pixels; the caller keeps them alive during the call.
struct PixelView {
    const void *data = nullptr;
    PixelFormat format = PixelFormat::Rgb8;
    QSize size;
    int slices = 1;
};

struct Segmentation {
    std::vector<ProbabilityMap> slices; ///< At the input's own size.
    QString device; ///< "cpu", "cuda:0"
    double seconds = 0; ///< Preprocessing to result.
    QStringList notices; ///< For the person: fell back to tiles, to the CPU.
};

/// Runs one loaded model. Used from one thread at a time. Torch's exceptions end here.
class Segmenter {
public:
    virtual ~Segmenter() = default;
    virtual const ModelDescription &model() const = 0;
    virtual Result<Segmentation> segment(
        const PixelView &pixels, const CancelFlag &cancel, const ProgressCallback &progress)
        = 0;
};

/// Loads a `.pth` or `.safetensors` model. `device`: auto, cpu, cuda, cuda:N.
/// Errors: NotFound, Corrupt, Unsupported (device absent).
Result<std::unique_ptr<Segmenter>> loadSegmenter(const QString &modelPath, const QString &device);

/// Reads a model's description without keeping the weights.
Result<ModelDescription> describeModel(const QString &modelPath);

} // namespace vmunet
