// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/project.h"

namespace vmunet {

/// All that a project holds of one image, as the studio needs it on opening.
struct StoredAnnotation {
    ImageId image;
    LabelSet labels;
    std::vector<Mask> masks; ///< One a slice.
    std::vector<KeptProbability> probabilities;
    std::vector<SliceState> states;
    QString sha256; ///< Of the image.
    QString readBy; ///< Another person is its second reader: it can only be looked at meanwhile.
    std::optional<OtherSession> heldBy; ///< Somebody else works on the image: it can only be looked at.
};

/// Within a session, takes the lease of the image first. Finds the image in the project or adds it, with
/// `initialLabels` where it has none yet, and reads its annotation. `sha256`: sha256OfImage(image). Errors: Corrupt
/// (also: the project has it in another size), Io, ReadOnly (a new image in a project opened for reading).
Result<StoredAnnotation> openAnnotation(
    Project &project, const Image &image, const QString &sha256, const LabelSet &initialLabels);

} // namespace vmunet
