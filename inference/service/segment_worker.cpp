// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/service/segment_worker.h"

#include "inference/engine/device.h"
#include "inference/protocol/job_messages.h"
#include "inference/protocol/shared_buffer.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QObject>

#include <cstring>
#include <new>

namespace vmunet {

namespace {

constexpr int kProgressIntervalMs = 40; // More would only fill the socket.

/// A progress callback that posts at most every kProgressIntervalMs.
ProgressCallback postedProgress(JobId job, const Outbox &outbox)
{
    auto clock = std::make_shared<QElapsedTimer>(); // Shared by the copies that std::function makes.
    return [job, &outbox, clock](double fraction, const QString &what) {
        if (!clock->isValid() || clock->elapsed() >= kProgressIntervalMs) {
            clock->start();
            outbox.post(job, Progress{fraction, what});
        }
    };
}

void copyTo(SharedBuffer &buffer, const Segmentation &segmentation)
{
    qint64 offset = 0;
    for (const ProbabilityMap &slice : segmentation.slices) {
        std::memcpy(buffer.data() + offset, slice.values.constData(), size_t(slice.values.size()));
        offset += slice.values.size();
    }
}

qint64 totalBytes(const Segmentation &segmentation)
{
    qint64 bytes = 0;
    for (const ProbabilityMap &slice : segmentation.slices) {
        bytes += slice.values.size();
    }
    return bytes;
}

/// What was wished for, or float32 and a notice. A device that cannot be used at all is the loading's error.
Precision usablePrecision(Precision wish, const QString &device, QStringList &notices)
{
    const Result<Device> chosen = chooseDevice(device);
    const Status possible = chosen ? checkPrecision(wish, *chosen) : Status(Done{});
    if (!possible) {
        notices.append(possible.error().message);
        return Precision::Float32;
    }
    return wish;
}

} // namespace

SegmentWorker::SegmentWorker(QString device, Outbox outbox)
    : m_device(std::move(device))
    , m_outbox(std::move(outbox))
{
}

void SegmentWorker::segment(JobId job, const SegmentRequest &request, const CancelFlag &cancel)
{
    try {
        const Result<SegmentReply> reply = run(job, request, cancel);
        if (reply) {
            m_outbox.post(job, *reply);
        } else {
            m_outbox.post(job, Failed{reply.error()});
        }
    } catch (const std::bad_alloc &) {
        m_outbox.post(job,
            Failed{{ErrorCode::OutOfMemory, QObject::tr("Memory does not suffice; segment fewer slices at a time.")}});
    }
    releaseUnusedMemory();
}

Result<SegmentReply> SegmentWorker::run(JobId job, const SegmentRequest &request, const CancelFlag &cancel)
{
    using Access = SharedBuffer::Access;
    m_outbox.post(job, Progress{0, QObject::tr("Starting")});
    auto pixels = SharedBuffer::attach(request.pixels.name, request.pixels.bytes, Access::ReadOnly);
    if (!pixels) {
        return pixels.error();
    }
    auto target = SharedBuffer::attach(request.probabilities.name, request.probabilities.bytes, Access::ReadWrite);
    if (!target) {
        return target.error();
    }
    QStringList notices;
    const Precision precision = usablePrecision(request.precision, m_device, notices);
    const Result<Segmenter *> segmenter = load(job, request.modelPath, precision);
    if (!segmenter) {
        return segmenter.error();
    }
    const ModelDescription &model = (*segmenter)->model();
    if (model.sha256 != request.modelSha256 || model.classes != request.classes) {
        return Error{ErrorCode::Invalid,
            QObject::tr("The model %1 was changed while it was in use; segment again.").arg(request.modelPath)};
    }
    const PixelView view{std::as_const(*pixels).data(), request.format, request.size, request.slices};
    const Result<Segmentation> result = (*segmenter)->segment(view, cancel, postedProgress(job, m_outbox));
    if (!result) {
        return result.error();
    }
    if (totalBytes(*result) != target->size()) {
        return Error{ErrorCode::Corrupt, QObject::tr("The engine's result has not the size that was asked for.")};
    }
    copyTo(*target, *result);
    return SegmentReply{result->device, result->seconds, notices + result->notices};
}

Result<Segmenter *> SegmentWorker::load(JobId job, const QString &path, Precision precision)
{
    const QFileInfo file(path);
    if (m_segmenter && m_path == path && m_precision == precision && m_modified == file.lastModified()
        && m_bytes == file.size()) {
        return m_segmenter.get();
    }
    m_segmenter.reset(); // Two models at once may not fit.
    m_outbox.post(job, Progress{0, QObject::tr("Loading the model %1").arg(file.fileName())});
    Result<std::unique_ptr<Segmenter>> loaded = loadSegmenter(path, m_device, precision);
    if (!loaded) {
        return loaded.error();
    }
    m_segmenter = std::move(*loaded);
    m_path = path;
    m_precision = precision;
    m_modified = file.lastModified();
    m_bytes = file.size();
    return m_segmenter.get();
}

void answerDescribe(JobId job, const DescribeModel &question, const Outbox &outbox)
{
    const Result<ModelDescription> model = describeModel(question.path);
    if (model) {
        outbox.post(job, ModelDescribed{*model});
    } else {
        outbox.post(job, Failed{model.error()});
    }
}

} // namespace vmunet
