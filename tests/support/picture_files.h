// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>

namespace vmunet::test {

/// Writes a picture of one colour, making the folders on the way. False if that failed.
inline bool writePicture(
    const QString &path, QSize size, const QColor &color, QImage::Format format = QImage::Format_RGB888)
{
    QImage image(size, QImage::Format_RGB888);
    image.fill(color);
    return QDir().mkpath(QFileInfo(path).path()) && image.convertToFormat(format).save(path);
}

inline bool writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly)
        && file.write(content) == content.size();
}

} // namespace vmunet::test
