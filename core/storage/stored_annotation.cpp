// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/stored_annotation.h"

#include "core/storage/second_reading.h"

#include <QCoreApplication>

namespace vmunet {

namespace {

/// A hostile project could claim a size that its masks then have.
Status checkSize(Project &project, ImageId id, const Image &image)
{
    const Result<ImageRecord> record = project.images().record(id);
    if (!record) {
        return record.error();
    }
    if (record->size() == image.size() && record->slices == image.slices) {
        return Done{};
    }
    return Error{ErrorCode::Corrupt,
        QCoreApplication::translate("StoredAnnotation", "%1 is damaged: it has %2 as %3 x %4 x %5.")
            .arg(project.path(), image.path)
            .arg(record->width)
            .arg(record->height)
            .arg(record->slices)};
}

Result<LabelSet> labelsOf(Project &project, ImageId id, const LabelSet &initial)
{
    Result<LabelSet> labels = project.images().labels(id);
    if (!labels || !labels->labels().empty()) {
        return labels;
    }
    const Status set = project.isReadOnly() ? Status(Done{}) : project.images().setLabels(id, initial);
    return set ? Result<LabelSet>(initial) : Result<LabelSet>(set.error());
}

/// Before the masks are read, so that none is older than the lease.
Result<std::optional<OtherSession>> takeLease(Project &project, ImageId id)
{
    if (!project.leases().hasSession()) {
        return std::optional<OtherSession>();
    }
    const Result<LeaseState> lease = project.leases().take(id);
    if (!lease) {
        return lease.error();
    }
    return lease->isOurs ? std::optional<OtherSession>() : std::optional(lease->holder);
}

Result<QString> otherReader(Project &project, ImageId id)
{
    const Result<std::optional<SecondReading>> reading = secondReadingOf(project.database(), id);
    if (!reading) {
        return reading.error();
    }
    const bool isOther = *reading && (*reading)->name != project.annotators().currentName();
    return isOther ? (*reading)->name : QString();
}

} // namespace

Result<StoredAnnotation> openAnnotation(
    Project &project, const Image &image, const QString &sha256, const LabelSet &initialLabels)
{
    project.annotations().startSteps();
    const Result<ImageId> id = project.images().add(image, sha256);
    const Status fits = id ? checkSize(project, *id, image) : Status(id.error());
    if (!fits) {
        return fits.error();
    }
    const Result<std::optional<OtherSession>> heldBy = takeLease(project, *id);
    if (!heldBy) {
        return heldBy.error();
    }
    Result<LabelSet> labels = labelsOf(project, *id, initialLabels);
    Result<std::vector<Mask>> masks = project.annotations().masks(*id);
    Result<std::vector<KeptProbability>> probabilities = project.annotations().probabilities(*id);
    Result<std::vector<SliceState>> states = project.annotations().sliceStates(*id);
    const Result<QString> readBy = states ? otherReader(project, *id) : states.error();
    if (!labels || !masks || !probabilities || !readBy) {
        return !labels ? labels.error() : !masks ? masks.error() : !readBy ? readBy.error() : probabilities.error();
    }
    return StoredAnnotation{.image = *id,
        .labels = *std::move(labels),
        .masks = *std::move(masks),
        .probabilities = *std::move(probabilities),
        .states = *std::move(states),
        .sha256 = sha256,
        .readBy = *readBy,
        .heldBy = *heldBy};
}

} // namespace vmunet
