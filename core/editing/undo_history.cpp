// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/undo_history.h"

#include <algorithm>
#include <utility>

namespace vmunet {

qsizetype UndoStep::bytes() const
{
    auto sum = qsizetype(sizeof(UndoStep));
    for (const SliceChange &change : changes) {
        sum += qsizetype(sizeof(SliceChange)) + change.delta.bytes();
        if (change.opinion && change.opinion->before.map != change.opinion->after.map) {
            sum += change.opinion->before.map.values.size(); // The later map belongs to the slice, or to a later step.
        }
    }
    return sum;
}

void UndoHistory::push(UndoStep step)
{
    while (count() > m_index) {
        m_bytes -= m_steps.back().bytes();
        m_steps.pop_back();
    }
    m_bytes += step.bytes();
    m_steps.push_back(std::move(step));
    m_index = count();
    trim();
    Q_EMIT changed();
}

void UndoHistory::setIndex(int index)
{
    m_index = std::clamp(index, 0, count());
    Q_EMIT changed();
}

void UndoHistory::assign(std::deque<UndoStep> steps, int index)
{
    m_steps = std::move(steps);
    m_index = std::clamp(index, 0, count());
    m_bytes = 0;
    for (const UndoStep &step : m_steps) {
        m_bytes += step.bytes();
    }
    m_hasForgotten = false;
    trim();
    Q_EMIT changed();
}

void UndoHistory::setLimit(qsizetype bytes)
{
    m_limit = bytes;
    trim();
    Q_EMIT changed();
}

void UndoHistory::trim()
{
    // Only done steps can go: without the oldest undone one, the later could not be done again.
    while (m_bytes > m_limit && m_index > 1) {
        m_bytes -= m_steps.front().bytes();
        m_steps.pop_front();
        --m_index;
        m_hasForgotten = true;
    }
}

} // namespace vmunet
