// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_file.h"
#include "core/image/dicom_tags.h"
#include "core/image/photo_completeness.h"

#include <QFile>
#include <QFileInfo>
#include <QObject>

#include <gdcmImage.h>
#include <gdcmImageReader.h>
#include <gdcmMediaStorage.h>
#include <gdcmSequenceOfFragments.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>

namespace vmunet {

namespace {

const gdcm::Tag kFloatPixels(0x7fe0, 0x0008);
const gdcm::Tag kPixels(0x7fe0, 0x0010);

/// Takes every file that has pixels: GDCM's own Read() knows the kinds of files of its time alone.
class AnyImageReader : public gdcm::ImageReader {
public:
    bool readAny()
    {
        if (Read()) {
            return true;
        }
        if (!GetFile().GetDataSet().FindDataElement(kPixels)) {
            return false;
        }
        PixelData->SetTransferSyntax(GetFile().GetHeader().GetDataSetTransferSyntax());
        return ReadImage(gdcm::MediaStorage(gdcm::MediaStorage::SecondaryCaptureImageStorage));
    }
};

std::optional<SampleType> sampleTypeOf(const gdcm::PixelFormat &format)
{
    switch (format.GetScalarType()) {
    case gdcm::PixelFormat::SINGLEBIT:
    case gdcm::PixelFormat::UINT8:
        return SampleType::UInt8;
    case gdcm::PixelFormat::INT8:
        return SampleType::Int8;
    case gdcm::PixelFormat::UINT12:
    case gdcm::PixelFormat::UINT16:
        return SampleType::UInt16;
    case gdcm::PixelFormat::INT12:
    case gdcm::PixelFormat::INT16:
        return SampleType::Int16;
    case gdcm::PixelFormat::UINT32:
        return SampleType::UInt32;
    case gdcm::PixelFormat::INT32:
        return SampleType::Int32;
    default:
        return std::nullopt;
    }
}

/// Bits in order of the pixels, lowest first, [DICOM PS3.5, 8.1.1].
QByteArray spreadBits(const QByteArray &packed, qsizetype pixels)
{
    QByteArray spread(pixels, '\0');
    for (qsizetype i = 0; i < std::min(pixels, packed.size() * 8); ++i) {
        spread[i] = char((uchar(packed[i / 8]) >> (i % 8)) & 1);
    }
    return spread;
}

/// Per frame: all red, all green, all blue, to red, green, blue per pixel.
template <typename Sample>
void interleave(DicomPixels &pixels)
{
    const qsizetype plane = qsizetype(pixels.width) * pixels.height;
    const QByteArray planar = pixels.samples;
    const auto *from = reinterpret_cast<const Sample *>(planar.constData());
    auto *to = reinterpret_cast<Sample *>(pixels.samples.data());
    for (int frame = 0; frame < pixels.frames; ++frame) {
        for (qsizetype i = 0; i < plane; ++i) {
            for (int c = 0; c < pixels.channels; ++c) {
                to[(frame * plane + i) * pixels.channels + c] =
                    from[(frame * qsizetype(pixels.channels) + c) * plane + i];
            }
        }
    }
}

/// [DICOM PS3.3, C.7.6.3.1.2], full range.
void ybrToRgb(QByteArray &samples)
{
    const auto byte = [](double value) { return char(uchar(std::clamp(std::lround(value), 0L, 255L))); };
    for (qsizetype i = 0; i + 2 < samples.size(); i += 3) {
        const double y = uchar(samples[i]);
        const double b = uchar(samples[i + 1]) - 128.0;
        const double r = uchar(samples[i + 2]) - 128.0;
        samples[i] = byte(y + 1.402 * r);
        samples[i + 1] = byte(y - 0.344136 * b - 0.714136 * r);
        samples[i + 2] = byte(y + 1.772 * b);
    }
}

/// The JPEG 2000 stream's own precision and sign (SIZ marker); a header that contradicts it is wrong.
struct StreamDepth {
    int bits = 0;
    bool isSigned = false;
};

std::optional<StreamDepth> jpeg2000Depth(const gdcm::DataElement &element)
{
    const gdcm::SequenceOfFragments *fragments = element.GetSequenceOfFragments();
    if (!fragments || fragments->GetNumberOfFragments() == 0) {
        return std::nullopt;
    }
    const gdcm::ByteValue *value = fragments->GetFragment(0).GetByteValue();
    if (!value || value->GetLength() < 48) {
        return std::nullopt;
    }
    const QByteArrayView stream(value->GetPointer(), 256 < value->GetLength() ? 256 : qsizetype(value->GetLength()));
    const qsizetype size = stream.indexOf(QByteArrayView("\xff\x4f\xff\x51"));
    constexpr qsizetype kDepthAt = 42; // From the start of the code stream, [ISO 15444-1, A.5.1].
    if (size < 0 || size + kDepthAt >= stream.size()) {
        return std::nullopt;
    }
    const auto depth = uchar(stream[size + kDepthAt]);
    return StreamDepth{.bits = (depth & 0x7f) + 1, .isSigned = (depth & 0x80) != 0};
}

/// A signed image whose stream was written as unsigned: the stream's top bit is the sign.
void extendSign(DicomPixels &pixels, int bits)
{
    auto *sample = reinterpret_cast<qint16 *>(pixels.samples.data());
    const int shift = 16 - bits;
    for (qsizetype i = 0; i < pixels.samples.size() / 2; ++i) {
        sample[i] = qint16(qint16(quint16(sample[i]) << shift) >> shift);
    }
}

void readPalette(const gdcm::DataSet &dataSet, DicomPixels &pixels)
{
    const DicomTags data(dataSet);
    for (size_t c = 0; c < 3; ++c) {
        const gdcm::Tag descriptor(0x0028, std::uint16_t(0x1101 + c));
        const QByteArray entries = data.bytes(gdcm::Tag(0x0028, std::uint16_t(0x1201 + c)));
        int count = data.unsignedShort(descriptor, 0).value_or(0);
        count = count == 0 ? 65536 : count;
        pixels.paletteFirst = data.unsignedShort(descriptor, 1).value_or(0);
        const int bits = data.unsignedShort(descriptor, 2).value_or(16);
        const bool bytes = bits == 8 && entries.size() < qsizetype(count) * 2;
        const qsizetype available = std::min<qsizetype>(count, bytes ? entries.size() : entries.size() / 2);
        for (qsizetype i = 0; i < available; ++i) {
            quint16 value = 0;
            if (bytes) {
                value = quint16(uchar(entries[i]) * 257);
            } else {
                std::memcpy(&value, entries.constData() + i * 2, 2);
                value = bits == 8 ? quint16(value * 257) : value;
            }
            pixels.palette[c].push_back(value);
        }
    }
}

Error truncated(const QString &path)
{
    return {ErrorCode::Corrupt,
        QObject::tr("%1 is truncated or damaged: its pixels cannot be decoded whole. Copy it again.").arg(path)};
}

bool isEncapsulated(const QString &transferSyntax)
{
    return transferSyntax.startsWith(QLatin1String("1.2.840.10008.1.2.4."))
        || transferSyntax == QLatin1String("1.2.840.10008.1.2.5");
}

/// A header that asks for more than its file can hold is refused before anything is allocated.
Status checkSize(const DicomHeader &header)
{
    const double bits = double(header.rows) * header.columns * header.frames * header.samplesPerPixel
        * std::max(1, header.bitsAllocated);
    const double bytes = bits / 8;
    constexpr double kMaxBytes = 8.0 * 1024 * 1024 * 1024;
    constexpr double kMostCompressed = 3000;
    const qint64 file = QFileInfo(header.path).size();
    if (bytes > kMaxBytes || bytes > double(file) * kMostCompressed) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 claims %2 frames of %3 x %4 pixels, more than its %5 bytes can hold.")
                .arg(header.path)
                .arg(header.frames)
                .arg(header.columns)
                .arg(header.rows)
                .arg(file)};
    }
    const bool deflated = header.transferSyntax == QLatin1String("1.2.840.10008.1.2.1.99");
    const bool subsampled = header.photometric.contains(QLatin1String("422"));
    if (!isEncapsulated(header.transferSyntax) && !deflated
        && double(header.pixelsAt) + bytes * (subsampled ? 2.0 / 3 : 1) > double(file)) {
        return truncated(header.path);
    }
    return Done{};
}

