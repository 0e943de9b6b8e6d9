// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace vmunet::bench {

/// The JPEG 2000 streams of a folder's DICOM files, in memory.
std::vector<QByteArray> codeStreamsOf(const QString &folder);

/// Decodes the streams with OpenJPEG on all cores and nothing else. The samples in all; 0 if one failed.
qint64 decodeAlone(const std::vector<QByteArray> &streams);

/// Reads the file and decodes it to RGB with libjpeg and nothing else. The bytes of the pixels; 0 if it failed.
qint64 decodeJpegAlone(const QString &path);

} // namespace vmunet::bench
