// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/protocol/connection.h"
#include "inference/protocol/hello.h"

#include <QLocalServer>
#include <QObject>

namespace vmunet {

/// Waits on a socket with a random name, which only this user can open, for the one peer that knows the secret. Whoever
/// says anything else is disconnected. Listens no longer once the peer is there, so no socket file is left behind.
class ServiceListener : public QObject {
    Q_OBJECT

public:
    explicit ServiceListener(ServiceRole role, QObject *parent = nullptr);

    Status listen();
    QString socketName() const { return m_server.fullServerName(); }
    const QString &secret() const { return m_secret; }

Q_SIGNALS:
    /// The receiver takes `connection` over.
    void accepted(vmunet::Connection *connection, const vmunet::Hello &hello);
    void refused(const QString &reason);

private:
    void takeConnections();
    void judge(Connection *connection, const Frame &frame);

    QLocalServer m_server;
    ServiceRole m_role;
    QString m_secret;
};

} // namespace vmunet