/// GDCM fills what a cut JPEG frame lacks; where each frame is one fragment, its end can be seen.
bool jpegFramesAreComplete(const DicomHeader &header, const gdcm::DataElement &element)
{
    const gdcm::SequenceOfFragments *fragments = element.GetSequenceOfFragments();
    const QString &syntax = header.transferSyntax;
    const bool jpeg = syntax.endsWith(QLatin1String(".4.50")) || syntax.endsWith(QLatin1String(".4.51"))
        || syntax.endsWith(QLatin1String(".4.57")) || syntax.endsWith(QLatin1String(".4.70"));
    if (!jpeg || !fragments || int(fragments->GetNumberOfFragments()) != header.frames) {
        return true;
    }
    for (size_t i = 0; i < fragments->GetNumberOfFragments(); ++i) {
        const gdcm::ByteValue *value = fragments->GetFragment(i).GetByteValue();
        if (!value || !isCompleteJpeg(QByteArrayView(value->GetPointer(), qsizetype(value->GetLength())))) {
            return false;
        }
    }
    return true;
}

/// Parametric maps: (7FE0,0008), which GDCM does not know.
Result<DicomPixels> readFloatPixels(const DicomHeader &header, const gdcm::DataSet &dataSet)
{
    DicomPixels pixels;
    pixels.width = header.columns;
    pixels.height = header.rows;
    pixels.frames = header.frames;
    pixels.type = SampleType::Float32;
    pixels.photometric = header.photometric;
    pixels.samples = DicomTags(dataSet).bytes(kFloatPixels);
    const qsizetype expected = qsizetype(pixels.width) * pixels.height * pixels.frames * qsizetype(sizeof(float));
    if (pixels.samples.size() < expected || header.samplesPerPixel != 1) {
        return truncated(header.path);
    }
    pixels.samples.truncate(expected);
    return pixels;
}

