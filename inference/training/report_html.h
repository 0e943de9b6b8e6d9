// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QColor>
#include <QString>
#include <QStringList>

#include <cmath>

namespace vmunet::html {

/// A dash where there is no number.
inline QString number(double value, int digits = 4)
{
    return std::isnan(value) ? QStringLiteral("&ndash;") : QString::number(value, 'f', digits);
}

/// A row of a table; the cells are HTML already.
inline QString row(const QStringList &cells, const char *tag = "td")
{
    QString out = QStringLiteral("<tr>");
    for (const QString &cell : cells) {
        out += QStringLiteral("<%1>%2</%1>").arg(QLatin1String(tag), cell);
    }
    return out + QStringLiteral("</tr>");
}

/// A patch of a colour and what it means.
QString swatch(const QColor &color, const char *meaning);

/// A picture with its caption below, which is its text for those who do not see it.
QString picture(const QByteArray &png, const QString &caption);
/// The same as a cell of a table.
QString pictureCell(const QByteArray &png, const QString &caption);

/// What the colours of an agreementPicture() mean.
QString agreementLegend();

/// Everything up to and with <body>; `title` is HTML already.
QString pageHead(const QString &title);

} // namespace vmunet::html
