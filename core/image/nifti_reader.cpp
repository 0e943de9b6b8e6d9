// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/nifti_reader.h"

#include "core/image/gzip_file.h"
#include "core/image/nifti_header.h"
#include "core/image/sample_conversion.h"
#include "core/image/sample_visitor.h"

#include <QFileInfo>
#include <QObject>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>

namespace vmunet {

namespace {

/// How a NIfTI data type is kept here.
struct Layout {
    SampleType type = SampleType::UInt8;
    int channels = 1; ///< Of one voxel in the file: RGB.
    int bytes = 1; ///< Of one channel.
    bool isLong = false;
};

std::optional<Layout> layoutOf(int dataType)
{
    switch (dataType) {
    case 2:
        return Layout{SampleType::UInt8, 1, 1};
    case 4:
        return Layout{SampleType::Int16, 1, 2};
    case 8:
        return Layout{SampleType::Int32, 1, 4};
    case 16:
        return Layout{SampleType::Float32, 1, 4};
    case 64:
        return Layout{SampleType::Float64, 1, 8};
    case 128:
        return Layout{SampleType::UInt8, 3, 1};
    case 256:
        return Layout{SampleType::Int8, 1, 1};
    case 512:
        return Layout{SampleType::UInt16, 1, 2};
    case 768:
        return Layout{SampleType::UInt32, 1, 4};
    case 1024:
    case 1280:
        return Layout{SampleType::Float64, 1, 8, true};
    case 2304:
        return Layout{SampleType::UInt8, 4, 1};
    default:
        return std::nullopt;
    }
}

Error damaged(const QString &path)
{
    return {ErrorCode::Corrupt, QObject::tr("%1 is truncated or damaged and cannot be read. Copy it again.").arg(path)};
}

qint64 extent(const NiftiHeader &header, size_t axis)
{
    return qint64(axis) <= header.dim[0] ? header.dim[axis] : 1;
}

Status checkHeader(
    const QString &path, const NiftiHeader &header, const std::optional<Layout> &layout, qint64 fileBytes)
{
    if (header.dim[0] < 1 || header.dim[0] > 7 || header.samplesAt < 0) {
        return damaged(path);
    }
    if (!layout) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 holds values of a kind that cannot be shown (NIfTI type %2).")
                .arg(path)
                .arg(header.dataType)};
    }
    double bytes = layout->bytes * layout->channels;
    QStringList sides;
    for (size_t axis = 1; axis <= size_t(header.dim[0]); ++axis) {
        if (header.dim[axis] < 1 || (axis <= 3 && header.dim[axis] > 1'000'000)) {
            return damaged(path);
        }
        bytes *= double(header.dim[axis]);
        sides << QString::number(header.dim[axis]);
    }
    if (extent(header, 3) * extent(header, 4) > std::numeric_limits<int>::max()) {
        return damaged(path);
    }
    constexpr double kMaxBytes = 16.0 * 1024 * 1024 * 1024;
    constexpr double kMostDeflated = 1100;
    if (bytes > kMaxBytes || bytes > double(fileBytes) * kMostDeflated) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 claims %2 voxels, more than the file can hold or this program can open.")
                .arg(path, sides.join(QStringLiteral(" x ")))};
    }
    return Done{};
}

/// The .img file of a .hdr file.
QString samplesPath(const QString &path, const NiftiHeader &header)
{
    if (!header.detached) {
        return path;
    }
    const QString base = QFileInfo(path).path() + QLatin1Char('/') + QFileInfo(path).completeBaseName();
    const QString plain = base + QStringLiteral(".img");
    return QFileInfo::exists(plain) ? plain : plain + QStringLiteral(".gz");
}

/// What is read of the voxels: blocks of bytes with others between them.
struct Blocks {
    qint64 bytes = 0;
    qint64 skipped = 0; ///< After each but the last.
    qint64 count = 1;
};

Status readBlocks(GzipFile &file, const Blocks &blocks, QByteArray &samples, const QString &path,
    const CancelFlag &cancel, const ProgressCallback &progress)
{
    samples = QByteArray(blocks.bytes * blocks.count, Qt::Uninitialized);
    constexpr qint64 kStep = 16 << 20;
    for (qint64 c = 0; c < blocks.count; ++c) {
        if (c > 0 && !file.skip(blocks.skipped)) {
            return damaged(path);
        }
        for (qint64 done = 0; done < blocks.bytes; done += kStep) {
            if (cancel.isCancelled()) {
                return Error{ErrorCode::Cancelled, QObject::tr("Opening %1 was cancelled.").arg(path)};
            }
            const qint64 step = std::min(kStep, blocks.bytes - done);
            if (file.read(samples.data() + c * blocks.bytes + done, step) != step) {
                return damaged(path);
            }
            if (progress) {
                progress(double(c * blocks.bytes + done + step) / double(samples.size()),
                    QObject::tr("Reading %1").arg(QFileInfo(path).fileName()));
            }
        }
    }
    return blocks.skipped == 0 && !file.endsWell(blocks.bytes + 1024) ? Status(damaged(path)) : Status(Done{});
}