void toInterleavedRgb(const gdcm::Image &image, DicomPixels &pixels)
{
    if (pixels.channels > 1 && image.GetPlanarConfiguration() == 1) {
        if (sampleSize(pixels.type) == 1) {
            interleave<quint8>(pixels);
        } else {
            interleave<quint16>(pixels);
        }
    }
    if (pixels.channels == 3 && pixels.type == SampleType::UInt8
        && pixels.photometric.startsWith(QLatin1String("YBR_FULL"))) {
        ybrToRgb(pixels.samples);
    }
    if (pixels.channels == 3) {
        pixels.photometric = QStringLiteral("RGB");
    }
}

Result<DicomPixels> decode(const DicomHeader &header, AnyImageReader &reader)
{
    const gdcm::Image &image = reader.GetImage();
    const std::optional<SampleType> type = sampleTypeOf(image.GetPixelFormat());
    DicomPixels pixels;
    pixels.width = int(image.GetDimension(0));
    pixels.height = int(image.GetDimension(1));
    pixels.frames = image.GetNumberOfDimensions() > 2 ? int(image.GetDimension(2)) : 1;
    pixels.channels = image.GetPixelFormat().GetSamplesPerPixel();
    const bool claimed =
        pixels.width == header.columns && pixels.height == header.rows && pixels.frames == header.frames;
    if (!type || !claimed || (pixels.channels != 1 && pixels.channels != 3)) {
        return Error{
            ErrorCode::Unsupported, QObject::tr("%1 holds pixels of a kind that cannot be read.").arg(header.path)};
    }
    pixels.type = *type;
    if (!jpegFramesAreComplete(header, image.GetDataElement())) {
        return truncated(header.path);
    }
    pixels.samples.resize(qsizetype(image.GetBufferLength()));
    if (!image.GetBuffer(pixels.samples.data())) {
        return truncated(header.path);
    }
    pixels.photometric = header.photometric;
    const qsizetype count = qsizetype(pixels.width) * pixels.height * pixels.frames * pixels.channels;
    if (image.GetPixelFormat().GetScalarType() == gdcm::PixelFormat::SINGLEBIT) {
        pixels.samples = spreadBits(pixels.samples, count);
    }
    if (pixels.samples.size() != count * sampleSize(pixels.type)) {
        return truncated(header.path);
    }
    const std::optional<StreamDepth> depth = jpeg2000Depth(image.GetDataElement());
    if (depth && !depth->isSigned && depth->bits < 16 && pixels.type == SampleType::Int16) {
        extendSign(pixels, depth->bits);
    }
    toInterleavedRgb(image, pixels);
    if (pixels.photometric == QLatin1String("PALETTE COLOR")) {
        readPalette(reader.GetFile().GetDataSet(), pixels);
    }
    return pixels;
}

} // namespace

Result<DicomPixels> readDicomPixels(const DicomHeader &header)
{
    if (const Status size = checkSize(header); !size) {
        return size.error();
    }
    std::ifstream stream(QFile::encodeName(header.path).constData(), std::ios::binary);
    if (!stream) {
        return Error{ErrorCode::Io, QObject::tr("%1 cannot be opened.").arg(header.path)};
    }
    try {
        AnyImageReader reader;
        reader.SetStream(stream);
        if (reader.readAny()) {
            return decode(header, reader);
        }
        const gdcm::DataSet &data = reader.GetFile().GetDataSet();
        if (data.FindDataElement(kFloatPixels)) {
            return readFloatPixels(header, data);
        }
        if (!data.FindDataElement(kPixels)) {
            return Error{
                ErrorCode::Unsupported, QObject::tr("%1 is a DICOM file without an image in it.").arg(header.path)};
        }
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 has a compression or pixel layout that cannot be read (transfer syntax %2).")
                .arg(header.path, header.transferSyntax)};
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::OutOfMemory, QObject::tr("There is not enough memory to open %1.").arg(header.path)};
    } catch (const std::exception &) {
        return truncated(header.path);
    }
}

} // namespace vmunet
