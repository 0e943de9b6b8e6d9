// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/mask_export.h"

#include "core/editing/document.h"
#include "core/image/dicom_segmentation_writer.h"
#include "core/image/image_loader.h"
#include "core/image/mask_writer.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MaskExport", text);
}

bool holdsOneSlice(ExportFormat format)
{
    return format != ExportFormat::Nifti && format != ExportFormat::DicomSegmentation;
}

} // namespace

ExportJob exportJobOf(const Document &document, ExportFormat format, const QString &path, const WindowLevel &window)
{
    ExportJob job{.format = format,
        .path = path,
        .image = document.image(),
        .masks = {},
        .labels = document.labels(),
        .slice = document.currentSlice(),
        .window = window};
    for (int slice = 0; slice < document.sliceCount(); ++slice) {
        job.masks.push_back(document.mask(slice));
    }
    return job;
}

Status writeExport(const ExportJob &job)
{
    const Mask &mask = job.masks[size_t(job.slice)];
    switch (job.format) {
    case ExportFormat::LabelPng:
        return writeLabelPng(mask, job.path);
    case ExportFormat::BinaryPng:
        return writeBinaryPng(mask, job.path);
    case ExportFormat::Overlay:
        return writeOverlay(renderSlice(job.image, job.slice, job.window), mask, job.labels, job.path);
    case ExportFormat::DicomSegmentation:
        return writeDicomSegmentation(job.masks, job.labels, job.image, job.path);
    case ExportFormat::Nifti:
        break;
    }
    return writeNiftiLabels(job.masks, job.image, job.path);
}

std::vector<ExportChoice> exportChoices(const Image &image)
{
    const std::vector<ExportChoice> flat{
        {ExportFormat::BinaryPng, tr("Mask, 0 and 255 (*.png)"), QStringLiteral("_mask.png")},
        {ExportFormat::LabelPng, tr("Label numbers (*.png)"), QStringLiteral("_labels.png")},
        {ExportFormat::Overlay, tr("Picture with overlay (*.png *.jpg)"), QStringLiteral("_overlay.png")}};
    if (image.kind == ImageKind::Photograph) {
        return flat;
    }
    std::vector<ExportChoice> choices{
        {ExportFormat::Nifti, tr("NIfTI label volume (*.nii.gz *.nii)"), QStringLiteral("_labels.nii.gz")}};
    if (!image.instanceUids.isEmpty()) {
        choices.insert(choices.begin(),
            {ExportFormat::DicomSegmentation, tr("DICOM Segmentation (*.dcm)"), QStringLiteral("_seg.dcm")});
    }
    choices.insert(choices.end(), flat.begin(), flat.end());
    return choices;
}

QString proposedExportName(const Image &image, const ExportChoice &choice, int slice)
{
    const QFileInfo source(image.path);
    QString name = source.isDir() ? source.fileName() : source.completeBaseName();
    if (name.endsWith(QLatin1String(".nii"))) {
        name.chop(4);
    }
    if (image.slices > 1 && holdsOneSlice(choice.format)) {
        name += QStringLiteral("_%1").arg(slice + 1, 3, 10, QLatin1Char('0'));
    }
    return name + choice.suffix;
}

} // namespace vmunet
