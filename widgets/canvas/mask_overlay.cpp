// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/mask_overlay.h"

#include "widgets/canvas/tile_image.h"

#include <cmath>
#include <cstring>
#include <vector>

namespace vmunet {

namespace {

/// Which image row or column is under the centre of each device pixel.
struct Sampling {
    std::vector<int> indices;
    int first = 0; ///< Those before and after [first, end) are outside.
    int end = 0;
};

Sampling sampling(int start, int count, double offset, double scale, int limit)
{
    Sampling result;
    result.indices.resize(size_t(count));
    result.end = count;
    for (int i = 0; i < count; ++i) {
        const double position = std::floor((start + i + 0.5 - offset) / scale);
        result.first = position < 0 ? i + 1 : result.first;
        result.end = position >= limit ? std::min(result.end, i) : result.end;
        result.indices[size_t(i)] = int(std::clamp<double>(position, 0, limit - 1));
    }
    return result;
}

struct SampledRow {
    std::vector<std::uint8_t> labels;
    int source = -2; ///< Image row; -1 outside.
    bool isOccupied = false;
    int only = -1; ///< The one label of all pixels; -1 if there are several.
};

/// Whether all of `count` labels are the first one; far faster than sampling them.
bool areAllAlike(const std::uint8_t *labels, size_t count)
{
    return std::memcmp(labels, labels + 1, count - 1) == 0;
}

void fillRow(SampledRow &row, std::uint8_t label)
{
    if (row.only != label) {
        std::fill(row.labels.begin(), row.labels.end(), label);
    }
    row.only = label;
    row.isOccupied = label != 0;
}

void sampleRow(const std::uint8_t *labels, int source, const Sampling &columns, SampledRow &out)
{
    out.source = source;
    if (source < 0 || columns.first >= columns.end) {
        fillRow(out, 0);
        return;
    }
    const int left = columns.indices[size_t(columns.first)];
    const int right = columns.indices[size_t(columns.end - 1)];
    if (columns.first == 0 && columns.end == int(out.labels.size())
        && areAllAlike(labels + left, size_t(right - left + 1))) {
        fillRow(out, labels[left]);
        return;
    }
    std::fill_n(out.labels.begin(), columns.first, std::uint8_t(0));
    std::fill(out.labels.begin() + columns.end, out.labels.end(), std::uint8_t(0));
    out.only = -1;
    std::uint8_t any = 0;
    for (int i = columns.first; i < columns.end; ++i) {
        const std::uint8_t label = labels[columns.indices[size_t(i)]];
        out.labels[size_t(i)] = label;
        any |= label;
    }
    out.isOccupied = any != 0;
}

quint64 eightAt(const std::uint8_t *labels)
{
    quint64 word;
    std::memcpy(&word, labels, sizeof(word));
    return word;
}

/// Whether the eight pixels at `centre` and all that decide on their borders have one label.
bool isInterior(const std::uint8_t *above, const std::uint8_t *centre, const std::uint8_t *below, int reach)
{
    const quint64 pattern = centre[0] * Q_UINT64_C(0x0101010101010101);
    return ((eightAt(centre) ^ pattern) | (eightAt(centre - reach) ^ pattern) | (eightAt(centre + reach) ^ pattern)
               | (eightAt(above) ^ pattern) | (eightAt(below) ^ pattern))
        == 0;
}

/// The rows start `reach` pixels before the first one to colour.
void colorRow(const SampledRow &upper, const SampledRow &middle, const SampledRow &lower, int reach, int width,
    const OverlayColors &colors, QRgb *out)
{
    if (middle.only >= 0 && upper.only == middle.only && lower.only == middle.only) {
        std::fill_n(out, width, colors.fill[size_t(middle.only)]);
        return;
    }
    const std::uint8_t *above = upper.labels.data() + reach;
    const std::uint8_t *centre = middle.labels.data() + reach;
    const std::uint8_t *below = lower.labels.data() + reach;
    for (int x = 0; x < width;) {
        if (x + 8 <= width && isInterior(above + x, centre + x, below + x, reach)) {
            std::fill_n(out + x, 8, colors.fill[centre[x]]);
            x += 8;
            continue;
        }
        const std::uint8_t label = centre[x];
        const bool border =
            label != centre[x - reach] || label != centre[x + reach] || label != above[x] || label != below[x];
        out[x] = border ? colors.line[label] : colors.fill[label];
        ++x;
    }
}

} // namespace

void MaskOverlay::setMask(const Mask &mask)
{
    m_size = mask.size();
    m_labels.resize(mask.labels().size());
    std::memcpy(m_labels.data(), mask.labels().constData(), size_t(m_labels.size()));
}

QRegion MaskOverlay::update(const Mask &mask, QRect area)
{
    if (mask.size() != m_size) {
        setMask(mask);
        return mask.rect();
    }
    area &= mask.rect();
    // A stroke's step changes a crescent of its rectangle: bands follow it closely and stay few.
    const int bandHeight = std::max(8, (area.height() + 31) / 32);
    QRegion changed;
    for (int top = area.top(); top <= area.bottom(); top += bandHeight) {
        const int bottom = std::min(top + bandHeight - 1, area.bottom());
        int left = area.right() + 1;
        int right = area.left() - 1;
        for (int y = top; y <= bottom; ++y) {
            char *kept = m_labels.data() + qsizetype(y) * m_size.width();
            const char *fresh = reinterpret_cast<const char *>(mask.row(y));
            if (std::memcmp(kept + area.left(), fresh + area.left(), size_t(area.width())) == 0) {
                continue;
            }
            int first = area.left();
            for (; first < left && kept[first] == fresh[first];) {
                ++first;
            }
            int last = area.right();
            for (; last > right && kept[last] == fresh[last];) {
                --last;
            }
            left = std::min(left, first);
            right = std::max(right, last);
            std::memcpy(kept + area.left(), fresh + area.left(), size_t(area.width()));
        }
        if (left <= right) {
            changed += QRect(QPoint(left, top), QPoint(right, bottom));
        }
    }
    return changed;
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

void MaskOverlay::setStyle(OverlayStyle style)
{
    m_style = style;
    rebuildColors();
}

void MaskOverlay::rebuildColors()
{
    m_colors = {};
    for (const LabelInfo &info : m_set.labels()) {
        if (!info.visible) {
            continue;
        }
        const QColor color = info.color;
        const QRgb fill = qPremultiply(qRgba(color.red(), color.green(), color.blue(), qRound(255 * m_opacity)));
        m_colors.fill[size_t(info.label)] = m_style == OverlayStyle::Outline ? 0 : fill;
        m_colors.line[size_t(info.label)] = m_style == OverlayStyle::Fill ? fill : color.rgb();
    }
    m_colors.fill[0] = 0;
    m_colors.line[0] = 0;
}

QImage MaskOverlay::render(const ViewTransform &view, QRect viewArea, int outlineWidth) const
{
    if (m_size.isEmpty() || viewArea.isEmpty() || m_style == OverlayStyle::None) {
        return {};
    }
    // Rows and columns beyond the area by the outline's width decide which of its pixels are border.
    const int reach = outlineWidth;
    const QRect area = viewArea.adjusted(-reach, -reach, reach, reach);
    const Sampling columns = sampling(area.left(), area.width(), view.offset().x(), view.scale(), m_size.width());
    const Sampling rows = sampling(area.top(), area.height(), view.offset().y(), view.verticalScale(), m_size.height());

    const auto *labels = reinterpret_cast<const std::uint8_t *>(m_labels.constData());
    std::vector<SampledRow> ring(size_t(2 * reach + 1), SampledRow{std::vector<std::uint8_t>(columns.indices.size())});
    const auto slot = [&ring](int row) -> SampledRow & { return ring[size_t(row) % ring.size()]; };
    const auto sample = [&](int row) {
        const int source = row >= rows.first && row < rows.end ? rows.indices[size_t(row)] : -1;
        if (row > 0 && slot(row - 1).source == source) {
            slot(row) = slot(row - 1); // Zoomed in, many rows on the screen are one of the mask.
        } else {
            sampleRow(labels + qsizetype(std::max(source, 0)) * m_size.width(), source, columns, slot(row));
        }
    };
    for (int row = 0; row < 2 * reach; ++row) {
        sample(row);
    }
    QImage pixels;
    for (int y = 0; y < viewArea.height(); ++y) {
        sample(y + 2 * reach);
        if (!slot(y + reach).isOccupied) {
            continue;
        }
        if (pixels.isNull()) {
            pixels = tileImage(viewArea.size(), QImage::Format_ARGB32_Premultiplied);
            pixels.fill(0);
        }
        colorRow(slot(y), slot(y + reach), slot(y + 2 * reach), reach, viewArea.width(), m_colors,
            reinterpret_cast<QRgb *>(pixels.scanLine(y)));
    }
    return pixels;
}

} // namespace vmunet
