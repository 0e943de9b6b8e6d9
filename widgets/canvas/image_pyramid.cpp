// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/image_pyramid.h"

#include <algorithm>

namespace vmunet {

namespace {

constexpr int kSmallestSide = 256;

/// Mean of four pixels, two channels at a time.
QRgb meanOfFour(QRgb a, QRgb b, QRgb c, QRgb d)
{
    constexpr quint32 kPairs = 0x00ff00ff;
    const quint32 redBlue = (a & kPairs) + (b & kPairs) + (c & kPairs) + (d & kPairs) + 0x00020002;
    const quint32 green = ((a >> 8) & 0xff) + ((b >> 8) & 0xff) + ((c >> 8) & 0xff) + ((d >> 8) & 0xff) + 2;
    return 0xff000000 | ((redBlue >> 2) & kPairs) | (((green >> 2) & 0xff) << 8);
}

/// Half the size, rounded up; an odd last row or column is repeated.
QImage halved(const QImage &image)
{
    const QSize size((image.width() + 1) / 2, (image.height() + 1) / 2);
    QImage half(size, QImage::Format_RGB32);
    for (int y = 0; y < size.height(); ++y) {
        const auto *upper = reinterpret_cast<const QRgb *>(image.constScanLine(2 * y));
        const auto *lower =
            reinterpret_cast<const QRgb *>(image.constScanLine(std::min(2 * y + 1, image.height() - 1)));
        auto *out = reinterpret_cast<QRgb *>(half.scanLine(y));
        const int pairs = image.width() / 2;
        for (int x = 0; x < pairs; ++x) {
            out[x] = meanOfFour(upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1]);
        }
        if (pairs < size.width()) {
            out[pairs] = meanOfFour(upper[2 * pairs], upper[2 * pairs], lower[2 * pairs], lower[2 * pairs]);
        }
    }
    return half;
}

/// On the calling thread: Qt's conversion of grey pictures waits for its pool.
QImage opaque(const QImage &image)
{
    if (image.format() != QImage::Format_Grayscale8) {
        return image.convertToFormat(QImage::Format_RGB32);
    }
    QImage pixels(image.size(), QImage::Format_RGB32);
    for (int y = 0; y < image.height(); ++y) {
        const uchar *in = image.constScanLine(y);
        auto *out = reinterpret_cast<QRgb *>(pixels.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            out[x] = 0xff000000 | in[x] * 0x010101U;
        }
    }
    return pixels;
}

} // namespace

ImagePyramid::ImagePyramid(const QImage &image)
{
    if (image.isNull()) {
        return;
    }
    m_levels.push_back(opaque(image));
    while (std::max(m_levels.back().width(), m_levels.back().height()) > 2 * kSmallestSide) {
        m_levels.push_back(halved(m_levels.back()));
    }
}

int ImagePyramid::levelFor(double scale) const
{
    int level = 0;
    while (level + 1 < levels() && scale * 2 <= 1) {
        scale *= 2;
        ++level;
    }
    return level;
}

} // namespace vmunet
