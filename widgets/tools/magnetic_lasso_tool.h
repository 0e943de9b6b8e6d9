// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/magnetic_lasso.h"
#include "widgets/tools/tool.h"

#include <QObject>

namespace vmunet {

/// An outline that clings to edges: clicks set anchors, and the way from the last one to the pointer follows the
/// picture. A double click, Return, or a click on the first anchor closes it. The ways of an anchor are found on a
/// worker; until they are there, the line is straight. Ctrl at the first anchor erases.
class MagneticLassoTool : public QObject, public Tool {
    Q_OBJECT

public:
    void press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers) override;
    void doubleClick(const ToolContext &context, QPointF at) override;
    bool hover(QPointF at) override;
    bool accept(const ToolContext &context) override;
    bool stepBack() override;
    bool cancel(const ToolContext &context) override;
    ToolGuide guide(const ToolContext &context) const override;

Q_SIGNALS:
    void wayFound(); ///< The guide has changed.

private:
    QPolygonF wayTo(QPointF target) const;
    void findWays(const ToolContext &context);

    std::vector<QPolygonF> m_legs; ///< From anchor to anchor; the first is the first anchor alone.
    std::vector<std::shared_ptr<const MagneticMap>> m_maps; ///< Of each anchor; null until it is found.
    std::shared_ptr<const MagneticMap> m_map; ///< Of the last anchor.
    quint64 m_request = 0; ///< Numbers what was asked, so that a late answer is told.
    QPointF m_pointer;
    Label m_label = kBackground;
};

} // namespace vmunet
