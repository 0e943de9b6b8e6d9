// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace vmunet {

/// How the network wants its input; a model's metadata names it the same way.
enum class ImagingTask {
    Dermoscopy, ///< Colour photographs (also endoscopy and ultrasound frames), stretched to 0..255.
    Ct, ///< Slices of one channel, Hounsfield units or already scaled to 0..1.
};

/// "dermoscopy" or "ct".
QString taskName(ImagingTask task);
Result<ImagingTask> taskFromName(const QString &name);

enum class Split {
    Training, ///< The optimizer sees it.
    HeldOut, ///< Only for validation and for the numbers reported.
};

/// How the values of a mask file become labels.
enum class MaskRule {
    Binary, ///< Pictures: grey above 127 is label 1, as JPEG and resized masks have grey edges. Volumes: all but 0.
    Labels, ///< The value is the label.
};

/// What the values of a volume mean to the network; .npz and .h5 slices are always scaled already.
enum class VolumeScale {
    Hounsfield, ///< CT: the network's preprocessing windows them.
    LeastToGreatest, ///< MR has no unit: the volume's own range becomes 0..1.
};

/// One slice or photograph with its mask. Nothing but paths: pixels are read by loadSample().
struct TrainingSample {
    QString id; ///< Unique within the set.
    QString imagePath; ///< Absolute.
    int slice = 0; ///< Within the file; 0 for photographs.
    QString maskPath; ///< Absolute; equal to imagePath where one file holds both (.npz, .h5).
    QStringList furtherMaskPaths; ///< Masks of the same image to be united with maskPath, of the same size.
    QString group; ///< Patient or lesion: never on both sides of the split.
    Split split = Split::Training;
    QString imageSha256; ///< Of the file, or of a series' files: sha256OfPath(); empty until hashFiles().
    QString maskSha256; ///< Of the mask files, one after the other.
    qint64 revision = 0; ///< The project's revision that the mask is; 0 outside a project.

    bool operator==(const TrainingSample &) const = default;
};

/// A sample or file that is left out, and why, for the person.
struct ExcludedSample {
    QString id;
    QString reason;
    bool operator==(const ExcludedSample &) const = default;
};

/// What a network is trained or evaluated on. A value: produced by readLayout(), by a project or by readManifest().
struct TrainingSet {
    QString layout; ///< As in --layout, or "project".
    QString root; ///< Folder that the manifest's paths are relative to.
    ImagingTask task = ImagingTask::Dermoscopy;
    MaskRule maskRule = MaskRule::Binary;
    VolumeScale volumeScale = VolumeScale::Hounsfield;
    QStringList classNames; ///< Of the labels 1, 2, ... without the background.
    double heldOutFraction = 0; ///< Of the groups, by hash; 0 where the layout itself splits.
    std::vector<TrainingSample> samples; ///< By id.
    std::vector<ExcludedSample> excluded;

    /// Outputs of a network for this set: 1 for one structure, else the structures and the background.
    int networkClasses() const { return classNames.size() <= 1 ? 1 : int(classNames.size()) + 1; }
    /// Indices into `samples`.
    std::vector<int> indices(Split split) const;

    bool operator==(const TrainingSet &) const = default;
};

/// Share of the groups that is held out where nothing else is said.
inline constexpr double kDefaultHeldOutFraction = 0.15;

/// The side that a group falls on: by the SHA-256 of its name alone, so adding images never moves others.
/// `heldOutFraction` in 0..1.
Split splitOfGroup(const QString &group, double heldOutFraction);

/// Sets each sample's split from its group and remembers the fraction.
void splitByGroup(TrainingSet &set, double heldOutFraction);

/// Fills in the hashes that are still empty. Reads every file once. Errors: NotFound, Io, Cancelled.
Status hashFiles(TrainingSet &set, const CancelFlag &cancel = {}, const ProgressCallback &progress = {});

/// Compares the files with the set's hashes. Errors: Corrupt names the first file that has changed; NotFound, Io,
/// Cancelled.
Status verifyFiles(const TrainingSet &set, const CancelFlag &cancel = {}, const ProgressCallback &progress = {});

} // namespace vmunet
