// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/event_file.h"

#include <QDateTime>
#include <QDir>
#include <QObject>
#include <QSysInfo>
#include <QtEndian>

#include <array>
#include <bit>
#include <cmath>

namespace vmunet {

namespace {

// The fields of tensorflow.Event, Summary and Summary.Value that are needed, with their protocol buffer wire types.
constexpr int kVarint = 0;
constexpr int kFixed64 = 1;
constexpr int kBytes = 2;
constexpr int kFixed32 = 5;

std::array<std::uint32_t, 256> crcTable()
{
    constexpr std::uint32_t kReversedPolynomial = 0x82f63b78;
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t value = i;
        for (int bit = 0; bit < 8; ++bit) {
            value = value & 1 ? value >> 1 ^ kReversedPolynomial : value >> 1;
        }
        table[i] = value;
    }
    return table;
}

std::uint32_t maskedCrc(const QByteArray &bytes)
{
    const std::uint32_t crc = crc32c(bytes);
    return std::rotr(crc, 15) + 0xa282ead8;
}

template <typename Number>
QByteArray littleEndian(Number number)
{
    QByteArray bytes(sizeof number, Qt::Uninitialized);
    qToLittleEndian(number, bytes.data());
    return bytes;
}

QByteArray varint(std::uint64_t value)
{
    QByteArray bytes;
    while (value >= 0x80) {
        bytes.append(char(value | 0x80));
        value >>= 7;
    }
    return bytes + QByteArray(1, char(value));
}

QByteArray key(int field, int wireType)
{
    return varint(std::uint64_t(field << 3 | wireType));
}

QByteArray bytesField(int field, const QByteArray &content)
{
    return key(field, kBytes) + varint(std::uint64_t(content.size())) + content;
}

QByteArray event(std::int64_t step, const QByteArray &what)
{
    const double now = double(QDateTime::currentMSecsSinceEpoch()) / 1000;
    return key(1, kFixed64) + littleEndian(now) + key(2, kVarint) + varint(std::uint64_t(step)) + what;
}

QByteArray summaryValue(const char *tag, double value)
{
    return bytesField(1, bytesField(1, tag) + key(2, kFixed32) + littleEndian(float(value)));
}

} // namespace

std::uint32_t crc32c(const QByteArray &bytes)
{
    static const std::array<std::uint32_t, 256> table = crcTable();
    std::uint32_t crc = ~0U;
    for (const char byte : bytes) {
        crc = crc >> 8 ^ table[(crc ^ std::uint8_t(byte)) & 0xff];
    }
    return ~crc;
}

QByteArray tfRecord(const QByteArray &content)
{
    const QByteArray length = littleEndian(std::uint64_t(content.size()));
    return length + littleEndian(maskedCrc(length)) + content + littleEndian(maskedCrc(content));
}

EventFile::EventFile(const QString &folder)
    : m_file(QDir(folder).filePath(QStringLiteral("events.out.tfevents.%1.%2")
                                       .arg(QDateTime::currentSecsSinceEpoch())
                                       .arg(QSysInfo::machineHostName())))
{
}

Status EventFile::add(std::int64_t step, const Scalars &scalars)
{
    QByteArray records;
    if (!m_file.isOpen()) {
        const bool fresh = !m_file.exists();
        if (!m_file.open(QIODevice::Append)) {
            return Error{
                ErrorCode::Io, QObject::tr("Cannot write %1: %2").arg(m_file.fileName(), m_file.errorString())};
        }
        if (fresh) {
            records = tfRecord(event(0, bytesField(3, "brain.Event:2")));
        }
    }
    QByteArray summary;
    for (const auto &[tag, value] : scalars) {
        if (std::isfinite(value)) {
            summary += summaryValue(tag, value);
        }
    }
    records += tfRecord(event(step, bytesField(5, summary)));
    if (m_file.write(records) != records.size() || !m_file.flush()) {
        return Error{ErrorCode::Io, QObject::tr("Cannot write %1: %2").arg(m_file.fileName(), m_file.errorString())};
    }
    return Done{};
}

} // namespace vmunet
