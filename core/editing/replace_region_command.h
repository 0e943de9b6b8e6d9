// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"

#include <QUndoCommand>

#include <functional>
#include <memory>

namespace vmunet {

/// Replaces one rectangle and keeps only its old and new labels, run-length encoded. The document owns mask and undo
/// stack, so the mask outlives this.
class ReplaceRegionCommand : public QUndoCommand {
public:
    enum class Direction { Undo, Redo };
    /// Told after undo() or redo() changed the mask: the labels of area() before and after that.
    using Listener = std::function<void(
        const ReplaceRegionCommand &command, Direction direction, const Mask &before, const Mask &after)>;

    /// Puts `patch` at `topLeft`, with the first redo(). Parts beyond the border are left out.
    ReplaceRegionCommand(Mask &target, QPoint topLeft, const Mask &patch);
    /// For a change that `target` already holds: `before` is what was at `topLeft`, and the first redo() does nothing.
    static std::unique_ptr<ReplaceRegionCommand> forDoneChange(Mask &target, QPoint topLeft, const Mask &before);
    /// The same done change once more; the labels are shared.
    std::unique_ptr<ReplaceRegionCommand> duplicate() const;

    void setListener(Listener listener, qsizetype bytesHeld = 0)
    {
        m_listener = std::move(listener);
        m_listenerBytes = bytesHeld;
    }
    QRect area() const { return m_area; }
    /// Memory held for old and new labels, and what the listener holds.
    qsizetype bytes() const { return m_before.size() + m_after.size() + m_listenerBytes; }

    void redo() override;
    void undo() override;

private:
    ReplaceRegionCommand(Mask &target, QRect area, QByteArray before, QByteArray after);
    void replace(Direction direction, const QByteArray &before, const QByteArray &after);

    Mask &m_target;
    QRect m_area;
    QByteArray m_before;
    QByteArray m_after;
    Listener m_listener;
    qsizetype m_listenerBytes = 0;
    bool m_isDone = false; ///< The mask already holds the change.
};

} // namespace vmunet
