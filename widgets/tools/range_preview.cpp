// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/range_preview.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vmunet {

namespace {

constexpr int kOpacity = 150;

/// Which image column or row each of `count` widget pixels from `first` shows; -1 outside the image.
std::vector<int> sources(int first, int count, double scale, double offset, int limit)
{
    std::vector<int> result(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        const double at = std::floor((first + i + 0.5 - offset) / scale);
        result[std::size_t(i)] = at >= 0 && at < limit ? int(at) : -1;
    }
    return result;
}

int channelValue(const std::uint8_t *rgb, ValueChannel channel)
{
    return channel == ValueChannel::Grey ? qGray(rgb[0], rgb[1], rgb[2]) : rgb[int(channel) - int(ValueChannel::Red)];
}

} // namespace

RangePreview::RangePreview(const Image &image, int slice, ValueChannel channel)
    : m_image(image)
    , m_channel(channel)
    , m_values(std::make_shared<std::vector<float>>(
          image.kind == ImageKind::Volume ? rescaledSlice(image, slice) : std::vector<float>()))
{
}

QImage RangePreview::render(
    const ViewTransform &view, QRect widgetArea, const ValueRange &range, const QColor &color) const
{
    QImage picture(widgetArea.size(), QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    const std::vector<int> columns =
        sources(widgetArea.left(), widgetArea.width(), view.scale(), view.offset().x(), m_image.width);
    const std::vector<int> rows =
        sources(widgetArea.top(), widgetArea.height(), view.verticalScale(), view.offset().y(), m_image.height);
    const QRgb inside = qPremultiply(qRgba(color.red(), color.green(), color.blue(), kOpacity));
    const auto *rgb = reinterpret_cast<const std::uint8_t *>(m_image.samples.constData());
    for (int y = 0; y < widgetArea.height(); ++y) {
        auto *out = reinterpret_cast<QRgb *>(picture.scanLine(y));
        const int row = rows[std::size_t(y)];
        for (int x = 0; row >= 0 && x < widgetArea.width(); ++x) {
            const int column = columns[std::size_t(x)];
            if (column < 0) {
                continue;
            }
            const qsizetype pixel = qsizetype(row) * m_image.width + column;
            const double value =
                m_values->empty() ? channelValue(rgb + pixel * 3, m_channel) : double((*m_values)[std::size_t(pixel)]);
            if (value >= range.low && value <= range.high) {
                out[x] = inside;
            }
        }
    }
    return picture;
}

} // namespace vmunet
