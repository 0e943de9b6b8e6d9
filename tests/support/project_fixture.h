// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/edit_record.h"
#include "core/storage/project.h"

#include <QCryptographicHash>
#include <QFile>
#include <QRandomGenerator>
#include <QTemporaryDir>

/// What tests of the project file share.
namespace vmunet::test {

inline QString hashOfText(const QString &text)
{
    return QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex());
}

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline void writeFile(const QString &path, const QByteArray &content)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(content);
    }
}

inline Image imageOf(const QString &path, QSize size, int slices = 1)
{
    return {.kind = slices > 1 ? ImageKind::Volume : ImageKind::Photograph,
        .width = size.width(),
        .height = size.height(),
        .slices = slices,
        .path = path};
}

/// A rectangle of random labels at a random place.
inline EditRecord randomEdit(QRandomGenerator &random, QSize size, int slice = 0)
{
    const QSize side(1 + random.bounded(size.width()), 1 + random.bounded(size.height()));
    const QPoint at(random.bounded(size.width() - side.width() + 1), random.bounded(size.height() - side.height() + 1));
    Mask patch(side);
    for (int i = 0; i < 5; ++i) {
        patch.fill(QRect(random.bounded(side.width()), random.bounded(side.height()), 9, 7), Label(random.bounded(4)));
    }
    return {.slice = slice, .area = QRect(at, side), .after = patch, .name = QStringLiteral("stroke")};
}

} // namespace vmunet::test
