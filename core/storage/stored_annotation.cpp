// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/stored_annotation.h"

namespace vmunet {

Result<StoredAnnotation> openAnnotation(
    Project &project, const Image &image, const QString &sha256, const LabelSet &initialLabels)
{
    const Result<ImageId> id = project.images().add(image, sha256);
    if (!id) {
        return id.error();
    }
    Result<LabelSet> labels = project.images().labels(*id);
    if (labels && labels->labels().empty()) {
        const Status set = project.images().setLabels(*id, initialLabels);
        labels = set ? Result<LabelSet>(initialLabels) : Result<LabelSet>(set.error());
    }
    Result<std::vector<Mask>> masks = project.annotations().masks(*id);
    Result<std::vector<KeptProbability>> probabilities = project.annotations().probabilities(*id);
    Result<std::vector<SliceState>> states = project.annotations().sliceStates(*id);
    if (!labels || !masks || !probabilities || !states) {
        return !labels ? labels.error() : !masks ? masks.error() : !states ? states.error() : probabilities.error();
    }
    return StoredAnnotation{.image = *id,
        .labels = *std::move(labels),
        .masks = *std::move(masks),
        .probabilities = *std::move(probabilities),
        .states = *std::move(states)};
}

} // namespace vmunet
