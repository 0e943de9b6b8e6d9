// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/deflate.h"

#include <QCoreApplication>

#include <zlib.h>

namespace vmunet {

QByteArray deflated(const QByteArray &bytes, int level)
{
    uLongf size = compressBound(uLong(bytes.size()));
    QByteArray stream(qsizetype(size), Qt::Uninitialized);
    const int status = compress2(reinterpret_cast<Bytef *>(stream.data()), &size,
        reinterpret_cast<const Bytef *>(bytes.constData()), uLong(bytes.size()), level);
    // compress2 fails only for lack of memory or a wrong level.
    Q_ASSERT(status == Z_OK);
    stream.truncate(status == Z_OK ? qsizetype(size) : 0);
    return stream;
}

Result<QByteArray> inflated(const QByteArray &stream, qsizetype plainSize)
{
    const Error damaged{ErrorCode::Corrupt,
        QCoreApplication::translate("Deflate", "compressed data are damaged or not %1 bytes long").arg(plainSize)};
    // Deflate shrinks by no more than 1032 to 1: a larger claim is refused before memory is taken for it.
    if (plainSize < 0 || plainSize / 1032 > stream.size()) {
        return damaged;
    }
    QByteArray bytes(plainSize, Qt::Uninitialized);
    uLongf size = uLongf(plainSize);
    const int status = uncompress(reinterpret_cast<Bytef *>(bytes.data()), &size,
        reinterpret_cast<const Bytef *>(stream.constData()), uLong(stream.size()));
    if (status != Z_OK || qsizetype(size) != plainSize) {
        return damaged;
    }
    return bytes;
}

} // namespace vmunet
