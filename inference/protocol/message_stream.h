// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "inference/protocol/frame_codec.h"

#include <QByteArray>
#include <QDataStream>
#include <QStringList>

namespace vmunet {

/// Writes the fields of one message.
class MessageWriter {
public:
    MessageWriter();
    void integer(qint64 value);
    void real(double value);
    void flag(bool value);
    void string(const QString &value);
    void strings(const QStringList &values);
    const QByteArray &payload() const { return m_payload; }

private:
    QByteArray m_payload;
    QDataStream m_stream;
};

/// Reads the fields of one message from a peer that is not trusted: each value has its bounds, and a length is compared
/// with what is left before anything is allocated. After the first fault all values come out empty and finish() tells.
class MessageReader {
public:
    explicit MessageReader(const QByteArray &payload);
    qint64 integer(qint64 low, qint64 high);
    /// Enumerators 0..last.
    template <typename Enum>
    Enum enumerator(Enum last)
    {
        return Enum(integer(0, qint64(last)));
    }
    double real(); ///< May be NaN or infinite.
    bool flag();
    QString string(qint64 maxBytes = 16384);
    QStringList strings(qint64 maxCount, qint64 maxBytesEach = 16384);
    void reject(); ///< For bounds that span several fields.
    bool isValid() const { return m_valid; }

    /// Corrupt if a field was missing or out of bounds, or bytes are left over.
    Status finish(MessageType type) const;

private:
    QByteArray m_payload;
    QDataStream m_stream;
    bool m_valid = true;
};

/// A message is a struct with `static constexpr MessageType kType`, `void write(MessageWriter &) const` and
/// `void read(MessageReader &)`.
template <typename Message>
QByteArray encodeMessage(JobId job, const Message &message)
{
    MessageWriter out;
    message.write(out);
    return encodeFrame({Message::kType, job, out.payload()});
}

template <typename Message>
Result<Message> decodeMessage(const Frame &frame)
{
    MessageReader in(frame.payload);
    Message message;
    message.read(in);
    const Status read = frame.type == Message::kType ? in.finish(frame.type) : Status(Error{ErrorCode::Corrupt, {}});
    if (!read) {
        return read.error();
    }
    return message;
}

} // namespace vmunet
