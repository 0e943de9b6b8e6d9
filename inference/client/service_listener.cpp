// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/client/service_listener.h"

#include <QDir>
#include <QFileInfo>
#include <QRandomGenerator>

namespace vmunet {

namespace {

QString randomHex()
{
    quint64 words[4];
    QRandomGenerator::system()->fillRange(words);
    QString hex;
    for (const quint64 word : words) {
        hex += QStringLiteral("%1").arg(word, 16, 16, QLatin1Char('0'));
    }
    return hex;
}

} // namespace

ServiceListener::ServiceListener(ServiceRole role, QObject *parent)
    : QObject(parent)
    , m_role(role)
    , m_secret(randomHex())
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &ServiceListener::takeConnections);
}

Status ServiceListener::listen()
{
    QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR"); // Private to the user, where there is a session.
    if (!QFileInfo(folder).isWritable()) {
        folder = QDir::tempPath();
    }
    const QString name = QDir(folder).filePath(QStringLiteral("vmunet-") + randomHex().left(24));
    if (!m_server.listen(name)) {
        return Error{ErrorCode::Io,
            tr("No socket for the service at %1: %2. Set TMPDIR to a short path that you can write to.")
                .arg(name, m_server.errorString())};
    }
    return Done{};
}

void ServiceListener::takeConnections()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        auto *connection = new Connection(socket, this);
        connect(connection, &Connection::received, this,
            [this, connection](const Frame &frame) { judge(connection, frame); });
        connect(connection, &Connection::closed, this, [this, connection](const QString &reason) {
            connection->deleteLater();
            Q_EMIT refused(reason);
        });
    }
}

void ServiceListener::judge(Connection *connection, const Frame &frame)
{
    connection->disconnect(this);
    const Result<Hello> hello = decodeMessage<Hello>(frame);
    const bool welcome = hello && hello->secret == m_secret && hello->role == m_role && m_server.isListening();
    if (!welcome) {
        connection->close();
        connection->deleteLater();
        Q_EMIT refused(hello ? tr("A peer did not know the secret of this session.") : hello.error().message);
        return;
    }
    m_server.close();
    connection->setParent(nullptr);
    Q_EMIT accepted(connection, *hello);
}

} // namespace vmunet
