// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_reader.h"

#include "core/image/sample_visitor.h"
#include "core/image/slice_decoder.h"
#include "core/image/slice_stack.h"

#include <QFileInfo>
#include <QObject>

#include <algorithm>
#include <cstring>
#include <numeric>

namespace vmunet {

namespace {

QString scaledDifferently()
{
    return QObject::tr("The slices are scaled differently; their values were rescaled.");
}

Image imageOf(const DicomHeader &header, const DicomPixels &pixels)
{
    Image image;
    image.kind = ImageKind::Volume;
    image.width = pixels.width;
    image.height = pixels.height;
    image.channels = pixels.channels;
    image.type = pixels.type;
    image.rescaleSlope = header.slope;
    image.rescaleIntercept = header.intercept;
    image.defaultWindow = header.window;
    image.invertedGrey = pixels.photometric == QLatin1String("MONOCHROME1");
    image.modality = header.modality;
    image.transferSyntax = header.transferSyntax;
    image.photometric = header.photometric;
    image.patientId = header.patientId;
    image.studyUid = header.studyUid;
    image.seriesUid = header.seriesUid;
    if (header.hasModalityTable) {
        image.warnings << QObject::tr("A modality lookup table is not applied; values are as stored.");
    }
    return image;
}

/// Any colour to 8-bit RGB.
QByteArray rgbOf(const DicomPixels &pixels)
{
    const qsizetype count = qsizetype(pixels.width) * pixels.height * pixels.frames;
    QByteArray rgb(count * 3, '\0');
    visitSampleType(pixels.type, [&](auto zero) {
        using Sample = decltype(zero);
        const auto *from = reinterpret_cast<const Sample *>(pixels.samples.constData());
        for (qsizetype i = 0; i < count; ++i) {
            for (size_t c = 0; c < 3; ++c) {
                if (pixels.channels == 3) {
                    constexpr int kShift = sizeof(Sample) > 1 ? 8 : 0;
                    rgb[i * 3 + qsizetype(c)] = char(uchar(qint64(from[i * 3 + qsizetype(c)]) >> kShift));
                    continue;
                }
                const auto last = qint64(pixels.palette[c].size()) - 1;
                const qint64 entry = std::clamp<qint64>(qint64(from[i]) - pixels.paletteFirst, 0, last);
                rgb[i * 3 + qsizetype(c)] = char(uchar(pixels.palette[c][size_t(entry)] >> 8));
            }
        }
    });
    return rgb;
}

Result<Image> photographFrom(const DicomHeader &header, const DicomPixels &pixels)
{
    const bool paletteMissing = pixels.channels == 1
        && std::any_of(pixels.palette.begin(), pixels.palette.end(), [](const auto &table) { return table.empty(); });
    if (paletteMissing) {
        return Error{ErrorCode::Corrupt, QObject::tr("%1 has palette colours but no palette.").arg(header.path)};
    }
    Image image = imageOf(header, pixels);
    image.kind = ImageKind::Photograph;
    image.slices = pixels.frames;
    image.channels = 3;
    image.type = SampleType::UInt8;
    image.rescaleSlope = 1;
    image.rescaleIntercept = 0;
    image.defaultWindow.reset();
    image.samples = rgbOf(pixels);
    return image;
}

/// Frames in the order of the stack.
QByteArray ordered(const QByteArray &samples, const std::vector<size_t> &order, qsizetype frameBytes)
{
    bool asStored = qsizetype(order.size()) * frameBytes == samples.size();
    for (size_t i = 0; i < order.size(); ++i) {
        asStored = asStored && order[i] == i;
    }
    if (asStored) {
        return samples;
    }
    QByteArray sorted(qsizetype(order.size()) * frameBytes, Qt::Uninitialized);
    for (size_t i = 0; i < order.size(); ++i) {
        std::memcpy(sorted.data() + qsizetype(i) * frameBytes, samples.constData() + qsizetype(order[i]) * frameBytes,
            size_t(frameBytes));
    }
    return sorted;
}

/// Frames in the order of the stack, each with a scale of its own, as values.
void rescaleFrames(const DicomHeader &header, const DicomPixels &pixels, const std::vector<size_t> &order, Image &image)
{
    image.type = SampleType::Float32;
    image.rescaleSlope = 1;
    image.rescaleIntercept = 0;
    image.warnings << scaledDifferently();
    image.samples = QByteArray(image.sliceBytes() * image.slices, Qt::Uninitialized);
    for (size_t i = 0; i < order.size(); ++i) {
        const DicomScale &scale = header.frameScales[order[i]];
        char *target = image.samples.data() + qsizetype(i) * image.sliceBytes();
        rescaleFrame(pixels, int(order[i]), scale.slope, scale.intercept, reinterpret_cast<float *>(target));
    }
}

bool alike(const DicomHeader &a, const DicomHeader &b)
{
    return a.slope == b.slope && a.intercept == b.intercept && a.bitsAllocated == b.bitsAllocated
        && a.pixelRepresentation == b.pixelRepresentation;
}

} // namespace

Result<Image> readDicomFile(const QString &path)
{
    const Result<DicomHeader> header = readDicomHeader(path);
    if (!header) {
        return header.error();
    }
    const Result<DicomPixels> pixels = readDicomPixels(*header);
    if (!pixels) {
        return pixels.error();
    }
    if (header->isColour()) {
        Result<Image> photograph = photographFrom(*header, *pixels);
        if (photograph) {
            photograph->path = path;
            photograph->instanceUids = QStringList(pixels->frames, header->instanceUid);
        }
        return photograph;
    }
    Image image = imageOf(*header, *pixels);
    image.path = path;
    std::vector<int> numbers(header->planes.size());
    std::iota(numbers.begin(), numbers.end(), 0);
    const SliceStack stack = stackSlices(header->planes, numbers);
    image.slices = int(stack.order.size());
    image.geometry = stack.geometry;
    image.warnings << stack.warnings;
    image.instanceUids = QStringList(image.slices, header->instanceUid);
    if (header->frameScales.empty()) {
        image.samples = ordered(pixels->samples, stack.order, image.sliceBytes());
    } else {
        rescaleFrames(*header, *pixels, stack.order, image);
    }
    return image;
}

Result<Image> readDicomSlices(const std::vector<DicomHeader> &headers, const CancelFlag &cancel,
    const ProgressCallback &progress, const PreviewCallback &preview)
{
    std::vector<DicomPlane> planes;
    std::vector<int> numbers;
    for (const DicomHeader &header : headers) {
        planes.push_back(header.planes.front());
        numbers.push_back(header.instanceNumber);
    }
    const SliceStack stack = stackSlices(planes, numbers);
    const DicomHeader &first = headers[stack.order.front()];
    const Result<DicomPixels> middle =
        readDicomPixels(headers[stack.order[SliceDecoder::middleOf(stack.order.size())]]);
    if (!middle) {
        return middle.error();
    }
    Image image = imageOf(first, *middle);
    const bool same =
        std::all_of(headers.begin(), headers.end(), [&](const DicomHeader &header) { return alike(header, first); });
    if (!same) {
        image.type = SampleType::Float32;
        image.rescaleSlope = 1;
        image.rescaleIntercept = 0;
        image.warnings << scaledDifferently();
    }
    image.slices = int(stack.order.size());
    image.geometry = stack.geometry;
    image.warnings << stack.warnings;
    for (const size_t i : stack.order) {
        image.instanceUids << headers[i].instanceUid;
    }
    constexpr qsizetype kMostBytes = qsizetype(16) << 30;
    if (image.sliceBytes() > kMostBytes / image.slices) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("The series of %1 has %2 slices of %3 x %4 pixels, more than this program can open.")
                .arg(first.path)
                .arg(image.slices)
                .arg(image.width)
                .arg(image.height)};
    }
    image.samples = QByteArray(image.sliceBytes() * image.slices, Qt::Uninitialized);
    const Status decoded = SliceDecoder(headers, stack.order, image).run(*middle, cancel, progress, preview);
    if (!decoded) {
        return decoded.error();
    }
    return image;
}

} // namespace vmunet
