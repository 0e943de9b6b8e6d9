// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/theme/theme_colors.h"

#include <QIconEngine>

namespace vmunet {

/// Draws a line icon in the theme's colours, sharp at any size and pixel density. Follows a change of the theme.
class ThemedIconEngine : public QIconEngine {
public:
    /// `svg`: strokes in #000, which is replaced.
    ThemedIconEngine(QByteArray svg, const ThemeColor &color);

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override;
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override;
    QIconEngine *clone() const override;

private:
    QColor colorFor(QIcon::Mode mode, QIcon::State state) const;

    QByteArray m_svg;
    ThemeColor m_color;
};

} // namespace vmunet
