// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/client/service_process.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLoggingCategory>

#include <utility>
#include <vector>

namespace vmunet {

namespace {

Q_LOGGING_CATEGORY(lcService, "vmunet.service", QtInfoMsg)

constexpr int kWatchIntervalMs = 250;
constexpr qsizetype kKeptErrorBytes = 4096;
constexpr int kFarewellMs = 200; // What a service without work needs to end.

/// ~QProcess kills what it started, so these stay until this process ends.
void abandon(std::unique_ptr<QProcess> process)
{
    static auto *const abandoned = new std::vector<std::unique_ptr<QProcess>>;
    process->disconnect();
    abandoned->push_back(std::move(process));
}

} // namespace

QString findServiceProgram()
{
    const QString wished = qEnvironmentVariable("VMUNET_SERVICE");
    if (!wished.isEmpty()) {
        return wished;
    }
    const QDir here(QCoreApplication::applicationDirPath());
    for (const char *place : {"vmunet-service", "../lib/vmunet-studio/vmunet-service", "../lib/vmunet-service"}) {
        const QFileInfo file(here.filePath(QLatin1String(place)));
        if (file.isExecutable() && file.isFile()) {
            return file.canonicalFilePath();
        }
    }
    return {};
}

ServiceProcess::ServiceProcess(const ServiceOptions &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
{
    m_watch.setInterval(kWatchIntervalMs);
    m_restart.setSingleShot(true);
    connect(&m_watch, &QTimer::timeout, this, &ServiceProcess::watch);
    connect(&m_restart, &QTimer::timeout, this, &ServiceProcess::launch);
}

ServiceProcess::~ServiceProcess()
{
    if (m_process) {
        m_process->disconnect(this);
        // The service ends when its socket closes; a trainer finishes its step and saves before, however long it takes.
        const bool mayFinish = m_options.role == ServiceRole::Trainer && m_connection;
        m_connection.reset();
        if (m_process->waitForFinished(kFarewellMs)) {
            return;
        }
        if (mayFinish) {
            abandon(std::move(m_process));
            return;
        }
        m_process->kill();
        m_process->waitForFinished(1000);
    }
}

void ServiceProcess::start()
{
    if (m_state == ServiceState::Stopped || m_state == ServiceState::Failed) {
        m_restarts = 0;
        setState(ServiceState::Starting);
        launch();
    }
}

void ServiceProcess::letGo()
{
    m_watch.stop();
    m_restart.stop();
    m_listener.reset();
    if (m_connection) {
        m_connection->disconnect(this);
        m_connection->flush();
        m_connection.reset();
    }
    if (m_process) {
        abandon(std::move(m_process));
    }
    m_state = ServiceState::Stopped;
}

void ServiceProcess::noteProgress()
{
    m_restarts = 0;
}

void ServiceProcess::launch()
{
    const QString program = m_options.program.isEmpty() ? findServiceProgram() : m_options.program;
    if (program.isEmpty()) {
        setState(ServiceState::Failed,
            tr("There is no vmunet-service next to %1; reinstall, or set VMUNET_SERVICE to its path.")
                .arg(QCoreApplication::applicationFilePath()));
        return;
    }
    m_listener = std::make_unique<ServiceListener>(m_options.role);
    connect(m_listener.get(), &ServiceListener::accepted, this, &ServiceProcess::accept);
    const Status listening = m_listener->listen();
    if (!listening) {
        setState(ServiceState::Failed, listening.error().message);
        return;
    }
    m_errorOutput.clear();
    m_process = std::make_unique<QProcess>();
    m_process->setStandardOutputFile(QProcess::nullDevice());
    connect(m_process.get(), &QProcess::readyReadStandardError, this, [this] {
        m_errorOutput += m_process->readAllStandardError();
        m_errorOutput = m_errorOutput.right(kKeptErrorBytes);
    });
    connect(m_process.get(), &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        end(status == QProcess::CrashExit ? tr("it crashed") : tr("it ended with status %1").arg(code));
    });
    connect(m_process.get(), &QProcess::errorOccurred, this, [this, program](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            end(tr("%1 does not start: %2").arg(program, m_process->errorString()));
        }
    });
    const bool trainer = m_options.role == ServiceRole::Trainer;
    m_process->start(program,
        {QStringLiteral("--role"), trainer ? QStringLiteral("trainer") : QStringLiteral("segment"),
            QStringLiteral("--socket"), m_listener->socketName()});
    if (!m_process) {
        return; // No process could be made, and end() knows already.
    }
    m_process->write(m_listener->secret().toLatin1() + '\n');
    m_silentTicks = 0;
    m_watch.start();
}

void ServiceProcess::accept(Connection *connection)
{
    m_connection.reset(connection);
    m_silentTicks = 0;
    connect(connection, &Connection::received, this, &ServiceProcess::handle);
    // Without its socket the process is of no use; its end is handled in one place.
    connect(connection, &Connection::closed, this, [this](const QString &reason) {
        qCInfo(lcService) << "connection closed" << reason;
        m_process->kill();
    });
    m_connection->send(kNoJob, HelloReply{m_options.device, m_options.threads});
}

void ServiceProcess::handle(const Frame &frame)
{
    m_silentTicks = 0;
    if (frame.type == MessageType::Heartbeat) {
        return;
    }
    if (frame.type != MessageType::ServiceReady) {
        Q_EMIT received(frame);
        return;
    }
    const Result<ServiceReady> ready = decodeMessage<ServiceReady>(frame);
    if (!ready) {
        m_process->kill();
        return;
    }
    m_info = *ready;
    setState(ServiceState::Ready);
}

// Counts ticks instead of reading a clock: after the computer slept, or this thread was busy, one tick has passed.
void ServiceProcess::watch()
{
    ++m_silentTicks;
    const int limitMs = m_connection ? m_options.heartbeatTimeoutMs : m_options.startTimeoutMs;
    if (m_process && m_silentTicks * kWatchIntervalMs > limitMs) {
        qCInfo(lcService) << "no heartbeat, killing process" << m_process->processId();
        m_silentTicks = 0;
        m_process->kill();
    }
}

void ServiceProcess::end(const QString &reason)
{
    m_watch.stop();
    m_listener.reset();
    if (m_connection) {
        m_connection->disconnect(this);
        m_connection.release()->deleteLater(); // May be what is calling.
    }
    m_process->disconnect(this);
    m_process.release()->deleteLater();
    const QString words = lastWords();
    qCInfo(lcService) << "service ended:" << reason << words;

    const bool wasReady = m_state == ServiceState::Ready;
    const bool tryAgain = m_restarts < m_options.backOffMs.size();
    m_state = tryAgain ? ServiceState::Restarting : ServiceState::Failed;
    if (wasReady) {
        Q_EMIT lost();
    }
    if (tryAgain) {
        m_restart.start(m_options.backOffMs[m_restarts++]);
        Q_EMIT stateChanged(m_state, tr("The service is started again: %1.").arg(reason));
        return;
    }
    Q_EMIT stateChanged(m_state,
        tr("The service does not run: %1.%2").arg(reason, words.isEmpty() ? QString() : QLatin1Char(' ') + words));
}

void ServiceProcess::setState(ServiceState state, const QString &message)
{
    m_state = state;
    Q_EMIT stateChanged(state, message);
}

QString ServiceProcess::lastWords() const
{
    const QList<QByteArray> lines = m_errorOutput.trimmed().split('\n');
    return QString::fromLocal8Bit(lines.last()).left(300);
}

} // namespace vmunet
