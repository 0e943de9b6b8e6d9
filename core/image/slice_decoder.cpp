// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/slice_decoder.h"

#include "core/base/all_cores.h"
#include "core/image/sample_visitor.h"

#include <QObject>

#include <cstring>
#include <new>

namespace vmunet {

void rescaleFrame(const DicomPixels &pixels, int frame, double slope, double intercept, float *target)
{
    visitSampleType(pixels.type, [&](auto zero) {
        using Sample = decltype(zero);
        const qsizetype count = qsizetype(pixels.width) * pixels.height;
        const auto *from = reinterpret_cast<const Sample *>(pixels.samples.constData()) + frame * count;
        for (qsizetype i = 0; i < count; ++i) {
            target[i] = float(double(from[i]) * slope + intercept);
        }
    });
}

SliceDecoder::SliceDecoder(const std::vector<DicomHeader> &headers, const std::vector<size_t> &order, Image &image)
    : m_headers(headers)
    , m_order(order)
    , m_image(image)
    , m_target(image.samples.data())
{
}

Status SliceDecoder::run(const DicomPixels &middle, const CancelFlag &cancel, const ProgressCallback &progress,
    const PreviewCallback &preview)
{
    const size_t count = m_order.size();
    const size_t middleSlice = middleOf(count);
    size_t done = 0;
    const auto task = [&](size_t i) {
        if (cancel.isCancelled()) {
            return false;
        }
        const size_t slice = i == 0 ? middleSlice : i <= middleSlice ? i - 1 : i;
        const Status status = i == 0 ? place(slice, middle) : decode(slice);
        const std::scoped_lock lock(m_mutex);
        if (!status) {
            m_error = m_error.value_or(status.error());
            return false;
        }
        if (preview) {
            preview({.slice = sliceAlone(slice), .index = int(slice), .count = int(count)});
        }
        if (++done; progress) {
            progress(double(done) / double(count), QObject::tr("Reading slice %1 of %2").arg(done).arg(count));
        }
        return true;
    };
    if (task(0)) {
        runOnAllCores(count - 1, [&task](size_t i) { return task(i + 1); });
    }
    if (cancel.isCancelled()) {
        return Error{ErrorCode::Cancelled, QObject::tr("Opening the series was cancelled.")};
    }
    if (m_error) {
        return *m_error;
    }
    return Done{};
}

Status SliceDecoder::decode(size_t slice)
{
    const DicomHeader &header = m_headers[m_order[slice]];
    try {
        const Result<DicomPixels> pixels = readDicomPixels(header);
        return pixels ? place(slice, *pixels) : pixels.error();
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::OutOfMemory, QObject::tr("There is not enough memory to open %1.").arg(header.path)};
    }
}

Status SliceDecoder::place(size_t slice, const DicomPixels &pixels)
{
    const DicomHeader &header = m_headers[m_order[slice]];
    char *target = m_target + qsizetype(slice) * m_image.sliceBytes();
    const bool sameSize = pixels.width == m_image.width && pixels.height == m_image.height
        && pixels.channels == m_image.channels && pixels.frames == 1;
    if (sameSize && m_image.type == SampleType::Float32) {
        rescaleFrame(pixels, 0, header.slope, header.intercept, reinterpret_cast<float *>(target));
        return Done{};
    }
    if (!sameSize || pixels.type != m_image.type) {
        return Error{ErrorCode::Corrupt,
            QObject::tr("%1 does not have the same kind of pixels as its series.").arg(header.path)};
    }
    std::memcpy(target, pixels.samples.constData(), size_t(pixels.samples.size()));
    return Done{};
}

Image SliceDecoder::sliceAlone(size_t slice) const
{
    Image alone = m_image;
    alone.slices = 1;
    alone.instanceUids.clear();
    alone.samples = QByteArray(m_target + qsizetype(slice) * m_image.sliceBytes(), m_image.sliceBytes());
    return alone;
}

} // namespace vmunet
