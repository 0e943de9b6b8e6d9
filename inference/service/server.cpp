// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/service/server.h"

#include "inference/engine/device.h"
#include "inference/protocol/job_messages.h"

#include <QCoreApplication>
#include <QLocalSocket>

#include <unistd.h>

namespace vmunet {

namespace {

constexpr int kConnectTimeoutMs = 10000;
constexpr unsigned kStopTimeoutSeconds = 120;

/// On the thread that will compute: Torch's thread count belongs to the thread that sets it.
void setUp(const HelloReply &reply, const Outbox &outbox)
{
    setComputeThreads(reply.threads);
    const Result<Device> device = chooseDevice(reply.device);
    ServiceReady ready;
    ready.device = device ? device->name : QString();
    ready.deviceNote = device ? device->note : device.error().message;
    ready.programVersion = QStringLiteral(VMUNET_VERSION);
    ready.torchVersion = torchVersion();
    outbox.post(kNoJob, ready);
}

} // namespace

Server::Server(ServiceRole role, QString secret, QObject *parent)
    : QObject(parent)
    , m_role(role)
    , m_secret(std::move(secret))
{
    connect(&m_heartbeat, &QTimer::timeout, this, [this] { m_connection->send(kNoJob, Heartbeat{}); });
}

Server::~Server()
{
    m_jobs.reset();
    m_questions.reset();
}

Status Server::connectTo(const QString &socketName)
{
    auto socket = std::make_unique<QLocalSocket>();
    socket->connectToServer(socketName);
    if (!socket->waitForConnected(kConnectTimeoutMs)) {
        return Error{ErrorCode::ServiceUnavailable,
            tr("No connection to the client at %1: %2.").arg(socketName, socket->errorString())};
    }
    m_connection = std::make_unique<Connection>(socket.release());
    connect(m_connection.get(), &Connection::received, this, &Server::handle);
    connect(m_connection.get(), &Connection::closed, this, &Server::end);
    m_connection->send(kNoJob, Hello{m_secret, m_role, QCoreApplication::applicationPid()});
    return Done{};
}

template <typename Message, typename Use>
void Server::decodeInto(const Frame &frame, Use use)
{
    const Result<Message> message = decodeMessage<Message>(frame);
    if (message) {
        use(*message);
    } else {
        m_connection->send(frame.job, Failed{message.error()});
    }
}

void Server::handle(const Frame &frame)
{
    if (frame.type == MessageType::HelloReply) {
        decodeInto<HelloReply>(frame, [this](const HelloReply &reply) { begin(reply); });
        return;
    }
    if (!m_jobs) {
        end(tr("The client sent a request before it said hello."));
        return;
    }
    const bool trainer = m_role == ServiceRole::Trainer;
    if (frame.type == MessageType::Cancel) {
        cancel(frame.job);
    } else if (frame.type == MessageType::DescribeModel) {
        decodeInto<DescribeModel>(frame, [&](const DescribeModel &question) { take(frame.job, question); });
    } else if (frame.type == MessageType::SegmentRequest && !trainer) {
        decodeInto<SegmentRequest>(frame, [&](const SegmentRequest &request) { take(frame.job, request); });
    } else if (frame.type == MessageType::TrainRequest && trainer) {
        decodeInto<TrainRequest>(frame, [&](const TrainRequest &request) { take(frame.job, request); });
    } else if (frame.type == MessageType::TrainControl && trainer) {
        decodeInto<TrainControl>(frame, [this](const TrainControl &order) { control(order.command); });
    } else {
        m_connection->send(frame.job,
            Failed{{ErrorCode::Unsupported,
                tr("This service does not answer messages of type %1.").arg(int(frame.type))}});
    }
}

void Server::begin(const HelloReply &reply)
{
    if (m_jobs) {
        return;
    }
    m_heartbeat.start(kHeartbeatIntervalMs);
    if (m_role == ServiceRole::Trainer) {
        m_trainingWorker = std::make_unique<TrainingWorker>(reply, outbox());
    } else {
        m_segmentWorker = std::make_unique<SegmentWorker>(reply.device, outbox());
    }
    m_questions = std::make_unique<JobQueue>();
    m_jobs = std::make_unique<JobQueue>();
    m_jobs->add(kNoJob, [reply, out = outbox()](const CancelFlag &) { setUp(reply, out); });
}

void Server::take(JobId job, const DescribeModel &question)
{
    m_questions->add(job, [job, question, out = outbox()](const CancelFlag &) { answerDescribe(job, question, out); });
}

void Server::take(JobId job, const SegmentRequest &request)
{
    m_jobs->add(
        job, [this, job, request](const CancelFlag &cancel) { m_segmentWorker->segment(job, request, cancel); });
}

void Server::take(JobId job, const TrainRequest &request)
{
    m_trainingWorker->control(TrainCommand::Resume); // What was said to the run before is over.
    m_jobs->add(job, [this, job, request](const CancelFlag &cancel) { m_trainingWorker->train(job, request, cancel); });
}

void Server::control(TrainCommand command)
{
    m_goesOnAlone = command == TrainCommand::GoOnAlone;
    m_trainingWorker->control(m_goesOnAlone ? TrainCommand::Resume : command); // Nobody could end a pause any more.
}

void Server::cancel(JobId job)
{
    const bool waited =
        m_jobs->cancel(job) == JobQueue::Cancelled::Waiting || m_questions->cancel(job) == JobQueue::Cancelled::Waiting;
    if (waited) {
        m_connection->send(job, Failed{{ErrorCode::Cancelled, tr("Cancelled.")}});
    }
}

void Server::end(const QString &reason)
{
    if (m_trainingWorker && m_goesOnAlone) {
        m_jobs->waitUntilDone();
    } else if (m_trainingWorker) {
        // Stops the run after its step and waits until that is saved; a run that cannot stop is not waited for.
        alarm(kStopTimeoutSeconds);
        m_jobs.reset();
    }
    Q_EMIT finished(reason);
}

Outbox Server::outbox()
{
    return Outbox([connection = m_connection.get()](const QByteArray &message) {
        QMetaObject::invokeMethod(
            connection, [connection, message] { connection->write(message); }, Qt::QueuedConnection);
    });
}

} // namespace vmunet
