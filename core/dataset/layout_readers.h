// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/pairing.h"
#include "core/dataset/training_set.h"

#include <QDir>
#include <QMap>

namespace vmunet {

// One reader per layout; readLayout() chooses, sorts and checks what they list.

/// What a layout of paired folders says about itself.
struct PairedFolders {
    QString structure; ///< Name of label 1 where classes.json does not name more.
    int framesPerGroup = 0; ///< Images named by the frame number of a video are grouped by so many; 0: each alone.
};

Result<TrainingSet> readFolderLayout(const QDir &root, double heldOutFraction, const PairedFolders &folders);
Result<TrainingSet> readBusiLayout(const QDir &root, double heldOutFraction);
Result<TrainingSet> readSynapseLayout(const QDir &root);
Result<TrainingSet> readAcdcLayout(const QDir &root, double heldOutFraction);

/// Names of the labels 1, 2, ... from `classes.json` in `folder`; `fallback` where there is no such file.
/// Errors: Corrupt (not JSON, numbers not contiguous).
Result<QStringList> readClassNames(const QDir &folder, const QStringList &fallback);

/// Group of each id from `groups.csv` in `folder`; empty where there is no such file. Errors: Corrupt.
Result<QMap<QString, QString>> readGroups(const QDir &folder);

/// Appends one sample a slice of a volume; `sample` has all but slice and id, and its id names the volume. Reads both
/// volumes once. One that cannot be used is noted as excluded.
void appendVolumeSlices(TrainingSet &set, TrainingSample sample);

/// "case1002_slice007"
QString sliceId(const QString &volume, int slice);

/// Empty, or why image and masks cannot be used together: an unreadable header, differing sizes. Reads headers only.
QString pictureProblem(const QString &imagePath, const QStringList &maskPaths);

} // namespace vmunet
