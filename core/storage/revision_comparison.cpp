// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/revision_comparison.h"

#include <QCoreApplication>

#include <map>

namespace vmunet {

Result<ComparedMasks> compareSlice(Project &project, ImageId image, int slice, RevisionPair moments)
{
    Result<Mask> before = project.annotations().mask(image, slice, moments.before);
    Result<Mask> after = before ? project.annotations().mask(image, slice, moments.after) : before.error();
    if (!after) {
        return after.error();
    }
    MaskDifference difference = differenceOf(*before, *after);
    return ComparedMasks{.before = *std::move(before), .after = *std::move(after), .difference = std::move(difference)};
}

Result<std::vector<SliceComparison>> compareSlices(
    Project &project, ImageId image, RevisionPair moments, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Result<std::vector<SliceState>> states = project.annotations().sliceStates(image);
    if (!states) {
        return states.error();
    }
    std::vector<SliceComparison> compared;
    for (const SliceState &state : *states) {
        if (cancel.isCancelled()) {
            return Error{ErrorCode::Cancelled,
                QCoreApplication::translate("RevisionComparison", "The comparison was cancelled.")};
        }
        if (progress) {
            progress(double(compared.size()) / double(states->size()),
                QCoreApplication::translate("RevisionComparison", "Comparing slices"));
        }
        const Result<Mask> before = project.annotations().mask(image, state.slice, moments.before);
        const Result<Mask> after =
            before ? project.annotations().mask(image, state.slice, moments.after) : before.error();
        if (!after) {
            return after.error();
        }
        MaskDifference difference = differenceOf(*before, *after, false);
        compared.push_back({.slice = state.slice, .counts = difference.counts, .labels = std::move(difference.labels)});
    }
    return compared;
}

SliceComparison inAll(const std::vector<SliceComparison> &slices)
{
    SliceComparison all;
    std::map<Label, LabelOverlap> labels;
    for (const SliceComparison &slice : slices) {
        all.counts += slice.counts;
        for (const LabelOverlap &overlap : slice.labels) {
            LabelOverlap &sum = labels[overlap.label];
            sum.label = overlap.label;
            sum.before += overlap.before;
            sum.after += overlap.after;
            sum.both += overlap.both;
        }
    }
    for (const auto &[label, overlap] : labels) {
        all.labels.push_back(overlap);
    }
    return all;
}

} // namespace vmunet
