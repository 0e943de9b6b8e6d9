// SPDX-License-Identifier: GPL-3.0-or-later
// The zip format is described in PKWARE's APPNOTE: local headers, central directory, end record.
#include "core/dataset/npz_reader.h"

#include <QCoreApplication>
#include <QFile>
#include <QtEndian>

#include <zlib.h>

#include <algorithm>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("NpzReader", text);
}

constexpr quint32 kEndSignature = 0x06054b50;
constexpr quint32 kCentralSignature = 0x02014b50;
constexpr quint32 kLocalSignature = 0x04034b50;
constexpr qsizetype kEndSize = 22;
constexpr qsizetype kCentralSize = 46;
constexpr qsizetype kLocalSize = 30;
constexpr qsizetype kLongestComment = 65535;
constexpr qint64 kLargestFile = qint64(1) << 30;
constexpr qint64 kBestDeflateRatio = 1032;

struct Entry {
    QByteArray name;
    quint16 flags = 0;
    quint16 method = 0;
    quint32 crc = 0;
    quint32 packedSize = 0;
    quint32 size = 0;
    quint32 localOffset = 0;
};

quint16 u16(const QByteArray &bytes, qsizetype at)
{
    return qFromLittleEndian<quint16>(bytes.constData() + at);
}

quint32 u32(const QByteArray &bytes, qsizetype at)
{
    return qFromLittleEndian<quint32>(bytes.constData() + at);
}

/// One archive in memory; the path is for messages.
class Archive {
public:
    Archive(QByteArray bytes, QString path)
        : m_bytes(std::move(bytes))
        , m_path(std::move(path))
    {
    }

    Result<std::vector<Entry>> entries() const;
    Result<QByteArray> unpacked(const Entry &entry) const;

private:
    Error corrupt(const QString &what) const
    {
        return {ErrorCode::Corrupt, tr("%1 is damaged: %2.").arg(m_path, what)};
    }
    qsizetype endRecord() const;
    Result<qsizetype> contentStart(const Entry &entry) const;
    Result<QByteArray> inflated(qsizetype start, const Entry &entry) const;

    QByteArray m_bytes;
    QString m_path;
};

/// Offset of the end record, -1 if there is none.
qsizetype Archive::endRecord() const
{
    const qsizetype lowest = std::max<qsizetype>(0, m_bytes.size() - kEndSize - kLongestComment);
    for (qsizetype at = m_bytes.size() - kEndSize; at >= lowest; --at) {
        if (u32(m_bytes, at) == kEndSignature) {
            return at;
        }
    }
    return -1;
}

Result<std::vector<Entry>> Archive::entries() const
{
    const qsizetype end = endRecord();
    if (end < 0) {
        return corrupt(tr("it is no zip archive, or its end is missing"));
    }
    const int count = u16(m_bytes, end + 10);
    qsizetype at = u32(m_bytes, end + 16);
    std::vector<Entry> entries;
    for (int i = 0; i < count; ++i) {
        if (at > end - kCentralSize || u32(m_bytes, at) != kCentralSignature) {
            return corrupt(tr("its directory is cut off"));
        }
        const qsizetype nameSize = u16(m_bytes, at + 28);
        const qsizetype next = at + kCentralSize + nameSize + u16(m_bytes, at + 30) + u16(m_bytes, at + 32);
        if (next > end) {
            return corrupt(tr("its directory is cut off"));
        }
        entries.push_back({m_bytes.mid(at + kCentralSize, nameSize), u16(m_bytes, at + 8), u16(m_bytes, at + 10),
            u32(m_bytes, at + 16), u32(m_bytes, at + 20), u32(m_bytes, at + 24), u32(m_bytes, at + 42)});
        at = next;
    }
    return entries;
}

/// Sizes come from the directory: NumPy leaves placeholders in the local header, which only tells where the content
/// begins.
Result<qsizetype> Archive::contentStart(const Entry &entry) const
{
    const QString name = QString::fromUtf8(entry.name);
    const qsizetype local = entry.localOffset;
    if (local > m_bytes.size() - kLocalSize || u32(m_bytes, local) != kLocalSignature) {
        return corrupt(tr("%1 is not where the directory says").arg(name));
    }
    const qsizetype start = local + kLocalSize + u16(m_bytes, local + 26) + u16(m_bytes, local + 28);
    if (start > m_bytes.size() || qsizetype(entry.packedSize) > m_bytes.size() - start) {
        return corrupt(tr("%1 is cut off").arg(name));
    }
    return start;
}

