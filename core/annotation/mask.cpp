// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/mask.h"

#include <algorithm>
#include <cstring>

namespace vmunet {

Mask::Mask(QSize size)
    : m_size(size.isEmpty() ? QSize() : size)
    , m_labels(qsizetype(m_size.isEmpty() ? 0 : m_size.width()) * m_size.height(), '\0')
{
}

Mask Mask::fromLabels(QSize size, QByteArray labels)
{
    Q_ASSERT(labels.size() == qsizetype(size.width()) * size.height());
    Mask mask;
    mask.m_size = size;
    mask.m_labels = std::move(labels);
    return mask;
}

Label Mask::at(QPoint pixel) const
{
    return rect().contains(pixel) ? Label(row(pixel.y())[pixel.x()]) : kBackground;
}

void Mask::set(QPoint pixel, Label label)
{
    if (rect().contains(pixel)) {
        row(pixel.y())[pixel.x()] = std::uint8_t(label);
    }
}

void Mask::fill(QRect area, Label label)
{
    const QRect inside = area & rect();
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        std::memset(row(y) + inside.left(), int(label), size_t(inside.width()));
    }
}

Mask Mask::cropped(QRect area) const
{
    if (area == rect()) {
        return *this; // Shares the pixels.
    }
    Mask result(area.size());
    const QRect inside = area & rect();
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        std::memcpy(
            result.row(y - area.top()) + (inside.left() - area.left()), row(y) + inside.left(), size_t(inside.width()));
    }
    return result;
}

void Mask::paste(const Mask &patch, QPoint topLeft)
{
    const QRect inside = QRect(topLeft, patch.size()) & rect();
    for (int y = inside.top(); y <= inside.bottom(); ++y) {
        std::memcpy(
            row(y) + inside.left(), patch.row(y - topLeft.y()) + (inside.left() - topLeft.x()), size_t(inside.width()));
    }
}

const std::uint8_t *Mask::row(int y) const
{
    return reinterpret_cast<const std::uint8_t *>(m_labels.constData()) + qsizetype(y) * m_size.width();
}

std::uint8_t *Mask::row(int y)
{
    return reinterpret_cast<std::uint8_t *>(m_labels.data()) + qsizetype(y) * m_size.width();
}

qint64 Mask::count(Label label) const
{
    // Matches of a block fit into a byte, and bytes are added up sixteen at a time.
    constexpr qsizetype kBlock = 255;
    qint64 sum = 0;
    for (qsizetype start = 0; start < m_labels.size(); start += kBlock) {
        const char *labels = m_labels.constData() + start;
        const qsizetype length = std::min(kBlock, m_labels.size() - start);
        std::uint8_t matches = 0;
        for (qsizetype i = 0; i < length; ++i) {
            matches = std::uint8_t(matches + (labels[i] == char(label)));
        }
        sum += matches;
    }
    return sum;
}

bool Mask::isEmpty() const
{
    return std::all_of(m_labels.cbegin(), m_labels.cend(), [](char label) { return label == 0; });
}

} // namespace vmunet
