// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/probability_map.h"

#include <QString>
#include <QStringList>

#include <vector>

/// What both processes say about a model and its result: values without Torch.
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

struct Segmentation {
    std::vector<ProbabilityMap> slices; ///< At the input's own size.
    QString device; ///< "cpu", "cuda:0"
    double seconds = 0; ///< Preprocessing to result.
    QStringList notices; ///< For the person: fell back to tiles, to the CPU.
};

} // namespace vmunet
