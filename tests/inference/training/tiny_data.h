// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/layouts.h"
#include "core/dataset/training_set.h"

#include <QDir>
#include <QImage>
#include <QPainter>
#include <QString>

namespace vmunet::test {

/// Writes `count` small photographs of a dark ellipse on skin, with their masks, as the `folder` layout.
inline void writeTinyPhotographs(const QString &folder, int count)
{
    QDir().mkpath(folder + QStringLiteral("/images"));
    QDir().mkpath(folder + QStringLiteral("/masks"));
    for (int i = 0; i < count; ++i) {
        QImage image(40 + i, 36, QImage::Format_RGB32);
        image.fill(QColor(220, 180 - 3 * i, 160));
        QImage mask(image.size(), QImage::Format_Grayscale8);
        mask.fill(0);
        const QRectF lesion(6 + i, 8, 16, 12 + i % 5);
        QPainter onImage(&image);
        onImage.setBrush(QColor(90, 50 + 4 * i, 40));
        onImage.drawEllipse(lesion);
        QPainter onMask(&mask);
        onMask.setPen(Qt::NoPen);
        onMask.setBrush(Qt::white);
        onMask.drawEllipse(lesion);
        onMask.end();
        const QString name = QStringLiteral("/case%1.png").arg(i, 2, 10, QLatin1Char('0'));
        image.save(folder + QStringLiteral("/images") + name);
        mask.save(folder + QStringLiteral("/masks") + name);
    }
}

} // namespace vmunet::test
