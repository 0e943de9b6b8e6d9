// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/photo_completeness.h"

#include <QtEndian>

#include <optional>

namespace vmunet {

namespace {

bool isCompletePng(QByteArrayView file)
{
    qsizetype at = 8;
    while (at + 12 <= file.size()) {
        const auto length = qsizetype(qFromBigEndian<quint32>(file.data() + at));
        if (length > file.size() - at - 12) {
            return false;
        }
        if (file.sliced(at + 4, 4) == QByteArrayView("IEND")) {
            return true;
        }
        at += 12 + length;
    }
    return false;
}

/// From the first entropy-coded byte to the next marker that ends the scan.
qsizetype afterScan(QByteArrayView file, qsizetype at)
{
    for (; at + 1 < file.size(); ++at) {
        const auto next = uchar(file[at + 1]);
        const bool restart = next >= 0xd0 && next <= 0xd7;
        if (uchar(file[at]) == 0xff && next != 0 && next != 0xff && !restart) {
            return at;
        }
    }
    return file.size();
}

/// The few fields of a TIFF that say where its pixels lie, [TIFF 6.0]. Classic TIFF only.
class TiffDirectory {
public:
    explicit TiffDirectory(QByteArrayView file)
        : m_file(file)
        , m_bigEndian(file.startsWith("MM"))
    {
    }

    bool pixelsAreInside() const
    {
        const qint64 directory = number(4, 4).value_or(0);
        const qint64 entries = number(directory, 2).value_or(0);
        std::optional<qint64> offsets;
        std::optional<qint64> counts;
        for (qint64 i = 0; i < entries; ++i) {
            const qint64 entry = directory + 2 + i * 12;
            const qint64 tag = number(entry, 2).value_or(0);
            if (tag == 273 || tag == 324) {
                offsets = entry;
            } else if (tag == 279 || tag == 325) {
                counts = entry;
            }
        }
        if (!offsets) {
            return false;
        }
        if (!counts) {
            return true; // Old writers leave the lengths out.
        }
        const qint64 parts = number(*offsets + 4, 4).value_or(0);
        for (qint64 i = 0; i < parts; ++i) {
            const std::optional<qint64> begin = value(*offsets, i);
            const std::optional<qint64> length = value(*counts, i);
            if (!begin || !length || *begin + *length > m_file.size()) {
                return false;
            }
        }
        return parts > 0;
    }

private:
    std::optional<qint64> number(qint64 at, int bytes) const
    {
        if (at < 0 || at + bytes > m_file.size()) {
            return std::nullopt;
        }
        const char *data = m_file.data() + at;
        if (bytes == 2) {
            return m_bigEndian ? qFromBigEndian<quint16>(data) : qFromLittleEndian<quint16>(data);
        }
        return m_bigEndian ? qFromBigEndian<quint32>(data) : qFromLittleEndian<quint32>(data);
    }

    /// The i-th value of a directory entry; up to four bytes lie in the entry itself.
    std::optional<qint64> value(qint64 entry, qint64 i) const
    {
        const int bytes = number(entry + 2, 2) == 3 ? 2 : 4;
        const std::optional<qint64> count = number(entry + 4, 4);
        if (!count || i >= *count) {
            return std::nullopt;
        }
        const qint64 values = *count * bytes <= 4 ? entry + 8 : number(entry + 8, 4).value_or(-1);
        return values < 0 ? std::nullopt : number(values + i * bytes, bytes);
    }

    QByteArrayView m_file;
    bool m_bigEndian;
};

bool isCompleteBmp(QByteArrayView file)
{
    if (file.size() < 54) {
        return false;
    }
    const auto u32 = [file](qsizetype at) { return qint64(qFromLittleEndian<quint32>(file.data() + at)); };
    const qint64 offset = u32(10);
    const qint64 width = qAbs(qint64(qFromLittleEndian<qint32>(file.data() + 18)));
    const qint64 height = qAbs(qint64(qFromLittleEndian<qint32>(file.data() + 22)));
    const qint64 bits = qFromLittleEndian<quint16>(file.data() + 28);
    const qint64 compression = u32(30);
    const bool runLengths = compression == 1 || compression == 2;
    const qint64 stored = runLengths ? u32(34) : (width * bits + 31) / 32 * 4 * height;
    return offset + stored <= file.size();
}

} // namespace

bool isCompleteJpeg(QByteArrayView file)
{
    constexpr uchar kEndOfImage = 0xd9;
    constexpr uchar kStartOfScan = 0xda;
    qsizetype at = 2;
    while (at + 1 < file.size()) {
        const auto marker = uchar(file[at + 1]);
        if (uchar(file[at]) != 0xff || marker == 0xff) {
            ++at; // Fill bytes are allowed before a marker.
            continue;
        }
        if (marker == kEndOfImage) {
            return true;
        }
        if (at + 4 > file.size()) {
            return false;
        }
        at += 2 + qFromBigEndian<quint16>(file.data() + at + 2);
        if (marker == kStartOfScan) {
            at = afterScan(file, at);
        }
    }
    return false;
}

bool isComplete(FileFormat format, const QByteArray &file)
{
    switch (format) {
    case FileFormat::Png:
        return isCompletePng(file);
    case FileFormat::Jpeg:
        return isCompleteJpeg(file);
    case FileFormat::Tiff:
        // BigTIFF has another directory; libtiff checks its strips itself.
        return file[2] == '+' || file[3] == '+' || TiffDirectory(file).pixelsAreInside();
    case FileFormat::Bmp:
        return isCompleteBmp(file);
    case FileFormat::WebP:
        return file.size() >= 12 && qint64(qFromLittleEndian<quint32>(file.constData() + 4)) + 8 <= file.size();
    case FileFormat::Gif:
        return file.contains(';');
    default:
        return true;
    }
}

} // namespace vmunet
