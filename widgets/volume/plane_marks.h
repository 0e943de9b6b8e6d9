// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/plane_layout.h"

#include <QColor>
#include <QWidget>

#include <optional>

namespace vmunet {

class ImageCanvas;

/// What is drawn over a plane of a volume: the patient's sides at the edges, a scale bar, the plane's name and
/// position, and the cross where the other two planes cut it. A child of its canvas, as large as that; the mouse passes
/// through.
class PlaneMarks : public QWidget {
    Q_OBJECT

public:
    struct Cross {
        QPointF at; ///< Image point.
        QColor across; ///< Of the line from left to right.
        QColor down;
        bool operator==(const Cross &) const = default;
    };

    explicit PlaneMarks(ImageCanvas &canvas);

    void setCaption(const QString &caption, const QColor &color);
    void setLetters(const EdgeLetters &letters);
    const EdgeLetters &letters() const { return m_letters; }
    QString caption() const { return m_caption; }
    /// Width of an image pixel in millimetres; 0 where unknown, for no scale bar.
    void setPixelWidthMm(double mm);
    void setCross(const std::optional<Cross> &cross);
    const std::optional<Cross> &cross() const { return m_cross; }

    /// The length of a scale bar that is at most `longestMm`: 1, 2 or 5 times a power of ten.
    static double scaleBarMm(double longestMm);
    static QString lengthText(double mm);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void updateCross();
    void drawText(QPainter &painter, QRect area, Qt::Alignment alignment, const QString &text, const QColor &color);
    int topLetterShift(int width) const;
    void drawCross(QPainter &painter);
    void drawScaleBar(QPainter &painter);

    ImageCanvas &m_canvas;
    QString m_caption;
    QColor m_captionColor;
    EdgeLetters m_letters;
    double m_pixelWidthMm = 0;
    std::optional<Cross> m_cross;
};

} // namespace vmunet
