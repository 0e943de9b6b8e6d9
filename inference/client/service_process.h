// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/client/service_listener.h"
#include "inference/client/service_options.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

#include <memory>

namespace vmunet {

/// One service process: starts it, lets it in, watches its heartbeat, and starts it again with growing delays when it
/// dies or hangs. Lives on the main thread and never blocks it, but for a moment in the destructor. A
/// trainer that is still busy then is not killed: it saves its step, and ends by itself.
class ServiceProcess : public QObject {
    Q_OBJECT

public:
    explicit ServiceProcess(const ServiceOptions &options, QObject *parent = nullptr);
    ~ServiceProcess() override;

    void start(); ///< Also after Failed. Nothing if it runs or is about to.
    ServiceState state() const { return m_state; }
    const ServiceReady &info() const { return m_info; } ///< Of the process that last was ready.
    qint64 processId() const { return m_process ? m_process->processId() : 0; } ///< 0: none runs.
    /// The process lives on without this object, which starts a new one when it is asked to. What was sent before still
    /// arrives.
    void letGo();
    void noteProgress(); ///< A job was done: the next crash starts again at the shortest delay.

    template <typename Message>
    void send(JobId job, const Message &message)
    {
        if (m_connection) {
            m_connection->send(job, message);
        }
    }

Q_SIGNALS:
    /// `message`: one line for the person, empty where there is nothing to say.
    void stateChanged(vmunet::ServiceState state, const QString &message);
    void received(const vmunet::Frame &frame); ///< Only of a ready process, without heartbeats.
    /// A process that was ready has died; its requests are lost. stateChanged follows.
    void lost();

private:
    void launch();
    void accept(Connection *connection);
    void handle(const Frame &frame);
    void watch();
    void end(const QString &reason);
    void setState(ServiceState state, const QString &message = {});
    QString lastWords() const;

    ServiceOptions m_options;
    ServiceState m_state = ServiceState::Stopped;
    ServiceReady m_info;
    std::unique_ptr<ServiceListener> m_listener;
    std::unique_ptr<Connection> m_connection;
    std::unique_ptr<QProcess> m_process;
    QByteArray m_errorOutput; ///< The end of what the process wrote to stderr.
    QTimer m_watch;
    QTimer m_restart;
    int m_silentTicks = 0;
    size_t m_restarts = 0; ///< In a row.
};

} // namespace vmunet
