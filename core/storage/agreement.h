// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/metrics/overlap.h"
#include "core/storage/project.h"

namespace vmunet {

/// What one reader holds for right: the newest revision of a slice that they approved.
struct Reading {
    ImageId image;
    int slice = 0;
    AnnotatorId reader;
    QString name;
    RevisionId revision;
};

/// Of slices that two readers or more approved, by image, slice and reader. An invalid id: of all images.
Result<std::vector<Reading>> sharedReadings(Database &database, ImageId image = {});

/// How two readers agree about one label, over all slices that both approved.
struct LabelAgreement {
    Label label{};
    int slices = 0;
    Confusion counts; ///< The first reader as "prediction", the second as "truth".
    double dice = 0;
    double kappa = 0; ///< Cohen's.
};

/// Cohen, "A coefficient of agreement for nominal scales" (1960): (po - pe) / (1 - pe) of label against the rest. 1
/// where both readers gave every pixel the same of the two, also if it is the same everywhere.
double cohenKappa(const Confusion &counts);

/// Labels that at least one of the two painted, ascending. Rebuilds each mask: not for the main thread.
/// Errors: Corrupt, Io, Cancelled.
Result<std::vector<LabelAgreement>> agreementOf(Project &project, AnnotatorId first, AnnotatorId second,
    const CancelFlag &cancel = {}, const ProgressCallback &progress = {});

} // namespace vmunet
