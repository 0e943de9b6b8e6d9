// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/mask_operations.h"

#include "core/editing/document.h"
#include "core/editing/grow_shrink.h"
#include "core/editing/interpolate_slices.h"
#include "core/editing/invert_label.h"
#include "core/editing/small_parts.h"
#include "core/editing/smooth_label.h"

#include <iterator>

namespace vmunet {

namespace {

/// The label's pixels as 1.
Mask bareShape(const Mask &mask, Label label)
{
    Mask shape(mask.size());
    const Region region = regionOf(mask, label);
    if (!region.isEmpty()) {
        shape.paste(region.coverage, region.area.topLeft());
    }
    return shape;
}

/// Makes, on the worker, what the label of `slice` is combined with; a null mask if there is nothing. Holds copies,
/// which share their pixels.
std::function<Mask()> operandShape(const Document &document, const MaskRequest &request, int slice)
{
    const auto neighbour = [&](int other) -> std::function<Mask()> {
        const Mask mask = other >= 0 && other < document.sliceCount() ? document.mask(other) : Mask();
        return [mask, label = request.label] { return bareShape(mask, label); };
    };
    switch (request.operand) {
    case Operand::Network:
        return [map = document.probability(slice), threshold = document.threshold(slice), label = request.label] {
            return bareShape(maskAtThreshold(map, threshold), label);
        };
    case Operand::PreviousSlice:
        return neighbour(slice - 1);
    case Operand::NextSlice:
        return neighbour(slice + 1);
    case Operand::OtherLabel:
        break;
    }
    return [mask = document.mask(slice), other = request.other, boolean = request.boolean] {
        return boolean == BooleanOperation::Union ? bareShape(mask, other) : filledShape(mask, other);
    };
}

LabelChange work(std::span<const Mask> slices, const MaskRequest &request, const GridSpacing &spacing)
{
    switch (request.operation) {
    case EditTool::Grow:
        return grown(slices, request.label, request.amount, spacing);
    case EditTool::Shrink:
        return shrunk(slices, request.label, request.amount, spacing);
    case EditTool::Smooth:
        return smoothed(slices, request.label, request.amount, spacing);
    case EditTool::FillHoles:
        return withoutHoles(slices, request.label);
    case EditTool::RemoveSmall:
        return withoutSmallParts(slices, request.label, qint64(request.amount));
    case EditTool::KeepLargest:
        return onlyLargestPart(slices, request.label);
    case EditTool::Invert:
        return inverted(slices, request.label);
    case EditTool::Interpolate:
        return interpolated(slices, request.label, spacing);
    default:
        return {};
    }
}

/// Counts slices from `first` on instead of from 0.
void shift(LabelChange &change, int first)
{
    for (std::vector<SliceRegion> *regions : {&change.added, &change.removed}) {
        for (SliceRegion &one : *regions) {
            one.slice += first;
        }
    }
}

void startCombining(BackgroundEdit &jobs, const Document &document, const MaskRequest &request, int first, int last)
{
    std::vector<std::function<LabelChange()>> parts;
    for (int slice = first; slice <= last; ++slice) {
        parts.push_back([slice, mask = document.mask(slice), request, shape = operandShape(document, request, slice)] {
            LabelChange change = combined(mask, request.label, shape(), request.boolean);
            shift(change, slice);
            return change;
        });
    }
    jobs.start(EditTool::Combine, request.label, [parts = std::move(parts)](const KeepGoing &keepGoing) {
        LabelChange all;
        for (std::size_t i = 0; i < parts.size() && keepGoing(double(i) / double(parts.size())); ++i) {
            LabelChange one = parts[i]();
            std::move(one.added.begin(), one.added.end(), std::back_inserter(all.added));
            std::move(one.removed.begin(), one.removed.end(), std::back_inserter(all.removed));
        }
        return all;
    });
}

} // namespace

void startMaskOperation(BackgroundEdit &jobs, const Document &document, const MaskRequest &request)
{
    const int current = document.currentSlice();
    const bool copies = request.operation == EditTool::CopySlice; // Always the slice in sight to the one after it.
    const bool all = !copies && (request.wholeVolume || request.operation == EditTool::Interpolate);
    const int first = all ? 0 : current;
    const int last = all ? document.sliceCount() - 1 : current;
    if (request.operation == EditTool::Combine) {
        startCombining(jobs, document, request, first, last);
        return;
    }
    std::vector<Mask> slices;
    for (int slice = first; slice <= last; ++slice) {
        slices.push_back(document.mask(slice));
    }
    if (copies) {
        jobs.start(
            EditTool::CopySlice, request.label, [slices, label = request.label, next = current + 1](const KeepGoing &) {
                return copiedTo(slices.front(), label, next);
            });
        return;
    }
    const GridSpacing spacing = document.image().geometry.spacingMm;
    jobs.start(
        request.operation, request.label, [slices = std::move(slices), request, spacing, first](const KeepGoing &) {
            LabelChange change = work(slices, request, spacing);
            shift(change, first);
            return change;
        });
}

} // namespace vmunet
