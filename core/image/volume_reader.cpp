// SPDX-License-Identifier: GPL-3.0-or-later
// The only source that sees ITK.
#include "core/image/volume_reader.h"

#include "core/image/gzip_file.h"
#include "core/image/sample_conversion.h"

#include <QFile>
#include <QFileInfo>
#include <QObject>
#include <QTemporaryDir>

#include <itkGiplImageIO.h>
#include <itkMetaImageIO.h>
#include <itkNrrdImageIO.h>

#include <algorithm>
#include <optional>

namespace vmunet {

namespace {

itk::ImageIOBase::Pointer readerFor(FileFormat format)
{
    switch (format) {
    case FileFormat::Nrrd:
        return itk::NrrdImageIO::New().GetPointer();
    case FileFormat::MetaImage:
        return itk::MetaImageIO::New().GetPointer();
    default:
        return itk::GiplImageIO::New().GetPointer();
    }
}

std::optional<SampleType> sampleTypeOf(itk::IOComponentEnum component)
{
    switch (component) {
    case itk::IOComponentEnum::UCHAR:
        return SampleType::UInt8;
    case itk::IOComponentEnum::CHAR:
        return SampleType::Int8;
    case itk::IOComponentEnum::USHORT:
        return SampleType::UInt16;
    case itk::IOComponentEnum::SHORT:
        return SampleType::Int16;
    case itk::IOComponentEnum::UINT:
        return SampleType::UInt32;
    case itk::IOComponentEnum::INT:
        return SampleType::Int32;
    case itk::IOComponentEnum::FLOAT:
        return SampleType::Float32;
    case itk::IOComponentEnum::DOUBLE:
        return SampleType::Float64;
    default:
        return std::nullopt;
    }
}

bool isLong(itk::IOComponentEnum component)
{
    return component == itk::IOComponentEnum::LONG || component == itk::IOComponentEnum::LONGLONG;
}

Error damaged(const QString &path)
{
    return {ErrorCode::Corrupt, QObject::tr("%1 is truncated or damaged and cannot be read. Copy it again.").arg(path)};
}

unsigned dimensionOf(const itk::ImageIOBase &io, unsigned axis)
{
    return axis < io.GetNumberOfDimensions() ? unsigned(io.GetDimensions(axis)) : 1U;
}

Geometry geometryOf(const itk::ImageIOBase &io)
{
    Geometry geometry;
    geometry.known = true;
    const unsigned axes = std::min(3U, io.GetNumberOfDimensions());
    for (unsigned axis = 0; axis < axes; ++axis) {
        geometry.spacingMm[axis] = io.GetSpacing(axis);
        geometry.originMm[axis] = io.GetOrigin(axis);
        const std::vector<double> direction = io.GetDirection(axis);
        for (unsigned i = 0; i < axes; ++i) {
            geometry.direction[axis][i] = direction[i];
        }
    }
    return geometry;
}

/// Refused before anything is allocated: more than the compressed file can hold, or than any machine.
Status checkSize(const QString &path, const itk::ImageIOBase &io)
{
    double bytes = double(io.GetNumberOfComponents()) * io.GetComponentSize();
    QStringList sides;
    for (unsigned axis = 0; axis < io.GetNumberOfDimensions(); ++axis) {
        bytes *= double(io.GetDimensions(axis));
        sides << QString::number(io.GetDimensions(axis));
    }
    constexpr double kMaxBytes = 16.0 * 1024 * 1024 * 1024;
    constexpr double kMostDeflated = 1100;
    const bool detached = path.endsWith(QLatin1String("hdr"), Qt::CaseInsensitive)
        || path.endsWith(QLatin1String(".mhd"), Qt::CaseInsensitive);
    if (bytes <= 0 || bytes > kMaxBytes || (!detached && bytes > double(QFileInfo(path).size()) * kMostDeflated)) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 claims %2 voxels, more than the file can hold or this program can open.")
                .arg(path, sides.join(QStringLiteral(" x ")))};
    }
    return Done{};
}

/// MetaIO copies each name and value of its header into a buffer of fixed size, and does not look at their lengths.
bool isSoundMetaHeader(const QString &path)
{
    constexpr int kMostLines = 500;
    constexpr qsizetype kLongestLine = 4000;
    constexpr qsizetype kLongestName = 100;
    constexpr int kMostAxes = 10;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return false;
    }
    for (int i = 0; i < kMostLines; ++i) {
        const QByteArray line = file.readLine(kLongestLine);
        if (line.isEmpty() || (!line.endsWith('\n') && !file.atEnd())) {
            return false;
        }
        const qsizetype separator = line.indexOf('=');
        const QByteArray name = line.left(separator).trimmed();
        if (line.trimmed().isEmpty()) {
            continue;
        }
        if (separator < 0 || separator > kLongestName
            || (name == "NDims" && line.mid(separator + 1).trimmed().toInt() > kMostAxes)) {
            return false;
        }
        if (name == "ElementDataFile") {
            return true;
        }
    }
    return false;
}

