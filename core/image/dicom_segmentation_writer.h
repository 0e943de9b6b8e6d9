// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/annotation/mask.h"
#include "core/base/result.h"
#include "core/image/image.h"

#include <QString>

#include <vector>

namespace vmunet {

/// Whether a DICOM segmentation can refer to `source`: Unsupported, with what to do, where it was not read from DICOM.
Status checkDicomSource(const Image &source);

/// Writes masks as a binary DICOM Segmentation (PS3.3 A.51) of the series that `source` was read from: patient, study
/// and frame of reference are the series', each structure of `labels` is a segment (the organs with their SNOMED CT
/// codes), each slice on which it occurs a frame that refers to the slice's instance and lies at its position. `masks`:
/// one per slice. Like the other mask writers, it reads the file back and compares before the file takes its name.
/// Errors: Unsupported (the source is no DICOM series with geometry), Invalid (sizes that do not belong together), Io.
Status writeDicomSegmentation(
    const std::vector<Mask> &masks, const LabelSet &labels, const Image &source, const QString &path);

} // namespace vmunet