/// Component after component to all components of a voxel after each other.
QByteArray interleaved(const QByteArray &planes, qint64 components, int voxelBytes)
{
    QByteArray mixed(planes.size(), Qt::Uninitialized);
    const qint64 voxels = planes.size() / components / voxelBytes;
    for (qint64 c = 0; c < components; ++c) {
        for (qint64 i = 0; i < voxels; ++i) {
            std::memcpy(mixed.data() + (i * components + c) * voxelBytes,
                planes.constData() + (c * voxels + i) * voxelBytes, size_t(voxelBytes));
        }
    }
    return mixed;
}

void applyScaling(const NiftiHeader &header, Image &image)
{
    const bool scales = std::isfinite(header.slope) && std::isfinite(header.intercept) && header.slope != 0
        && (header.slope != 1 || header.intercept != 0);
    if (!scales) {
        return;
    }
    const qsizetype count = image.samples.size() / sampleSize(image.type);
    QByteArray scaled(count * qsizetype(sizeof(float)), Qt::Uninitialized);
    visitSampleType(image.type, [&](auto zero) {
        using Sample = decltype(zero);
        const auto *from = reinterpret_cast<const Sample *>(image.samples.constData());
        std::transform(from, from + count, reinterpret_cast<float *>(scaled.data()),
            [&](Sample value) { return float(double(value) * header.slope + header.intercept); });
    });
    image.samples = scaled;
    image.type = SampleType::Float32;
}

} // namespace

Result<Image> readNifti(
    const QString &path, const CancelFlag &cancel, const ProgressCallback &progress, NiftiVolumes volumes)
{
    QByteArray head(kNiftiHeaderBytes, '\0');
    {
        GzipFile file(path);
        if (!file.isOpen()) {
            return Error{ErrorCode::Io, QObject::tr("%1 cannot be opened.").arg(path)};
        }
        head.truncate(qsizetype(file.read(head.data(), head.size())));
    }
    const std::optional<NiftiHeader> header = parseNiftiHeader(head);
    if (!header) {
        return damaged(path);
    }
    const std::optional<Layout> layout = layoutOf(header->dataType);
    const QString samples = samplesPath(path, *header);
    if (const Status checked = checkHeader(path, *header, layout, QFileInfo(samples).size()); !checked) {
        return checked.error();
    }
    GzipFile file(samples);
    if (!file.isOpen() || !file.skip(header->samplesAt)) {
        return Error{ErrorCode::Io, QObject::tr("%1 with the voxels of %2 cannot be opened.").arg(samples, path)};
    }
    Image image;
    image.kind = ImageKind::Volume;
    image.path = path;
    image.width = int(extent(*header, 1));
    image.height = int(extent(*header, 2));
    const qint64 times = extent(*header, 4);
    const qint64 kept = volumes == NiftiVolumes::All ? times : 1;
    image.slices = int(extent(*header, 3) * kept);
    image.type = layout->type;
    image.photometric = QStringLiteral("MONOCHROME2");
    image.geometry = geometryOf(*header);
    const qint64 components = extent(*header, 5);
    image.channels = int(components) * layout->channels;
    const int voxelBytes = layout->bytes * layout->channels;
    const qint64 planeBytes = qint64(image.width) * image.height * image.slices * voxelBytes;
    const Blocks blocks{.bytes = planeBytes, .skipped = planeBytes / kept * (times - kept), .count = components};
    const Status read = readBlocks(file, blocks, image.samples, path, cancel, progress);
    if (!read) {
        return read.error();
    }
    if (components > 1) {
        image.samples = interleaved(image.samples, components, voxelBytes);
    }
    if (header->swapped) {
        swapBytes(image.samples, layout->bytes);
    }
    if (layout->isLong) {
        narrowLongs(image);
    }
    applyScaling(*header, image);
    if (times > kept) {
        image.warnings << QObject::tr("Of %1 volumes in time the first is shown.").arg(times);
    }
    if (image.channels > 1) {
        image.warnings << QObject::tr("Of %1 components of each voxel the first is shown.").arg(image.channels);
    }
    return image;
}

} // namespace vmunet
