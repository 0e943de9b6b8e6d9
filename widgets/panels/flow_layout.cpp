// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/flow_layout.h"

#include <algorithm>

namespace vmunet {

FlowLayout::~FlowLayout() = default;

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.emplace_back(item);
}

QLayoutItem *FlowLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[size_t(index)].get() : nullptr;
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    if (index < 0 || index >= count()) {
        return nullptr;
    }
    QLayoutItem *item = m_items[size_t(index)].release();
    m_items.erase(m_items.begin() + index);
    return item;
}

std::vector<QLayoutItem *> FlowLayout::shown() const
{
    std::vector<QLayoutItem *> items;
    for (const auto &item : m_items) {
        if (!item->isEmpty()) {
            items.push_back(item.get());
        }
    }
    return items;
}

/// The height of the rows, from the top of the area to the bottom of the last.
int FlowLayout::arrange(const QRect &area, bool isTrial) const
{
    QPoint at = area.topLeft();
    int rowHeight = 0;
    for (QLayoutItem *item : shown()) {
        const QSize size(std::min(item->sizeHint().width(), area.width()), item->sizeHint().height());
        if (at.x() > area.left() && at.x() + size.width() > area.right() + 1) {
            at = {area.left(), at.y() + rowHeight + spacing()};
            rowHeight = 0;
        }
        if (!isTrial) {
            item->setGeometry({at, size});
        }
        at.rx() += size.width() + spacing();
        rowHeight = std::max(rowHeight, size.height());
    }
    return at.y() + rowHeight - area.top();
}

int FlowLayout::heightForWidth(int width) const
{
    return arrange({0, 0, width, 0}, true);
}

QSize FlowLayout::sizeHint() const
{
    QSize hint(0, 0);
    for (const QLayoutItem *item : shown()) {
        const QSize size = item->sizeHint();
        hint = {
            hint.width() + size.width() + (hint.width() > 0 ? spacing() : 0), std::max(hint.height(), size.height())};
    }
    return hint;
}

QSize FlowLayout::minimumSize() const
{
    QSize least(0, 0);
    for (const QLayoutItem *item : shown()) {
        least = least.expandedTo(item->minimumSize());
    }
    return least;
}

void FlowLayout::setGeometry(const QRect &area)
{
    QLayout::setGeometry(area);
    arrange(area, false);
}

} // namespace vmunet
