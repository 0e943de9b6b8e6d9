// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/message_stream.h"

#include <QIODevice>
#include <QObject>

namespace vmunet {

MessageWriter::MessageWriter()
    : m_stream(&m_payload, QIODevice::WriteOnly)
{
    m_stream.setVersion(QDataStream::Qt_6_4);
}

void MessageWriter::integer(qint64 value)
{
    m_stream << value;
}

void MessageWriter::real(double value)
{
    m_stream << value;
}

void MessageWriter::flag(bool value)
{
    integer(value ? 1 : 0);
}

void MessageWriter::string(const QString &value)
{
    const QByteArray utf8 = value.toUtf8();
    integer(utf8.size());
    m_stream.writeRawData(utf8.constData(), int(utf8.size()));
}

void MessageWriter::strings(const QStringList &values)
{
    integer(values.size());
    for (const QString &value : values) {
        string(value);
    }
}

MessageReader::MessageReader(const QByteArray &payload)
    : m_payload(payload)
    , m_stream(m_payload)
{
    m_stream.setVersion(QDataStream::Qt_6_4);
}

qint64 MessageReader::integer(qint64 low, qint64 high)
{
    qint64 value = 0;
    m_stream >> value;
    if (m_stream.status() != QDataStream::Ok || value < low || value > high) {
        m_valid = false;
    }
    return m_valid ? value : low;
}

double MessageReader::real()
{
    double value = 0;
    m_stream >> value;
    m_valid = m_valid && m_stream.status() == QDataStream::Ok;
    return m_valid ? value : 0;
}

bool MessageReader::flag()
{
    return integer(0, 1) == 1;
}

QString MessageReader::string(qint64 maxBytes)
{
    const qint64 size = integer(0, maxBytes);
    if (!m_valid || size > m_stream.device()->bytesAvailable()) {
        m_valid = false;
        return {};
    }
    QByteArray utf8(size, Qt::Uninitialized);
    m_stream.readRawData(utf8.data(), int(size));
    return QString::fromUtf8(utf8);
}

QStringList MessageReader::strings(qint64 maxCount, qint64 maxBytesEach)
{
    const qint64 count = integer(0, maxCount);
    QStringList values;
    for (qint64 i = 0; i < count && m_valid; ++i) {
        values.append(string(maxBytesEach));
    }
    return values;
}

void MessageReader::reject()
{
    m_valid = false;
}

Status MessageReader::finish(MessageType type) const
{
    if (m_valid && m_stream.atEnd()) {
        return Done{};
    }
    return Error{ErrorCode::Corrupt, QObject::tr("The peer sent a malformed message of type %1.").arg(int(type))};
}

} // namespace vmunet
