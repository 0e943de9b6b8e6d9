// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/annotation/mask.h"
#include "core/base/result.h"
#include "core/image/image.h"

#include <vector>

namespace vmunet {

class Document;

enum class ExportFormat { LabelPng, BinaryPng, Overlay, Nifti, DicomSegmentation };

/// A snapshot of what is exported, so that a worker can write while the person goes on.
struct ExportJob {
    ExportFormat format = ExportFormat::LabelPng;
    QString path;
    Image image;
    std::vector<Mask> masks; ///< One a slice.
    LabelSet labels;
    int slice = 0; ///< Of the formats that hold one slice.
    WindowLevel window;
};

ExportJob exportJobOf(const Document &document, ExportFormat format, const QString &path, const WindowLevel &window);

/// Writes and verifies the file. Blocks: call it on a worker thread.
Status writeExport(const ExportJob &job);

/// What the file dialog offers for this image, best first.
struct ExportChoice {
    ExportFormat format;
    QString filter;
    QString suffix;
};
std::vector<ExportChoice> exportChoices(const Image &image);

/// "lesion12_mask.png" beside nothing yet: the name that the dialog proposes.
QString proposedExportName(const Image &image, const ExportChoice &choice, int slice);

} // namespace vmunet
