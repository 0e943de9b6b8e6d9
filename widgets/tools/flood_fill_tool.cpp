// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/flood_fill_tool.h"

#include "core/editing/document.h"
#include "core/editing/flood_fill.h"
#include "core/editing/flood_fill_volume.h"
#include "widgets/tools/background_edit.h"

namespace vmunet {

namespace {

LabelChange fillSlice(const Image &image, int slice, QPoint seed, double tolerance)
{
    Region region = image.kind == ImageKind::Photograph
        ? similarPixels(image.samples, image.size(), seed, tolerance)
        : similarPixels(rescaledSlice(image, slice), image.size(), seed, tolerance);
    LabelChange change;
    if (!region.isEmpty()) {
        change.added.push_back({slice, std::move(region)});
    }
    return change;
}

} // namespace

void FloodFillTool::press(const ToolContext &context, QPointF at, Qt::KeyboardModifiers modifiers)
{
    const Document &document = *context.document;
    const bool through = context.wholeVolume && document.sliceCount() > 1;
    context.jobs->start(EditTool::FloodFill, context.painted(modifiers),
        [image = document.image(), slice = document.currentSlice(), seed = pixelUnder(at),
            tolerance = context.tolerance, through](const KeepGoing &keepGoing) {
            return through ? similarVoxels(image, {slice, seed}, tolerance, keepGoing)
                           : fillSlice(image, slice, seed, tolerance);
        });
}

} // namespace vmunet
