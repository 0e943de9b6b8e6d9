// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/file_format.h"

#include <QFile>
#include <QFileInfo>
#include <QObject>
#include <QtEndian>

#include <zlib.h>

namespace vmunet {

namespace {

/// The beginning of what a gzip stream holds; empty if it is none.
QByteArray unzippedHead(const QByteArray &head)
{
    z_stream stream{};
    constexpr int kGzip = 16;
    if (inflateInit2(&stream, MAX_WBITS + kGzip) != Z_OK) {
        return {};
    }
    QByteArray plain(kSniffedBytes, '\0');
    QByteArray input = head;
    stream.next_in = reinterpret_cast<Bytef *>(input.data());
    stream.avail_in = uInt(input.size());
    stream.next_out = reinterpret_cast<Bytef *>(plain.data());
    stream.avail_out = uInt(plain.size());
    inflate(&stream, Z_SYNC_FLUSH);
    plain.truncate(qsizetype(stream.total_out));
    inflateEnd(&stream);
    return plain;
}

/// A file without preamble begins with an element of group 2 or 8.
bool looksLikeBareDicom(const QByteArray &head)
{
    if (head.size() < 8) {
        return false;
    }
    const auto group = qFromLittleEndian<quint16>(head.constData());
    const auto element = qFromLittleEndian<quint16>(head.constData() + 2);
    if ((group != 2 && group != 8) || element > 0x0100) {
        return false;
    }
    const QByteArray vr = head.mid(4, 2);
    const bool isExplicit = vr == "UL" || vr == "UI" || vr == "CS" || vr == "OB" || vr == "SH" || vr == "DA";
    return isExplicit || qFromLittleEndian<quint32>(head.constData() + 4) <= 64;
}

/// By the class of the stored object, which the file's own header names first.
bool isDicomDirectory(const QByteArray &head)
{
    const qsizetype at = head.indexOf(QByteArray("\2\0\2\0UI", 6));
    return at > 0 && head.mid(at + 8).startsWith("1.2.840.10008.1.3.10");
}

bool looksLikeNifti(const QByteArray &head)
{
    if (head.size() < 348) {
        return false;
    }
    const auto size = qFromLittleEndian<quint32>(head.constData());
    const QByteArray first = head.mid(344, 3);
    const QByteArray second = head.mid(4, 3);
    return ((size == 348 || qbswap(size) == 348) && (first == "n+1" || first == "ni1"))
        || ((size == 540 || qbswap(size) == 540) && (second == "n+2" || second == "ni2"));
}

bool looksLikeGipl(const QByteArray &head)
{
    constexpr qsizetype kMagicAt = 252;
    if (head.size() < kMagicAt + 4) {
        return false;
    }
    const auto magic = qFromBigEndian<quint32>(head.constData() + kMagicAt);
    return magic == 0xefffe9b0U || magic == 0x2ae389b8U;
}

bool looksLikeMetaImage(const QByteArray &head)
{
    const QByteArray line = head.left(256);
    return (line.startsWith("ObjectType") && line.contains("Image")) || line.startsWith("NDims");
}

FileFormat volumeFormatOf(const QByteArray &head)
{
    if (looksLikeNifti(head)) {
        return FileFormat::Nifti;
    }
    return looksLikeGipl(head) ? FileFormat::Gipl : FileFormat::Unknown;
}

} // namespace

FileFormat formatOf(const QByteArray &head)
{
    const auto is = [&head](qsizetype at, QByteArrayView magic) { return head.mid(at, magic.size()) == magic; };
    // First: slide scanners put a TIFF header into the preamble.
    if (is(128, "DICM")) {
        return isDicomDirectory(head) ? FileFormat::DicomDirectory : FileFormat::Dicom;
    }
    if (is(0, "\x89PNG\r\n\x1a\n")) {
        return FileFormat::Png;
    }
    if (is(0, "\xff\xd8\xff")) {
        return FileFormat::Jpeg;
    }
    if (is(0, QByteArrayView("II*\0", 4)) || is(0, QByteArrayView("MM\0*", 4)) || is(0, QByteArrayView("II+\0", 4))
        || is(0, QByteArrayView("MM\0+", 4))) {
        return FileFormat::Tiff;
    }
    if (is(0, "GIF8")) {
        return FileFormat::Gif;
    }
    if (is(0, "RIFF") && is(8, "WEBP")) {
        return FileFormat::WebP;
    }
    if (is(4, "jP  \r\n\x87\n") || is(0, QByteArrayView("\xff\x4f\xff\x51", 4))) {
        return FileFormat::Jpeg2000;
    }
    if (is(0, QByteArrayView("PK\3\4", 4)) && head.contains(".npy")) {
        return FileFormat::Npz;
    }
    if (is(0, "\x89HDF\r\n\x1a\n")) {
        return FileFormat::Hdf5;
    }
    if (is(0, "NRRD000")) {
        return FileFormat::Nrrd;
    }
    if (is(0, "BM") && head.size() > 26 && is(6, QByteArrayView("\0\0\0\0", 4))) {
        return FileFormat::Bmp;
    }
    if (head.size() > 2 && head[0] == 'P' && head[1] >= '1' && head[1] <= '6'
        && QByteArrayView(" \t\r\n").contains(head[2])) {
        return FileFormat::Pnm;
    }
    if (looksLikeMetaImage(head)) {
        return FileFormat::MetaImage;
    }
    const FileFormat volume = volumeFormatOf(is(0, "\x1f\x8b") ? unzippedHead(head) : head);
    if (volume != FileFormat::Unknown) {
        return volume;
    }
    return looksLikeBareDicom(head) ? FileFormat::Dicom : FileFormat::Unknown;
}

Result<QByteArray> readHead(const QString &path)
{
    if (!QFileInfo::exists(path)) {
        return Error{ErrorCode::NotFound, QObject::tr("There is no file %1.").arg(path)};
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, QObject::tr("%1 cannot be opened: %2.").arg(path, file.errorString())};
    }
    const QByteArray head = file.read(kSniffedBytes);
    if (file.error() != QFileDevice::NoError) {
        return Error{ErrorCode::Io, QObject::tr("%1 cannot be read: %2.").arg(path, file.errorString())};
    }
    if (head.isEmpty()) {
        return Error{ErrorCode::Corrupt, QObject::tr("%1 is empty (0 bytes).").arg(path)};
    }
    return head;
}

} // namespace vmunet
