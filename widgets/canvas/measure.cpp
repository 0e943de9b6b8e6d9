// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/measure.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace vmunet {

QString lengthText(const PixelSpacing &spacing, QPointF from, QPointF to)
{
    const QPointF way = to - from;
    const QLocale locale;
    if (!spacing.known) {
        return QCoreApplication::translate("Measure", "%1 px")
            .arg(locale.toString(std::hypot(way.x(), way.y()), 'f', 1));
    }
    return QCoreApplication::translate("Measure", "%1 mm")
        .arg(locale.toString(std::hypot(way.x() * spacing.columnMm, way.y() * spacing.rowMm), 'f', 1));
}

QString areaText(const PixelSpacing &spacing, qint64 pixels)
{
    const QLocale locale;
    if (!spacing.known) {
        return QCoreApplication::translate("Measure", "%1 px").arg(locale.toString(pixels));
    }
    const double mm2 = double(pixels) * spacing.columnMm * spacing.rowMm;
    constexpr double kMm2PerCm2 = 100;
    const QString area = mm2 >= kMm2PerCm2
        ? QCoreApplication::translate("Measure", "%1 cm²").arg(locale.toString(mm2 / kMm2PerCm2, 'f', 2))
        : QCoreApplication::translate("Measure", "%1 mm²").arg(locale.toString(mm2, 'f', 1));
    return QCoreApplication::translate("Measure", "%1 (%2 px)").arg(area, locale.toString(pixels));
}

} // namespace vmunet
