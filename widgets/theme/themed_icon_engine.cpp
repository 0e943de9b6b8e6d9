// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/themed_icon_engine.h"

#include <QPainter>
#include <QPixmap>
#include <QPixmapCache>
#include <QSvgRenderer>

#include <algorithm>

namespace vmunet {

ThemedIconEngine::ThemedIconEngine(QByteArray svg, const ThemeColor &color)
    : m_svg(std::move(svg))
    , m_color(color)
{
}

QColor ThemedIconEngine::colorFor(QIcon::Mode mode, QIcon::State state) const
{
    if (mode == QIcon::Disabled) {
        return sheetColor(QStringLiteral("disabled"), currentTheme());
    }
    return mode == QIcon::Selected || state == QIcon::On ? sheetColor(QStringLiteral("selectedText"), currentTheme())
                                                         : QColor(m_color);
}

void ThemedIconEngine::paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state)
{
    QPixmap drawn = pixmap(rect.size() * painter->device()->devicePixelRatio(), mode, state);
    drawn.setDevicePixelRatio(painter->device()->devicePixelRatio());
    painter->drawPixmap(rect.topLeft(), drawn);
}

/// `size` in device pixels.
QPixmap ThemedIconEngine::pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state)
{
    const QString color = colorFor(mode, state).name();
    const QString key =
        QStringLiteral("vmunet-icon-%1-%2-%3x%4").arg(qHash(m_svg)).arg(color).arg(size.width()).arg(size.height());
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) {
        return pixmap;
    }
    QByteArray colored = m_svg;
    colored.replace("#000", color.toLatin1());
    QSvgRenderer renderer(colored);
    pixmap = QPixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    const int side = std::min(size.width(), size.height());
    renderer.render(&painter, QRectF((size.width() - side) / 2.0, (size.height() - side) / 2.0, side, side));
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIconEngine *ThemedIconEngine::clone() const
{
    return new ThemedIconEngine(m_svg, m_color);
}

} // namespace vmunet
