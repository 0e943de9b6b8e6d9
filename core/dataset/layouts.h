// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/training_set.h"

namespace vmunet {

/// What --layout takes.
QStringList layoutNames();

/// Lists the samples of a data set folder; of pictures only headers are read, of volumes all. Pairing is by name.
///
/// - `folder`: images/ and masks/ (other usual names too), equal stems, or the mask's stem with `_segmentation`,
/// `_mask`,
///   `_gt`, `_label` appended. With train/ and val/ above them these decide the split, otherwise the hash of the group.
///   Volumes (NIfTI, NRRD, MetaImage) instead of pictures make a CT set of their slices.
///   `groups.csv` (columns id, group) names the patient or lesion of an image; without it each image is its own group.
///   `classes.json` ({"0": "background", "1": "name", ...}) makes the masks label maps.
/// - `isic`: as `folder`; train/ and val/ are expected.
/// - `synapse`: train_npz/*.npz (`image`, `label`) to train on, test_vol_h5/*.h5 held out, lists of names in lists/.
///   Values are already scaled to 0..1.
/// - `busi`: benign/, malignant/ and normal/ with `x.png`, `x_mask.png`, `x_mask_1.png`...: the masks of an image are
/// united.
/// - `kvasir`: as `folder`.
/// - `cvc-clinicdb`, `etis`: as `folder`; video frames, of which 25 neighbours form a group unless groups.csv says
/// better.
/// - `acdc`: training/ and testing/ with a folder a patient; `x_frameNN.nii.gz` and `x_frameNN_gt.nii.gz`. Cardiac MR,
/// so the
///   range of each volume is scaled to 0..1.
///
/// `heldOutFraction` is used where the layout does not split itself.
/// Errors: NotFound, Invalid (unknown layout, no samples), Corrupt (a file without its partner, two with one name).
Result<TrainingSet> readLayout(
    const QString &folder, const QString &layout, double heldOutFraction = kDefaultHeldOutFraction);

} // namespace vmunet
