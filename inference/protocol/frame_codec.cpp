// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/frame_codec.h"

#include <QObject>
#include <QtEndian>

#include <cstring>

namespace vmunet {

namespace {

constexpr quint32 kMagic = 0x564d554e; // "VMUN"
constexpr qsizetype kHeaderBytes = 20;

struct FrameHeader {
    quint32 magic;
    quint16 version;
    quint16 type;
    quint64 job;
    quint32 length;
};

FrameHeader readHeader(const char *bytes)
{
    return {qFromBigEndian<quint32>(bytes), qFromBigEndian<quint16>(bytes + 4), qFromBigEndian<quint16>(bytes + 6),
        qFromBigEndian<quint64>(bytes + 8), qFromBigEndian<quint32>(bytes + 16)};
}

std::optional<Error> problemOf(const FrameHeader &header)
{
    if (header.magic != kMagic) {
        return Error{ErrorCode::Corrupt, QObject::tr("The peer does not speak the service protocol.")};
    }
    if (header.version != kProtocolVersion) {
        return Error{ErrorCode::NewerVersion,
            QObject::tr("The peer speaks service protocol %1, this program %2; install both from one version.")
                .arg(header.version)
                .arg(kProtocolVersion)};
    }
    if (header.type == 0 || header.type > quint16(kLastMessageType)) {
        return Error{ErrorCode::Corrupt, QObject::tr("The peer sent a message of unknown type %1.").arg(header.type)};
    }
    if (header.length > kMaxPayloadBytes) {
        return Error{ErrorCode::Corrupt,
            QObject::tr("The peer announced a message of %1 bytes; at most %2 are allowed.")
                .arg(header.length)
                .arg(kMaxPayloadBytes)};
    }
    return std::nullopt;
}

} // namespace

QByteArray encodeFrame(const Frame &frame)
{
    Q_ASSERT(frame.payload.size() <= qsizetype(kMaxPayloadBytes));
    QByteArray bytes(kHeaderBytes + frame.payload.size(), Qt::Uninitialized);
    char *header = bytes.data();
    qToBigEndian(kMagic, header);
    qToBigEndian(kProtocolVersion, header + 4);
    qToBigEndian(quint16(frame.type), header + 6);
    qToBigEndian(quint64(frame.job), header + 8);
    qToBigEndian(quint32(frame.payload.size()), header + 16);
    if (!frame.payload.isEmpty()) {
        std::memcpy(header + kHeaderBytes, frame.payload.constData(), size_t(frame.payload.size()));
    }
    return bytes;
}

void FrameDecoder::append(const QByteArray &bytes)
{
    if (m_error) {
        return;
    }
    m_buffer.remove(0, m_position);
    m_position = 0;
    m_buffer.append(bytes);
}

Result<std::optional<Frame>> FrameDecoder::next()
{
    if (m_error) {
        return *m_error;
    }
    if (m_buffer.size() - m_position < kHeaderBytes) {
        return std::optional<Frame>();
    }
    const FrameHeader header = readHeader(m_buffer.constData() + m_position);
    if ((m_error = problemOf(header))) {
        m_buffer.clear();
        return *m_error;
    }
    if (m_buffer.size() - m_position < kHeaderBytes + qsizetype(header.length)) {
        return std::optional<Frame>();
    }
    Frame frame{MessageType(header.type), JobId(header.job), m_buffer.mid(m_position + kHeaderBytes, header.length)};
    m_position += kHeaderBytes + qsizetype(header.length);
    return std::optional<Frame>(std::move(frame));
}

} // namespace vmunet