Result<QByteArray> Archive::inflated(qsizetype start, const Entry &entry) const
{
    const QString name = QString::fromUtf8(entry.name);
    if (entry.size > (qint64(entry.packedSize) + 1) * kBestDeflateRatio || entry.size > kLargestFile) {
        return corrupt(tr("%1 claims an impossible size").arg(name));
    }
    QByteArray result(qsizetype(entry.size), Qt::Uninitialized);
    z_stream stream{};
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(m_bytes.constData() + start));
    stream.avail_in = entry.packedSize;
    stream.next_out = reinterpret_cast<Bytef *>(result.data());
    stream.avail_out = entry.size;
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
        return Error{ErrorCode::OutOfMemory, tr("Not enough memory to read %1.").arg(m_path)};
    }
    const int outcome = inflate(&stream, Z_FINISH);
    inflateEnd(&stream);
    if (outcome != Z_STREAM_END || stream.avail_out != 0) {
        return corrupt(tr("%1 cannot be decompressed").arg(name));
    }
    return result;
}

Result<QByteArray> Archive::unpacked(const Entry &entry) const
{
    constexpr quint16 kStored = 0;
    constexpr quint16 kDeflated = 8;
    constexpr quint16 kEncrypted = 1;
    const QString name = QString::fromUtf8(entry.name);
    if ((entry.flags & kEncrypted) != 0 || (entry.method != kStored && entry.method != kDeflated)) {
        return Error{
            ErrorCode::Unsupported, tr("%1: %2 is encrypted or compressed in an unknown way.").arg(m_path, name)};
    }
    const Result<qsizetype> start = contentStart(entry);
    if (!start) {
        return start.error();
    }
    if (entry.method == kStored && entry.packedSize != entry.size) {
        return corrupt(tr("%1 has two sizes").arg(name));
    }
    Result<QByteArray> content = entry.method == kStored
        ? Result<QByteArray>(m_bytes.mid(*start, qsizetype(entry.size)))
        : inflated(*start, entry);
    if (content
        && crc32_z(0, reinterpret_cast<const Bytef *>(content->constData()), size_t(content->size())) != entry.crc) {
        return corrupt(tr("the checksum of %1 is wrong").arg(name));
    }
    return content;
}

Result<Archive> openArchive(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        const ErrorCode code = file.exists() ? ErrorCode::Io : ErrorCode::NotFound;
        return Error{code, tr("Cannot read %1: %2.").arg(path, file.errorString())};
    }
    if (file.size() > kLargestFile) {
        return Error{ErrorCode::Unsupported, tr("%1 is larger than 1 GiB; save one slice a file.").arg(path)};
    }
    return Archive(file.readAll(), path);
}

} // namespace

Result<std::vector<NpyArray>> readNpz(const QString &path, const QStringList &names)
{
    const Result<Archive> archive = openArchive(path);
    if (!archive) {
        return archive.error();
    }
    const Result<std::vector<Entry>> entries = archive->entries();
    if (!entries) {
        return entries.error();
    }
    std::vector<NpyArray> arrays;
    for (const QString &name : names) {
        const QByteArray fileName = name.toUtf8() + ".npy";
        const auto entry = std::find_if(
            entries->begin(), entries->end(), [&](const Entry &candidate) { return candidate.name == fileName; });
        if (entry == entries->end()) {
            return Error{ErrorCode::NotFound, tr("%1 holds no array \"%2\".").arg(path, name)};
        }
        const Result<QByteArray> content = archive->unpacked(*entry);
        if (!content) {
            return content.error();
        }
        Result<NpyArray> array = parseNpy(*content, QStringLiteral("%1: %2").arg(path, name));
        if (!array) {
            return array.error();
        }
        arrays.push_back(*std::move(array));
    }
    return arrays;
}

} // namespace vmunet
