// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/undo_history.h"

#include <vector>

namespace vmunet {

namespace {

const ReplaceRegionCommand *commandAt(const QUndoStack &stack, int index)
{
    return static_cast<const ReplaceRegionCommand *>(stack.command(index));
}

} // namespace

void UndoHistory::push(std::unique_ptr<ReplaceRegionCommand> command)
{
    m_stack.push(command.release());
    trim();
}

void UndoHistory::setLimit(qsizetype bytes)
{
    m_limit = bytes;
    trim();
}

qsizetype UndoHistory::bytes() const
{
    qsizetype sum = 0;
    for (int i = 0; i < m_stack.count(); ++i) {
        sum += commandAt(m_stack, i)->bytes();
    }
    return sum;
}

void UndoHistory::trim()
{
    if (m_stack.index() < m_stack.count() || bytes() <= m_limit) {
        return;
    }
    // QUndoStack cannot drop its oldest steps, so it is filled anew; to three quarters, that this stays rare.
    std::vector<std::unique_ptr<ReplaceRegionCommand>> kept;
    qsizetype sum = 0;
    for (int i = m_stack.count() - 1; i >= 0; --i) {
        sum += commandAt(m_stack, i)->bytes();
        if (!kept.empty() && sum > m_limit / 4 * 3) {
            break;
        }
        kept.push_back(commandAt(m_stack, i)->duplicate());
    }
    m_stack.clear();
    for (auto command = kept.rbegin(); command != kept.rend(); ++command) {
        m_stack.push(command->release());
    }
}

} // namespace vmunet
