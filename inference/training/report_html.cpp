// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/report_html.h"

#include "inference/training/comparison_pictures.h"

namespace vmunet::html {

QString swatch(const QColor &color, const char *meaning)
{
    return QStringLiteral("<span style=\"background-color:%1\">&nbsp;&nbsp;&nbsp;</span> %2 &nbsp; ")
        .arg(color.name(), QLatin1String(meaning));
}

QString picture(const QByteArray &png, const QString &caption)
{
    return QStringLiteral("<img alt=\"%1\" src=\"data:image/png;base64,%2\"><br><small>%1</small>")
        .arg(caption.toHtmlEscaped(), QString::fromLatin1(png.toBase64()));
}

QString pictureCell(const QByteArray &png, const QString &caption)
{
    return QStringLiteral("<td>") + picture(png, caption) + QStringLiteral("</td>");
}

QString agreementLegend()
{
    return swatch(comparison::kRight, "right") + swatch(comparison::kTooMuch, "too much")
        + swatch(comparison::kMissed, "missed");
}

QString pageHead(const QString &title)
{
    return QStringLiteral(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width\"><title>%1</title>"
        "<style>body{font:15px sans-serif;max-width:1040px;margin:2em auto;padding:0 1em;color:#222}"
        "table{border-collapse:collapse}td,th{padding:3px 14px 3px 0;text-align:left;vertical-align:top}"
        "th{border-bottom:1px solid #aaa}img{max-width:100%}svg{width:100%}svg text{font-size:11px}"
        ".plots{display:grid;grid-template-columns:1fr 1fr;gap:1em}</style></head><body>")
        .arg(title);
}

} // namespace vmunet::html
