// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/replace_region_command.h"

#include "core/annotation/run_length.h"

namespace vmunet {

ReplaceRegionCommand::ReplaceRegionCommand(Mask &target, QPoint topLeft, const Mask &patch)
    : m_target(target)
    , m_area(QRect(topLeft, patch.size()) & target.rect())
    , m_before(encodeRunLength(target.cropped(m_area)))
    , m_after(encodeRunLength(patch.cropped(m_area.translated(-topLeft))))
{
}

ReplaceRegionCommand::ReplaceRegionCommand(Mask &target, QRect area, QByteArray before, QByteArray after)
    : m_target(target)
    , m_area(area)
    , m_before(std::move(before))
    , m_after(std::move(after))
    , m_isDone(true)
{
}

std::unique_ptr<ReplaceRegionCommand> ReplaceRegionCommand::forDoneChange(
    Mask &target, QPoint topLeft, const Mask &before)
{
    const QRect area(topLeft, before.size());
    return std::unique_ptr<ReplaceRegionCommand>(
        new ReplaceRegionCommand(target, area, encodeRunLength(before), encodeRunLength(target.cropped(area))));
}

std::unique_ptr<ReplaceRegionCommand> ReplaceRegionCommand::duplicate() const
{
    std::unique_ptr<ReplaceRegionCommand> copy(new ReplaceRegionCommand(m_target, m_area, m_before, m_after));
    copy->setText(text());
    copy->setListener(m_listener, m_listenerBytes);
    return copy;
}

void ReplaceRegionCommand::redo()
{
    if (m_isDone) {
        m_isDone = false;
        return;
    }
    replace(Direction::Redo, m_before, m_after);
}

void ReplaceRegionCommand::undo()
{
    replace(Direction::Undo, m_after, m_before);
}

void ReplaceRegionCommand::replace(Direction direction, const QByteArray &before, const QByteArray &after)
{
    const Result<Mask> old = decodeRunLength(before, m_area.size());
    const Result<Mask> replacement = decodeRunLength(after, m_area.size());
    Q_ASSERT(old && replacement); // Encoded above, never from a file.
    m_target.paste(*replacement, m_area.topLeft());
    if (m_listener) {
        m_listener(*this, direction, *old, *replacement);
    }
}

} // namespace vmunet
