// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/replace_region_command.h"

#include <QUndoStack>

#include <memory>

namespace vmunet {

/// An undo stack bounded by memory, not by count: a stroke takes some hundred bytes, a whole slice some hundred
/// thousand.
class UndoHistory {
public:
    QUndoStack *stack() { return &m_stack; }
    const QUndoStack *stack() const { return &m_stack; }

    /// Forgets the oldest steps if all together take more than the limit; the new one always stays.
    void push(std::unique_ptr<ReplaceRegionCommand> command);
    void setLimit(qsizetype bytes); ///< Default 256 MiB.
    qsizetype bytes() const;

private:
    void trim();

    QUndoStack m_stack;
    qsizetype m_limit = qsizetype(256) << 20;
};

} // namespace vmunet
