// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_file.h"
#include "core/image/dicom_frames.h"
#include "core/image/dicom_tags.h"
#include "core/image/dicom_toolkit.h"

#include <QFileInfo>
#include <QObject>

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcpixel.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vmunet {

namespace {

std::optional<SampleType> sampleTypeOf(const DicomHeader &header)
{
    const bool isSigned = header.pixelRepresentation != 0;
    switch (header.bitsAllocated) {
    case 1:
        return SampleType::UInt8;
    case 8:
        return isSigned ? SampleType::Int8 : SampleType::UInt8;
    case 16:
        return isSigned ? SampleType::Int16 : SampleType::UInt16;
    case 32:
        return isSigned ? SampleType::Int32 : SampleType::UInt32;
    default:
        return std::nullopt;
    }
}

/// A header that asks for more than its file can hold is refused before anything is allocated.
Status checkSize(const DicomHeader &header)
{
    const double bytes = double(header.rows) * header.columns * header.frames * header.samplesPerPixel
        * std::max(1, header.bitsAllocated) / 8;
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
    return Done{};
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

/// Two pixels share their colour: Y1 Y2 B R becomes Y1 B R Y2 B R, [DICOM PS3.3, C.7.6.3.1.2].
QByteArray spreadColour(const QByteArray &subsampled)
{
    QByteArray full;
    full.reserve(subsampled.size() / 2 * 3);
    for (qsizetype i = 0; i + 3 < subsampled.size(); i += 4) {
        const char pair[] = {subsampled[i], subsampled[i + 2], subsampled[i + 3], subsampled[i + 1], subsampled[i + 2],
            subsampled[i + 3]};
        full.append(pair, sizeof pair);
    }
    return full;
}

/// Clears what is above the stored bits, where old files keep overlays, and extends the sign.
void keepStoredBits(DicomPixels &pixels, int bitsStored)
{
    if (bitsStored < 1 || bitsStored >= 16) {
        return;
    }
    const int shift = 16 - bitsStored;
    auto *sample = reinterpret_cast<quint16 *>(pixels.samples.data());
    for (qsizetype i = 0; i < pixels.samples.size() / 2; ++i) {
        const auto raised = quint16(sample[i] << shift);
        sample[i] = pixels.type == SampleType::Int16 ? quint16(qint16(raised) >> shift) : quint16(raised >> shift);
    }
}

void readPalette(DcmItem &dataset, DicomPixels &pixels)
{
    const DicomTags data(dataset);
    const std::array<DcmTagKey, 3> descriptors{DCM_RedPaletteColorLookupTableDescriptor,
        DCM_GreenPaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableDescriptor};
    const std::array<DcmTagKey, 3> tables{
        DCM_RedPaletteColorLookupTableData, DCM_GreenPaletteColorLookupTableData, DCM_BluePaletteColorLookupTableData};
    for (size_t c = 0; c < 3; ++c) {
        size_t count = size_t(data.unsignedShort(descriptors[c], 0).value_or(0));
        count = count == 0 ? 65536 : count;
        pixels.paletteFirst = data.unsignedShort(descriptors[c], 1).value_or(0);
        const bool eightBits = data.unsignedShort(descriptors[c], 2) == 8;
        std::vector<quint16> &palette = pixels.palette[c];
        palette = data.table(tables[c], false);
        if (eightBits && palette.size() < count) {
            palette = data.table(tables[c], true);
        }
        palette.resize(std::min(count, palette.size()));
        if (eightBits) {
            std::transform(
                palette.begin(), palette.end(), palette.begin(), [](quint16 value) { return quint16(value * 257); });
        }
    }
}

/// Parametric maps hold (7FE0,0008) in place of pixel data.
Result<DicomPixels> readFloatPixels(const DicomHeader &header, DcmItem &dataset, DicomPixels pixels)
{
    unsigned long count = 0;
    const Float32 *values = nullptr;
    const size_t expected = size_t(pixels.width) * size_t(pixels.height) * size_t(pixels.frames);
    if (dataset.findAndGetFloat32Array(DCM_FloatPixelData, values, &count).bad() || !values || count < expected
        || header.samplesPerPixel != 1) {
        return truncatedPixels(header.path);
    }
    pixels.type = SampleType::Float32;
    pixels.samples = QByteArray(reinterpret_cast<const char *>(values), qsizetype(expected * sizeof(float)));
    return pixels;
}

/// Colour of any layout to interleaved RGB.
void toRgb(bool byPlane, DicomPixels &pixels)
{
    if (byPlane && sampleSize(pixels.type) == 1) {
        interleave<quint8>(pixels);
    } else if (byPlane) {
        interleave<quint16>(pixels);
    }
    if (pixels.type == SampleType::UInt8 && pixels.photometric.startsWith(QLatin1String("YBR_FULL"))) {
        ybrToRgb(pixels.samples);
    }
    pixels.photometric = QStringLiteral("RGB");
}

} // namespace

Result<DicomPixels> readDicomPixels(const DicomHeader &header)
{
    if (const Status size = checkSize(header); !size) {
        return size.error();
    }
    const Result<std::unique_ptr<DcmFileFormat>> file = openDicom(header.path, DicomExtent::Whole);
    if (!file) {
        return file.error();
    }
    DcmDataset &dataset = *(*file)->getDataset();
    DicomPixels pixels;
    pixels.width = header.columns;
    pixels.height = header.rows;
    pixels.frames = header.frames;
    pixels.channels = header.samplesPerPixel;
    pixels.photometric = header.photometric;
    if (dataset.tagExists(DCM_FloatPixelData)) {
        return readFloatPixels(header, dataset, std::move(pixels));
    }
    if (!dataset.tagExists(DCM_PixelData)) {
        return Error{
            ErrorCode::Unsupported, QObject::tr("%1 is a DICOM file without an image in it.").arg(header.path)};
    }
    const std::optional<SampleType> type = sampleTypeOf(header);
    if (!type || (pixels.channels != 1 && pixels.channels != 3) || (pixels.channels == 3 && sampleSize(*type) > 2)) {
        return unsupportedPixels(header);
    }
    pixels.type = *type;
    Result<DicomFrames> frames = decodeDicomFrames(header, dataset);
    if (!frames) {
        return frames.error();
    }
    pixels.samples = std::move(frames->samples);
    const qsizetype count = qsizetype(pixels.width) * pixels.height * pixels.frames * pixels.channels;
    if (header.bitsAllocated == 1) {
        pixels.samples = spreadBits(pixels.samples, count);
    } else if (frames->colourIsShared) {
        pixels.samples = spreadColour(pixels.samples);
    }
    if (pixels.samples.size() != count * sampleSize(pixels.type)) {
        return truncatedPixels(header.path);
    }
    if (sampleSize(pixels.type) == 2) {
        keepStoredBits(pixels, frames->bits);
    }
    if (pixels.channels == 3) {
        toRgb(frames->byPlane, pixels);
    }
    if (pixels.photometric == QLatin1String("PALETTE COLOR")) {
        readPalette(dataset, pixels);
    }
    return pixels;
}

} // namespace vmunet
