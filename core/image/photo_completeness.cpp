// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/photo_completeness.h"

#include <QtEndian>

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
