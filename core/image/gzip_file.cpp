// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/gzip_file.h"

#include <QByteArray>
#include <QFile>

#include <zlib.h>

#include <algorithm>

namespace vmunet {

GzipFile::GzipFile(const QString &path)
    : m_file(gzopen(QFile::encodeName(path).constData(), "rb"))
{
    if (m_file) {
        gzbuffer(m_file, 1U << 20);
    }
}

GzipFile::~GzipFile()
{
    gzclose(m_file);
}

qint64 GzipFile::read(char *target, qint64 bytes)
{
    constexpr qint64 kChunk = 8 << 20;
    qint64 done = 0;
    while (done < bytes) {
        const int got = gzread(m_file, target + done, unsigned(std::min(kChunk, bytes - done)));
        if (got <= 0) {
            break;
        }
        done += got;
    }
    return done;
}

bool GzipFile::skip(qint64 bytes)
{
    return bytes >= 0 && gzseek(m_file, z_off_t(bytes), SEEK_CUR) >= 0;
}

bool GzipFile::endsWell(qint64 limit)
{
    QByteArray rest(1 << 16, Qt::Uninitialized);
    for (qint64 seen = 0; seen < limit;) {
        const int got = gzread(m_file, rest.data(), unsigned(rest.size()));
        if (got <= 0) {
            int error = Z_OK;
            gzerror(m_file, &error);
            return got == 0 && error == Z_OK;
        }
        seen += got;
    }
    return true;
}

} // namespace vmunet
