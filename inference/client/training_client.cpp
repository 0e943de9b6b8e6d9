// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/client/training_client.h"

#include "inference/protocol/job_messages.h"

namespace vmunet {

namespace {

constexpr int kMaxCrashes = 3;

ServiceOptions asTrainer(ServiceOptions options)
{
    options.role = ServiceRole::Trainer;
    return options;
}

} // namespace

TrainingClient::TrainingClient(ServiceOptions options, QObject *parent)
    : QObject(parent)
    , m_process(asTrainer(std::move(options)))
{
    connect(&m_process, &ServiceProcess::received, this, &TrainingClient::handle);
    connect(&m_process, &ServiceProcess::lost, this, &TrainingClient::reclaim);
    connect(&m_process, &ServiceProcess::stateChanged, this, &TrainingClient::handleState);
}

TrainingClient::~TrainingClient()
{
    m_process.disconnect(this);
}

void TrainingClient::train(const TrainRequest &request)
{
    if (m_running) {
        return;
    }
    m_running = true;
    m_stopping = false;
    m_offered = false;
    m_crashes = 0;
    m_request = request;
    setPaused(false);
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_process.state() == ServiceState::Ready) {
                offer();
            } else {
                m_process.start();
            }
        },
        Qt::QueuedConnection);
}

void TrainingClient::pause()
{
    if (m_running && !m_paused) {
        m_process.send(m_job, TrainControl{TrainCommand::Pause});
        setPaused(true);
    }
}

void TrainingClient::resume()
{
    if (m_running && m_paused) {
        m_process.send(m_job, TrainControl{TrainCommand::Resume});
        setPaused(false);
    }
}

void TrainingClient::stop()
{
    if (m_running) {
        m_stopping = true;
        m_process.send(m_job, TrainControl{TrainCommand::Stop});
    }
}

bool TrainingClient::leaveRunning()
{
    if (!m_running || m_stopping || !m_offered || m_process.state() != ServiceState::Ready) {
        return false;
    }
    m_process.send(m_job, TrainControl{TrainCommand::GoOnAlone});
    m_process.letGo();
    m_running = false;
    setPaused(false);
    return true;
}

void TrainingClient::offer()
{
    if (!m_running) {
        return;
    }
    if (m_stopping) {
        fail({ErrorCode::Cancelled, tr("The training was stopped before it began.")});
        return;
    }
    m_job = JobId(quint64(m_job) + 1);
    m_process.send(m_job, m_request);
    m_offered = true;
    if (m_paused) {
        m_process.send(m_job, TrainControl{TrainCommand::Pause});
    }
}

void TrainingClient::handle(const Frame &frame)
{
    if (!m_running || frame.job != m_job) {
        return;
    }
    if (frame.type == MessageType::Progress) {
        if (const Result<Progress> message = decodeMessage<Progress>(frame)) {
            Q_EMIT progress(message->fraction, message->what);
        }
    } else if (frame.type == MessageType::TrainEvent) {
        if (const Result<TrainEvent> message = decodeMessage<TrainEvent>(frame)) {
            m_process.noteProgress();
            Q_EMIT trained(*message);
        }
    } else if (frame.type == MessageType::TrainFinished) {
        const Result<TrainFinished> message = decodeMessage<TrainFinished>(frame);
        if (!message) {
            fail(message.error());
            return;
        }
        m_running = false;
        setPaused(false);
        Q_EMIT finished(*message);
    } else if (frame.type == MessageType::Failed) {
        const Result<Failed> message = decodeMessage<Failed>(frame);
        fail(message ? message->error : message.error());
    }
}

void TrainingClient::handleState(ServiceState state, const QString &message)
{
    Q_EMIT stateChanged(state, message);
    if (state == ServiceState::Ready) {
        offer();
    } else if (state == ServiceState::Failed) {
        fail({ErrorCode::ServiceUnavailable, message});
    }
}

void TrainingClient::reclaim()
{
    if (!m_running) {
        return;
    }
    m_offered = false;
    m_request.resume = true;
    if (++m_crashes >= kMaxCrashes) {
        fail({ErrorCode::ServiceUnavailable,
            tr("The trainer stopped %n times; the run can be resumed from %1.", nullptr, m_crashes)
                .arg(m_request.runFolder)});
    }
}

void TrainingClient::setPaused(bool paused)
{
    if (m_paused != paused) {
        m_paused = paused;
        Q_EMIT pausedChanged(paused);
    }
}

void TrainingClient::fail(const Error &error)
{
    if (m_running) {
        m_running = false;
        setPaused(false);
        Q_EMIT failed(error);
    }
}

} // namespace vmunet