/// Whether the file holds the samples that its header promises. ITK's MetaImage and GIPL readers leave the rest of a
/// truncated volume as it lay in memory.
bool isComplete(const QString &path, FileFormat format, qint64 bytes)
{
    if (format == FileFormat::Gipl) {
        constexpr qint64 kHeaderBytes = 256;
        GzipFile file(path);
        return file.isOpen() && file.skip(kHeaderBytes + bytes - 1) && file.read(QByteArray(1, '\0').data(), 1) == 1
            && file.endsWell(kHeaderBytes);
    }
    if (format != FileFormat::MetaImage) {
        return true;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return false;
    }
    qint64 stored = bytes;
    while (!file.atEnd()) {
        const QList<QByteArray> line = file.readLine(4096).split('=');
        const QByteArray value = line.value(1).trimmed();
        if (line[0].trimmed() == "CompressedDataSize") {
            stored = value.toLongLong();
        } else if (line[0].trimmed() == "ElementDataFile") {
            const bool local = value == "LOCAL" || value == "Local" || value == "local";
            const QString detached = QFileInfo(path).path() + QLatin1Char('/') + QFile::decodeName(value);
            const bool pattern = value.contains('%') || value.startsWith("LIST");
            return pattern || (local ? file.size() - file.pos() : QFileInfo(detached).size()) >= stored;
        }
    }
    return false;
}

void readSamples(itk::ImageIOBase &io, Image &image)
{
    const unsigned axes = io.GetNumberOfDimensions();
    itk::ImageIORegion all(axes);
    for (unsigned axis = 0; axis < axes; ++axis) {
        all.SetIndex(axis, 0);
        all.SetSize(axis, io.GetDimensions(axis));
    }
    io.SetIORegion(all);
    image.samples = QByteArray(qsizetype(io.GetImageSizeInBytes()), Qt::Uninitialized);
    io.Read(image.samples.data());
}

/// ITK tells gzipped GIPL files by their name alone: a link with such a name.
QString giplName(const QString &path, const QTemporaryDir &links)
{
    QFile file(path);
    const bool zipped = file.open(QIODevice::ReadOnly) && file.peek(2) == "\x1f\x8b";
    const QString name = links.filePath(zipped ? QStringLiteral("volume.gipl.gz") : QStringLiteral("volume.gipl"));
    return QFile::link(QFileInfo(path).absoluteFilePath(), name) ? name : path;
}

Result<Image> readWith(itk::ImageIOBase &io, const QString &path, FileFormat format)
{
    if (format == FileFormat::MetaImage && !isSoundMetaHeader(path)) {
        return damaged(path);
    }
    const QTemporaryDir links;
    const QString name = format == FileFormat::Gipl ? giplName(path, links) : path;
    io.SetFileName(QFile::encodeName(name).constData());
    io.ReadImageInformation();
    if (const Status size = checkSize(path, io); !size) {
        return size.error();
    }
    const itk::IOComponentEnum component = io.GetComponentType();
    const std::optional<SampleType> type = sampleTypeOf(component);
    const bool isComplex = io.GetPixelType() == itk::IOPixelEnum::COMPLEX;
    if (isComplex || (!type && !(isLong(component) && io.GetComponentSize() == sizeof(qint64)))) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 holds values of a kind that cannot be shown (%2).")
                .arg(path, QString::fromStdString(io.GetComponentTypeAsString(component)))};
    }
    Image image;
    image.kind = ImageKind::Volume;
    image.path = path;
    image.width = int(dimensionOf(io, 0));
    image.height = int(dimensionOf(io, 1));
    image.slices = int(dimensionOf(io, 2));
    image.channels = int(io.GetNumberOfComponents());
    image.type = type.value_or(SampleType::Int32);
    image.photometric = QStringLiteral("MONOCHROME2");
    image.geometry = geometryOf(io);
    if (!isComplete(path, format, qint64(io.GetImageSizeInBytes()))) {
        return damaged(path);
    }
    readSamples(io, image);
    qint64 volumes = 1;
    for (unsigned axis = 3; axis < io.GetNumberOfDimensions(); ++axis) {
        volumes *= io.GetDimensions(axis);
    }
    if (volumes > 1) {
        image.samples.truncate(image.samples.size() / volumes);
        image.warnings << QObject::tr("Of %1 volumes in time the first is shown.").arg(volumes);
    }
    if (image.channels > 1) {
        image.warnings << QObject::tr("Of %1 components of each voxel the first is shown.").arg(image.channels);
    }
    if (!type) {
        narrowLongs(image);
    }
    return image;
}

} // namespace

Result<Image> readVolume(const QString &path, FileFormat format)
{
    const itk::ImageIOBase::Pointer io = readerFor(format);
    try {
        return readWith(*io, path, format);
    } catch (const itk::ExceptionObject &) {
        return damaged(path);
    }
}

} // namespace vmunet
