// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/segment_outputs.h"

#include "core/image/dicom_segmentation_writer.h"
#include "core/image/image_loader.h"
#include "core/image/mask_writer.h"

#include <QDir>
#include <QFileInfo>
#include <QObject>

#include <algorithm>
#include <functional>

namespace vmunet::cli {

namespace {

using SliceWriter = std::function<Status(int slice, const QString &path)>;

Status makeFolder(const QString &path)
{
    if (QDir().mkpath(path)) {
        return Done{};
    }
    return Error{ErrorCode::Io, QObject::tr("The folder %1 cannot be made; choose another with --out.").arg(path)};
}

/// One PNG a slice: BASE.png, or BASE/0001.png and on.
Result<QString> writeSlices(const QString &base, int slices, const SliceWriter &write)
{
    if (slices == 1) {
        const QString path = base + QStringLiteral(".png");
        const Status written = write(0, path);
        return written ? Result<QString>(path) : written.error();
    }
    const Status made = makeFolder(base);
    if (!made) {
        return made.error();
    }
    for (int slice = 0; slice < slices; ++slice) {
        const Status written =
            write(slice, QDir(base).filePath(QStringLiteral("%1.png").arg(slice + 1, 4, 10, QLatin1Char('0'))));
        if (!written) {
            return written.error();
        }
    }
    return base;
}

Result<QString> writeMask(const SegmentedImage &result, OutputFormat format, bool nifti, const QString &base)
{
    if (format == OutputFormat::DicomSegmentation) {
        const QString path = base + QStringLiteral(".dcm");
        const Status written = writeDicomSegmentation(result.masks, result.labels, result.image, path);
        return written ? Result<QString>(path) : written.error();
    }
    if (nifti) {
        const QString path = base + QStringLiteral(".nii.gz");
        const Status written = writeNiftiLabels(result.masks, result.image, path);
        return written ? Result<QString>(path) : written.error();
    }
    const bool binary = result.segmentation.slices.front().classes == 1;
    return writeSlices(base, int(result.masks.size()), [&](int slice, const QString &path) {
        const Mask &mask = result.masks[size_t(slice)];
        return binary ? writeBinaryPng(mask, path) : writeLabelPng(mask, path);
    });
}

Result<QString> writeProbability(const SegmentedImage &result, bool nifti, const QString &base)
{
    if (nifti) {
        const QString path = base + QStringLiteral(".nii.gz");
        const Status written = writeNiftiProbability(result.segmentation.slices, result.image, path);
        return written ? Result<QString>(path) : written.error();
    }
    return writeSlices(base, int(result.masks.size()), [&](int slice, const QString &path) {
        return writeProbabilityPng(result.segmentation.slices[size_t(slice)], path);
    });
}

Result<QString> writeOverlays(const SegmentedImage &result, const QString &base)
{
    const WindowLevel window = initialWindow(result.image);
    return writeSlices(base, int(result.masks.size()), [&](int slice, const QString &path) {
        return writeOverlay(renderSlice(result.image, slice, window), result.masks[size_t(slice)], result.labels, path);
    });
}

} // namespace

QString CocoOutputs::add(const SegmentedImage &result, const QString &name)
{
    auto file = std::find_if(
        m_files.begin(), m_files.end(), [&result](const File &known) { return known.labels == result.labels; });
    if (file == m_files.end()) {
        QStringList names;
        for (const LabelInfo &label : result.labels.labels()) {
            names.append(label.name);
        }
        const QString number = m_files.empty() ? QString() : QStringLiteral("_%1").arg(m_files.size() + 1);
        const QString path = QDir(m_folder).filePath(QStringLiteral("annotations%1.json").arg(number));
        file = m_files.insert(m_files.end(), {result.labels, path, CocoWriter(names)});
    }
    const bool single = result.masks.size() == 1;
    for (size_t slice = 0; slice < result.masks.size(); ++slice) {
        const QString fileName = single ? QFileInfo(result.image.path).fileName()
                                        : QStringLiteral("%1/%2.png").arg(name).arg(slice + 1, 4, 10, QLatin1Char('0'));
        file->writer.add(fileName, result.masks[slice]);
    }
    return file->path;
}

Status CocoOutputs::write() const
{
    for (const File &file : m_files) {
        const Status written = file.writer.write(file.path);
        if (!written) {
            return written;
        }
    }
    return Done{};
}

Result<QStringList> writeOutputs(
    const SegmentedImage &result, const OutputWish &wish, const QString &name, CocoOutputs &coco)
{
    const Status made = makeFolder(wish.folder);
    if (!made) {
        return made.error();
    }
    const bool nifti = wish.format == OutputFormat::Nifti
        || (wish.format != OutputFormat::Png && result.image.kind == ImageKind::Volume);
    const QString base = QDir(wish.folder).filePath(name);
    QStringList written;
    const auto keep = [&written](const Result<QString> &path) -> Status {
        if (!path) {
            return path.error();
        }
        written.append(*path);
        return Done{};
    };
    Status status = Done{};
    if (wish.mask && wish.format == OutputFormat::Coco) {
        written.append(coco.add(result, name));
    } else if (wish.mask) {
        status = keep(writeMask(result, wish.format, nifti, base + QStringLiteral("_mask")));
    }
    if (status && wish.overlay) {
        status = keep(writeOverlays(result, base + QStringLiteral("_overlay")));
    }
    if (status && wish.probability) {
        status = keep(writeProbability(result, nifti, base + QStringLiteral("_probability")));
    }
    if (!status) {
        return status.error();
    }
    return written;
}

} // namespace vmunet::cli
