// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/training_set.h"
#include "core/storage/project.h"

namespace vmunet {

struct ProjectTrainingOptions {
    ImagingTask task =
        ImagingTask::Dermoscopy; ///< Of the model: photographs or volumes; images of the other kind are left out.
    /// Of the model, without background; a mask with further labels is left out. Empty: those of the first image.
    QStringList classNames;
    double heldOutFraction = kDefaultHeldOutFraction;
};

/// What a project offers for fine-tuning: every approved slice, with its mask as a label-map PNG in
/// `exportFolder`/masks. Left out, with the reason: slices that are not approved, images that are missing or have
/// changed, labels the model does not know.
///
/// Patients stay on one side of the split (an image without a patient is its own group; the slices of a lone patient
/// are split instead, as there is no other way to measure). From two samples on, both sides have at least one. Errors:
/// NotFound (nothing approved; the message says what to do), Io, Corrupt, Cancelled.
Result<TrainingSet> trainingSetFromProject(Project &project, const QString &exportFolder,
    const ProjectTrainingOptions &options, const CancelFlag &cancel = {}, const ProgressCallback &progress = {});

} // namespace vmunet
