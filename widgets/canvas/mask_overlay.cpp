// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/mask_overlay.h"

#include <cmath>
#include <cstring>

namespace vmunet {

namespace {

/// Image index under the centre of each device pixel from `first` on; -1 outside.
std::vector<int> sampledIndices(int first, int count, double offset, double scale, int limit)
{
    std::vector<int> indices(static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
        const double position = std::floor((first + i + 0.5 - offset) / scale);
        indices[size_t(i)] = position >= 0 && position < limit ? int(position) : -1;
    }
    return indices;
}

} // namespace

void MaskOverlay::setMask(const Mask &mask)
{
    m_size = mask.size();
    m_labels.resize(mask.labels().size());
    std::memcpy(m_labels.data(), mask.labels().constData(), size_t(m_labels.size()));
    rebuildColors();
}

void MaskOverlay::update(const Mask &mask, QRect area)
{
    if (mask.size() != m_size) {
        setMask(mask);
        return;
    }
    area &= mask.rect();
    for (int y = area.top(); y <= area.bottom(); ++y) {
        const qsizetype start = qsizetype(y) * m_size.width() + area.left();
        std::memcpy(m_labels.data() + start, mask.row(y) + area.left(), size_t(area.width()));
    }
}

void MaskOverlay::clear()
{
    m_size = {};
    m_labels.clear();
}

void MaskOverlay::setLabels(const LabelSet &labels)
{
    m_set = labels;
    rebuildColors();
}

void MaskOverlay::setOpacity(double opacity)
{
    m_opacity = std::clamp(opacity, 0.0, 1.0);
    rebuildColors();
}

void MaskOverlay::setOutline(bool on)
{
    m_outline = on;
}

void MaskOverlay::rebuildColors()
{
    m_fill.fill(0);
    m_line.fill(0);
    for (const LabelInfo &info : m_set.labels()) {
        if (!info.visible) {
            continue;
        }
        const QColor color = info.color;
        m_fill[size_t(info.label)] =
            qPremultiply(qRgba(color.red(), color.green(), color.blue(), qRound(255 * m_opacity)));
        m_line[size_t(info.label)] = color.rgb();
    }
}

QImage MaskOverlay::render(const ViewTransform &view, QRect viewArea, int outlineWidth) const
{
    if (m_size.isEmpty() || viewArea.isEmpty()) {
        return {};
    }
    // Rows and columns beyond the area by the outline's width decide which of its pixels are border.
    const int reach = m_outline ? outlineWidth : 0;
    const QRect sampled = viewArea.adjusted(-reach, -reach, reach, reach);
    const auto columns =
        sampledIndices(sampled.left(), sampled.width(), view.offset().x(), view.scale(), m_size.width());
    const auto rows = sampledIndices(sampled.top(), sampled.height(), view.offset().y(), view.scale(), m_size.height());

    std::vector<SampledRow> ring(size_t(2 * reach + 1), SampledRow{std::vector<std::uint8_t>(columns.size())});
    const auto slot = [&ring](int row) -> SampledRow & { return ring[size_t(row) % ring.size()]; };
    for (int row = 0; row < 2 * reach; ++row) {
        sampleRow(rows[size_t(row)], columns, slot(row));
    }
    QImage pixels(viewArea.size(), QImage::Format_ARGB32_Premultiplied);
    pixels.fill(0);
    bool drawn = false;
    for (int y = 0; y < viewArea.height(); ++y) {
        sampleRow(rows[size_t(y + 2 * reach)], columns, slot(y + 2 * reach));
        if (slot(y + reach).occupied) {
            drawn = true;
            colorRow(slot(y), slot(y + reach), slot(y + 2 * reach), reach, pixels.scanLine(y), viewArea.width());
        }
    }
    return drawn ? pixels : QImage();
}

void MaskOverlay::sampleRow(int imageRow, const std::vector<int> &columns, SampledRow &out) const
{
    std::fill(out.labels.begin(), out.labels.end(), std::uint8_t(0));
    out.occupied = false;
    if (imageRow < 0) {
        return;
    }
    const auto *labels =
        reinterpret_cast<const std::uint8_t *>(m_labels.constData()) + qsizetype(imageRow) * m_size.width();
    std::uint8_t any = 0;
    for (size_t i = 0; i < columns.size(); ++i) {
        if (columns[i] >= 0) {
            out.labels[i] = labels[columns[i]];
            any |= out.labels[i];
        }
    }
    out.occupied = any != 0;
}

void MaskOverlay::colorRow(const SampledRow &upper, const SampledRow &middle, const SampledRow &lower, int reach,
    uchar *pixels, int width) const
{
    const std::uint8_t *above = upper.labels.data() + reach;
    const std::uint8_t *centre = middle.labels.data() + reach;
    const std::uint8_t *below = lower.labels.data() + reach;
    auto *out = reinterpret_cast<QRgb *>(pixels);
    for (int x = 0; x < width; ++x) {
        const std::uint8_t label = centre[x];
        if (label == 0) {
            continue;
        }
        const bool border =
            label != centre[x - reach] || label != centre[x + reach] || label != above[x] || label != below[x];
        out[x] = border ? m_line[label] : m_fill[label];
    }
}

} // namespace vmunet
