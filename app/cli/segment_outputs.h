// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/base/result.h"
#include "core/image/image.h"
#include "inference/engine/segmenter.h"

#include <QStringList>

namespace vmunet::cli {

enum class OutputFormat { Auto, Png, Nifti };

struct OutputWish {
    QString folder;
    bool mask = true;
    bool overlay = false;
    bool probability = false;
    OutputFormat format = OutputFormat::Auto; ///< Auto: PNG for photographs, NIfTI for volumes.
};

/// One segmented image.
struct SegmentedImage {
    Image image;
    Segmentation segmentation;
    std::vector<Mask> masks; ///< One per slice.
    LabelSet labels;
};

/// Writes NAME_mask, NAME_overlay and NAME_probability into the wish's folder. Several slices as PNG become a folder of
/// that name with a file each. Returns what was written, the mask first. Errors: Io.
Result<QStringList> writeOutputs(const SegmentedImage &result, const OutputWish &wish, const QString &name);

} // namespace vmunet::cli
