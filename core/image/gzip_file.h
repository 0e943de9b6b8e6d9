// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

typedef struct gzFile_s *gzFile;

namespace vmunet {

/// Reads a plain or gzipped file forwards; zlib tells which it is.
class GzipFile {
public:
    explicit GzipFile(const QString &path);
    ~GzipFile();
    GzipFile(const GzipFile &) = delete;
    GzipFile &operator=(const GzipFile &) = delete;

    bool isOpen() const { return m_file != nullptr; }
    /// Fewer bytes than asked for where the file ends or is damaged.
    qint64 read(char *target, qint64 bytes);
    /// False before the beginning; past the end is noticed by the next read().
    bool skip(qint64 bytes);
    /// Reads on to the end, at most `limit` bytes. True if it is undamaged, gzip's checksum included.
    bool endsWell(qint64 limit);

private:
    gzFile m_file;
};

} // namespace vmunet
