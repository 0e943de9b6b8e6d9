// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/client/inference_client.h"

#include "inference/protocol/job_messages.h"
#include "inference/protocol/model_messages.h"
#include "inference/protocol/segment_messages.h"

#include <QFileInfo>
#include <QtConcurrent>

namespace vmunet {

namespace {

constexpr int kMaxOffers = 3;

using SharedPixels = std::shared_ptr<PackedPixels>; // Shared with the worker that fills or empties it.
using SharedResult = std::shared_ptr<SharedBuffer>;

Segmentation unpack(const SharedBuffer &buffer, int classes, QSize size, int slices)
{
    const qint64 sliceBytes = probabilityBytes(classes, size, 1);
    Segmentation segmentation;
    for (int i = 0; i < slices; ++i) {
        const char *values = reinterpret_cast<const char *>(buffer.data()) + sliceBytes * i;
        segmentation.slices.push_back({size, classes, QByteArray(values, sliceBytes)});
    }
    return segmentation;
}

} // namespace

/// A request on its way: described, packed, given memory for its result, sent, answered.
struct InferenceClient::Job {
    JobId id{};
    QString modelPath;
    bool describeOnly = false;
    std::optional<ModelDescription> model;
    SharedPixels pixels;
    SharedResult probabilities;
    bool allocating = false;
    bool asked = false; ///< The current process has been asked for the model, or for the segmentation.
    bool answered = false; ///< The result is being unpacked.
    int offers = 0; ///< Processes that died over this job.
};

InferenceClient::InferenceClient(const ServiceOptions &options, QObject *parent)
    : QObject(parent)
    , m_process(options)
    , m_precision(options.precision)
{
    connect(&m_process, &ServiceProcess::received, this, &InferenceClient::handle);
    connect(&m_process, &ServiceProcess::lost, this, &InferenceClient::reclaim);
    connect(&m_process, &ServiceProcess::stateChanged, this, &InferenceClient::handleState);
}

InferenceClient::~InferenceClient()
{
    m_process.disconnect(this);
}

void InferenceClient::start()
{
    m_process.start();
}

JobId InferenceClient::describe(const QString &modelPath)
{
    Job &job = addJob(modelPath);
    job.describeOnly = true;
    return job.id;
}

JobId InferenceClient::segment(const QString &modelPath, const Image &image, int firstSlice, int sliceCount)
{
    const JobId id = addJob(modelPath).id;
    QtConcurrent::run([image, firstSlice, sliceCount]() -> std::pair<SharedPixels, Error> {
        Result<PackedPixels> packed = packPixels(image, firstSlice, sliceCount);
        if (!packed) {
            return {nullptr, packed.error()};
        }
        return {std::make_shared<PackedPixels>(std::move(*packed)), {}};
    }).then(this, [this, id](const std::pair<SharedPixels, Error> &packed) {
        Job *job = find(id);
        if (job && packed.first) {
            job->pixels = packed.first;
            advance(*job);
        } else if (job) {
            fail(id, packed.second);
        }
    });
    return id;
}

void InferenceClient::cancel(JobId job)
{
    const Job *found = find(job);
    if (!found) {
        return;
    }
    if (found->asked) {
        m_process.send(job, Cancel{});
    }
    m_jobs.erase(job);
    QMetaObject::invokeMethod(
        this,
        [this, job] {
            Q_EMIT failed(job, {ErrorCode::Cancelled, tr("Cancelled.")});
        },
        Qt::QueuedConnection);
}

InferenceClient::Job &InferenceClient::addJob(const QString &modelPath)
{
    auto job = std::make_unique<Job>();
    job->id = JobId(++m_lastJob);
    job->modelPath = QFileInfo(modelPath).absoluteFilePath();
    const JobId id = job->id;
    Job &added = *(m_jobs[id] = std::move(job));
    // Queued: the caller learns the id first.
    QMetaObject::invokeMethod(
        this,
        [this, id] {
            m_process.start();
            if (Job *waiting = find(id)) {
                advance(*waiting);
            }
        },
        Qt::QueuedConnection);
    return added;
}

InferenceClient::Job *InferenceClient::find(JobId id)
{
    const auto found = m_jobs.find(id);
    return found == m_jobs.end() ? nullptr : found->second.get();
}

void InferenceClient::advance(Job &job)
{
    const bool ready = m_process.state() == ServiceState::Ready;
    if (!job.model) {
        job.model = knownModel(job.modelPath);
    }
    if (!job.model) {
        if (ready && !job.asked) {
            job.asked = true;
            m_process.send(job.id, DescribeModel{job.modelPath});
        }
    } else if (job.describeOnly) {
        const JobId id = job.id;
        const ModelDescription model = *job.model;
        m_jobs.erase(id);
        Q_EMIT described(id, model);
    } else if (job.pixels && !job.probabilities) {
        allocateResult(job);
    } else if (job.pixels && ready && !job.asked) {
        job.asked = true;
        m_process.send(job.id,
            SegmentRequest{job.modelPath, job.model->sha256, job.pixels->format, job.pixels->size, job.pixels->slices,
                job.model->classes, {job.pixels->buffer.name(), job.pixels->buffer.size()},
                {job.probabilities->name(), job.probabilities->size()}, m_precision});
    }
}

void InferenceClient::advanceAll()
{
    std::vector<JobId> ids;
    for (const auto &[id, job] : m_jobs) {
        ids.push_back(id);
    }
    for (const JobId id : ids) {
        if (Job *job = find(id)) {
            advance(*job);
        }
    }
}

void InferenceClient::allocateResult(Job &job)
{
    if (job.allocating) {
        return;
    }
    job.allocating = true;
    const qint64 bytes = probabilityBytes(job.model->classes, job.pixels->size, job.pixels->slices);
    QtConcurrent::run([bytes]() -> std::pair<SharedResult, Error> {
        if (bytes > kMaxBufferBytes) {
            return {nullptr, {ErrorCode::OutOfMemory, tr("The result would be too large; segment fewer slices.")}};
        }
        Result<SharedBuffer> buffer = SharedBuffer::create(bytes);
        if (!buffer) {
            return {nullptr, buffer.error()};
        }
        return {std::make_shared<SharedBuffer>(std::move(*buffer)), {}};
    }).then(this, [this, id = job.id](const std::pair<SharedResult, Error> &allocated) {
        Job *waiting = find(id);
        if (waiting && allocated.first) {
            waiting->probabilities = allocated.first;
            advance(*waiting);
        } else if (waiting) {
            fail(id, allocated.second);
        }
    });
}

void InferenceClient::handle(const Frame &frame)
{
    Job *job = find(frame.job);
    if (!job || job->answered) {
        return; // Cancelled meanwhile.
    }
    const auto malformed = [this, job](const Error &error) { fail(job->id, error); };
    if (frame.type == MessageType::Progress) {
        if (const Result<Progress> message = decodeMessage<Progress>(frame)) {
            Q_EMIT progress(job->id, message->fraction, message->what);
        }
    } else if (frame.type == MessageType::ModelDescribed) {
        const Result<ModelDescribed> message = decodeMessage<ModelDescribed>(frame);
        message ? handleDescription(job->id, message->model) : malformed(message.error());
    } else if (frame.type == MessageType::SegmentReply) {
        const Result<SegmentReply> message = decodeMessage<SegmentReply>(frame);
        message ? handleReply(*job, *message) : malformed(message.error());
    } else if (frame.type == MessageType::Failed) {
        const Result<Failed> message = decodeMessage<Failed>(frame);
        fail(job->id, message ? message->error : message.error());
    }
}

void InferenceClient::handleDescription(JobId id, const ModelDescription &model)
{
    Job *job = find(id);
    job->asked = false;
    job->model = model;
    const QFileInfo file(job->modelPath);
    m_models[job->modelPath] = {file.lastModified(), file.size(), model};
    advance(*job);
}

void InferenceClient::handleReply(Job &job, const SegmentReply &reply)
{
    if (!job.model || !job.probabilities) {
        fail(job.id, {ErrorCode::Corrupt, tr("The service answered what it was not asked.")});
        return;
    }
    job.answered = true;
    m_process.noteProgress();
    QtConcurrent::run([result = job.probabilities, classes = job.model->classes, size = job.pixels->size,
                          slices = job.pixels->slices] {
        return unpack(*result, classes, size, slices);
    }).then(this, [this, id = job.id, reply](Segmentation segmentation) {
        const Job *answered = find(id);
        if (!answered) {
            return;
        }
        const ModelDescription model = *answered->model;
        m_jobs.erase(id);
        segmentation.device = reply.device;
        segmentation.seconds = reply.seconds;
        segmentation.notices = reply.notices;
        Q_EMIT finished(id, segmentation, model);
    });
}

void InferenceClient::reclaim()
{
    // The service works in order, so the oldest request was the one under way.
    bool first = true;
    std::vector<JobId> hopeless;
    for (const auto &[id, job] : m_jobs) {
        if (!job->asked || job->answered) {
            continue;
        }
        job->asked = false;
        if (first && ++job->offers >= kMaxOffers) {
            hopeless.push_back(id);
        }
        first = false;
    }
    for (const JobId id : hopeless) {
        fail(id,
            {ErrorCode::ServiceUnavailable,
                tr("The service stopped %n times over this request; try a smaller image or another model.", nullptr,
                    kMaxOffers)});
    }
}

void InferenceClient::handleState(ServiceState state, const QString &message)
{
    Q_EMIT stateChanged(state, message);
    if (state == ServiceState::Ready) {
        if (m_device != device()) {
            m_device = device();
            Q_EMIT deviceChanged(m_device);
        }
        advanceAll();
    } else if (state == ServiceState::Failed) {
        std::vector<JobId> waiting;
        for (const auto &[id, job] : m_jobs) {
            if (!job->answered) {
                waiting.push_back(id);
            }
        }
        for (const JobId id : waiting) {
            fail(id, {ErrorCode::ServiceUnavailable, message});
        }
    }
}

void InferenceClient::fail(JobId id, const Error &error)
{
    if (m_jobs.erase(id) > 0) {
        Q_EMIT failed(id, error);
    }
}

std::optional<ModelDescription> InferenceClient::knownModel(const QString &path) const
{
    const auto known = m_models.constFind(path);
    const QFileInfo file(path);
    if (known == m_models.cend() || known->modified != file.lastModified() || known->bytes != file.size()) {
        return std::nullopt;
    }
    return known->description;
}

} // namespace vmunet
