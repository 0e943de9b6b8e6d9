// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/probability_field.h"

#include "widgets/canvas/tile_image.h"

#include "core/annotation/probability_lookup.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace vmunet {

namespace {

constexpr double kStrongest = 0.8; // Opacity: the image stays visible below.
constexpr double kFullFrom = 64; // Levels below fade out.

} // namespace

ProbabilityField::ProbabilityField(ProbabilityMap map, Kind kind, Label label)
    : m_map(std::move(map))
    , m_kind(kind)
    , m_channel(m_map.classes == 1         ? 0
              : int(label) < m_map.classes ? int(label)
                                           : -1)
    , m_entropyScale(float(255 / largestEntropy(m_map)))
{
    for (size_t level = 0; level < m_colors.size(); ++level) {
        const QRgb color = colors(kind)[level];
        const double alpha = kStrongest * std::min(1.0, double(level) / kFullFrom);
        m_colors[level] = qPremultiply(qRgba(qRed(color), qGreen(color), qBlue(color), int(std::lround(255 * alpha))));
    }
    for (size_t value = 1; value < m_valueLog.size(); ++value) {
        m_valueLog[value] = float(double(value) * std::log2(double(value)));
    }
    const ProbabilityMap one{.size = {256, 1}, .classes = 1, .values = [] {
                                 QByteArray all(256, 0);
                                 for (int value = 0; value < 256; ++value) {
                                     all[value] = char(value);
                                 }
                                 return all;
                             }()};
    for (int value = 0; value < 256; ++value) {
        m_levels[size_t(value)] = kind == Kind::Probability
            ? std::uint8_t(value)
            : std::uint8_t(std::lround(255 * entropyAt(one, {value, 0}).value_or(0)));
    }
}

const ColorMap &ProbabilityField::colors(Kind kind)
{
    return kind == Kind::Probability ? viridis() : cividis();
}

std::uint8_t ProbabilityField::levelAt(qsizetype pixel) const
{
    const qsizetype pixels = qsizetype(m_map.size.width()) * m_map.size.height();
    const auto *values = reinterpret_cast<const std::uint8_t *>(m_map.values.constData()) + pixel;
    if (m_map.classes == 1 || m_kind == Kind::Probability) {
        const std::uint8_t value = values[pixels * m_channel];
        return m_map.classes == 1 ? m_levels[value] : value;
    }
    // With S the sum of the values v, the entropy of v / S is log2(S) - sum(v * log2(v)) / S.
    int sum = 0;
    float logs = 0;
    for (int channel = 0; channel < m_map.classes; ++channel) {
        const std::uint8_t value = values[pixels * channel];
        sum += value;
        logs += m_valueLog[value];
    }
    const float entropy = sum > 0 ? std::log2(float(sum)) - logs / float(sum) : 0;
    return std::uint8_t(std::clamp(entropy * m_entropyScale + 0.5F, 0.0F, 255.0F));
}

QImage ProbabilityField::render(const ViewTransform &view, QRect area) const
{
    const qsizetype pixels = qsizetype(m_map.size.width()) * m_map.size.height();
    const bool needsChannel = m_map.classes == 1 || m_kind == Kind::Probability;
    if (pixels <= 0 || m_map.values.size() != pixels * m_map.classes || (needsChannel && m_channel < 0)) {
        return {};
    }
    const auto index = [](double position, int limit) { return std::clamp(int(std::floor(position)), 0, limit - 1); };
    std::vector<int> columns(size_t(area.width()));
    for (int x = 0; x < area.width(); ++x) {
        columns[size_t(x)] = index(view.toImage(QPointF(area.left() + x + 0.5, 0)).x(), m_map.size.width());
    }
    QImage image = tileImage(area.size(), QImage::Format_ARGB32_Premultiplied);
    for (int y = 0; y < area.height(); ++y) {
        const int row = index(view.toImage(QPointF(0, area.top() + y + 0.5)).y(), m_map.size.height());
        const qsizetype start = qsizetype(row) * m_map.size.width();
        auto *out = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < area.width(); ++x) {
            out[x] = m_colors[levelAt(start + columns[size_t(x)])];
        }
    }
    return image;
}

} // namespace vmunet
