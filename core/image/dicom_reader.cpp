// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_reader.h"

#include "core/image/sample_visitor.h"
#include "core/image/slice_stack.h"

#include <QFileInfo>
#include <QObject>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <numeric>
#include <thread>

namespace vmunet {

namespace {

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

/// Decodes files on all cores into one block of memory.
class SliceDecoder {
public:
    SliceDecoder(const std::vector<DicomHeader> &headers, const std::vector<size_t> &order, Image &image,
        const CancelFlag &cancel, const ProgressCallback &progress)
        : m_headers(headers)
        , m_order(order)
        , m_image(image)
        , m_cancel(cancel)
        , m_progress(progress)
        , m_toFloat(image.type == SampleType::Float32)
        , m_target(image.samples.data())
    {
    }

    Status run()
    {
        const size_t threads = std::clamp<size_t>(std::thread::hardware_concurrency(), 1, 8);
        {
            std::vector<std::jthread> workers;
            for (size_t i = 1; i < std::min(threads, m_order.size()); ++i) {
                workers.emplace_back([this] { work(); });
            }
            work();
        }
        if (m_cancel.isCancelled()) {
            return Error{ErrorCode::Cancelled, QObject::tr("Opening the series was cancelled.")};
        }
        if (m_error) {
            return *m_error;
        }
        return Done{};
    }

private:
    void work()
    {
        for (size_t slice = m_next++; slice < m_order.size() && !m_failed && !m_cancel.isCancelled();
             slice = m_next++) {
            const Status status = decode(slice);
            const std::scoped_lock lock(m_mutex);
            if (!status && !m_error) {
                m_error = status.error();
                m_failed = true;
            }
            ++m_done;
            if (m_progress) {
                m_progress(double(m_done) / double(m_order.size()),
                    QObject::tr("Reading slice %1 of %2").arg(m_done).arg(m_order.size()));
            }
        }
    }

    Status decode(size_t slice)
    {
        const DicomHeader &header = m_headers[m_order[slice]];
        const Result<DicomPixels> pixels = readDicomPixels(header);
        if (!pixels) {
            return pixels.error();
        }
        char *target = m_target + qsizetype(slice) * m_image.sliceBytes();
        if (m_toFloat) {
            rescale(*pixels, header, reinterpret_cast<float *>(target));
            return Done{};
        }
        if (pixels->type != m_image.type || pixels->samples.size() != m_image.sliceBytes()) {
            return Error{ErrorCode::Corrupt,
                QObject::tr("%1 does not have the same kind of pixels as its series.").arg(header.path)};
        }
        std::memcpy(target, pixels->samples.constData(), size_t(pixels->samples.size()));
        return Done{};
    }

    static void rescale(const DicomPixels &pixels, const DicomHeader &header, float *target)
    {
        visitSampleType(pixels.type, [&](auto zero) {
            using Sample = decltype(zero);
            const auto *from = reinterpret_cast<const Sample *>(pixels.samples.constData());
            const qsizetype count = qsizetype(pixels.width) * pixels.height;
            for (qsizetype i = 0; i < count; ++i) {
                target[i] = float(double(from[i]) * header.slope + header.intercept);
            }
        });
    }

    const std::vector<DicomHeader> &m_headers;
    const std::vector<size_t> &m_order;
    const Image &m_image;
    const CancelFlag &m_cancel;
    const ProgressCallback &m_progress;
    const bool m_toFloat;
    char *m_target;
    std::atomic<size_t> m_next{0};
    std::atomic<bool> m_failed{false};
    std::mutex m_mutex;
    std::optional<Error> m_error;
    size_t m_done = 0;
};

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
    image.samples = ordered(pixels->samples, stack.order, image.sliceBytes());
    image.instanceUids = QStringList(image.slices, header->instanceUid);
    return image;
}

Result<Image> readDicomSlices(
    const std::vector<DicomHeader> &headers, const CancelFlag &cancel, const ProgressCallback &progress)
{
    std::vector<DicomPlane> planes;
    std::vector<int> numbers;
    for (const DicomHeader &header : headers) {
        planes.push_back(header.planes.front());
        numbers.push_back(header.instanceNumber);
    }
    const SliceStack stack = stackSlices(planes, numbers);
    const DicomHeader &first = headers[stack.order.front()];
    const Result<DicomPixels> sample = readDicomPixels(first);
    if (!sample) {
        return sample.error();
    }
    Image image = imageOf(first, *sample);
    const bool same =
        std::all_of(headers.begin(), headers.end(), [&](const DicomHeader &header) { return alike(header, first); });
    if (!same) {
        image.type = SampleType::Float32;
        image.rescaleSlope = 1;
        image.rescaleIntercept = 0;
        image.warnings << QObject::tr("The slices are scaled differently; their values were rescaled.");
    }
    image.slices = int(stack.order.size());
    image.geometry = stack.geometry;
    image.warnings << stack.warnings;
    for (const size_t i : stack.order) {
        image.instanceUids << headers[i].instanceUid;
    }
    image.samples = QByteArray(image.sliceBytes() * image.slices, Qt::Uninitialized);
    const Status decoded = SliceDecoder(headers, stack.order, image, cancel, progress).run();
    if (!decoded) {
        return decoded.error();
    }
    return image;
}

} // namespace vmunet
