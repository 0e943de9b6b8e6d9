// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/outline_fill.h"

#include "core/annotation/polygon.h"
#include "core/editing/document.h"
#include "widgets/tools/background_edit.h"

namespace vmunet {

namespace {
constexpr double kAtOnce = 8e6; // Pixels around the outline: about 30 ms.
} // namespace

void fillOutline(const ToolContext &context, const QPolygonF &outline, Label label, EditTool tool)
{
    Document &document = *context.document;
    const QRectF around = outline.boundingRect() & QRectF(QPointF(0, 0), QSizeF(document.size()));
    const Polygon polygon{outline, {}};
    if (around.width() * around.height() <= kAtOnce) {
        document.fillPolygon(polygon, label, tool);
        return;
    }
    context.jobs->start(
        tool, label, [polygon, size = document.size(), slice = document.currentSlice()](const KeepGoing &) {
            LabelChange change;
            change.added.push_back({slice, rasterise(polygon, size)});
            return change;
        });
}

} // namespace vmunet
