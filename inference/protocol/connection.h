// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/protocol/message_stream.h"

#include <QLocalSocket>
#include <QObject>

namespace vmunet {

/// Frames over one local socket, at either end. Lives on the thread of its event loop.
class Connection : public QObject {
    Q_OBJECT

public:
    /// Takes the socket over.
    explicit Connection(QLocalSocket *socket, QObject *parent = nullptr);

    /// Queued; nothing happens after the peer has gone.
    template <typename Message>
    void send(JobId job, const Message &message)
    {
        write(encodeMessage(job, message));
    }
    /// An encodeMessage(), for a message that another thread made.
    void write(const QByteArray &message);
    void flush(); ///< Hands what is queued to the system; waits for a slow peer, at most a second.
    void close(); ///< Sends what is queued, then ends; closed() follows.

Q_SIGNALS:
    void received(const vmunet::Frame &frame);
    /// Once: the peer has gone (empty), or sent what cannot be understood (the reason).
    void closed(const QString &reason);

private:
    void readFrames();
    void end(const QString &reason);

    QLocalSocket *m_socket;
    FrameDecoder m_decoder;
    bool m_ended = false;
};

} // namespace vmunet
