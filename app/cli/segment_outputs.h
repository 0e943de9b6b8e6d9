// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/base/result.h"
#include "core/dataset/coco_writer.h"
#include "core/image/image.h"
#include "inference/engine/segmenter.h"

#include <QStringList>

namespace vmunet::cli {

enum class OutputFormat { Auto, Png, Nifti, DicomSegmentation, Coco };

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

/// The masks of a run as COCO: one file for all images that share their structures, annotations.json, then
/// annotations_2.json and so on.
class CocoOutputs {
public:
    explicit CocoOutputs(QString folder)
        : m_folder(std::move(folder))
    {
    }

    /// Returns the file that the masks will be in.
    QString add(const SegmentedImage &result, const QString &name);
    /// Errors: Io.
    Status write() const;

private:
    struct File {
        LabelSet labels;
        QString path;
        CocoWriter writer;
    };
    QString m_folder;
    std::vector<File> m_files;
};

/// Writes NAME_mask, NAME_overlay and NAME_probability into the wish's folder. Several slices as PNG become a folder of
/// that name with a file each; as COCO, masks go to `coco` instead. Returns what was written, the mask first. Errors:
/// Io.
Result<QStringList> writeOutputs(
    const SegmentedImage &result, const OutputWish &wish, const QString &name, CocoOutputs &coco);

} // namespace vmunet::cli
