// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/connection.h"

#include <QPointer>

namespace vmunet {

Connection::Connection(QLocalSocket *socket, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
{
    m_socket->setParent(this);
    connect(m_socket, &QLocalSocket::readyRead, this, &Connection::readFrames);
    connect(m_socket, &QLocalSocket::disconnected, this, [this] { end({}); });
    // What came before this object listened would otherwise wait for the next byte.
    QMetaObject::invokeMethod(this, &Connection::readFrames, Qt::QueuedConnection);
}

void Connection::flush()
{
    constexpr int kLongestMs = 1000;
    while (m_socket->bytesToWrite() > 0 && m_socket->waitForBytesWritten(kLongestMs)) { }
}

void Connection::close()
{
    m_socket->disconnectFromServer();
}

void Connection::write(const QByteArray &message)
{
    if (!m_ended && m_socket->state() == QLocalSocket::ConnectedState) {
        m_socket->write(message);
    }
}

void Connection::readFrames()
{
    const QPointer<Connection> alive(this); // A receiver may delete this connection.
    m_decoder.append(m_socket->readAll());
    while (alive && !m_ended) {
        const Result<std::optional<Frame>> next = m_decoder.next();
        if (!next) {
            m_socket->disconnect(this);
            m_socket->abort();
            end(next.error().message);
            return;
        }
        if (!*next) {
            return;
        }
        Q_EMIT received(**next);
    }
}

void Connection::end(const QString &reason)
{
    if (!m_ended) {
        m_ended = true;
        Q_EMIT closed(reason);
    }
}

} // namespace vmunet
