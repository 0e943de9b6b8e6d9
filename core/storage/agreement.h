// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/metrics/overlap.h"
#include "core/storage/project.h"

namespace vmunet {

/// What one reader holds for right: the newest revision of a slice that they submitted or approved.
struct Reading {
    ImageId image;
    int slice = 0;
    AnnotatorId reader;
    QString name;
    RevisionId revision;
};

/// Of slices that two readers or more have read, by image, slice and reader. An invalid id: of all images.
Result<std::vector<Reading>> sharedReadings(Database &database, ImageId image = {});

/// Which pairs of readings are compared.
enum class ReadingPairs {
    All, ///< Also where one reader corrected or only confirmed what the other had drawn.
    Independent, ///< No hand of another person is in either mask, and they are two masks.
};

/// How two readers agree about one structure.
struct Agreement {
    ImageId image; ///< Not set: over all images.
    QString path; ///< Of the image.
    QString first; ///< Who is "prediction" in `counts`; the other one is "truth".
    QString second;
    QString structure; ///< The label's name, or its number where it has none.
    int slices = 0; ///< That both have read, and at least one of them has this structure in.
    Confusion counts; ///< Over those slices.
    double dice = 0;
    double kappa = 0; ///< Cohen's.
};

/// Cohen, "A coefficient of agreement for nominal scales" (1960): (po - pe) / (1 - pe) of label against the rest. 1
/// where both readers gave every pixel the same of the two, also if it is the same everywhere.
double cohenKappa(const Confusion &counts);

/// For each image, two readers and structure, and then for each two readers and structure over all images, structures
/// of one name taken together. An invalid id: of all images. Rebuilds each mask: not for the main thread.
/// Errors: Corrupt, Io, Cancelled.
Result<std::vector<Agreement>> agreements(Project &project, ReadingPairs pairs, ImageId image = {},
    const CancelFlag &cancel = {}, const ProgressCallback &progress = {});

/// A header and a line for each.
QByteArray agreementCsv(const std::vector<Agreement> &agreements);

} // namespace vmunet
