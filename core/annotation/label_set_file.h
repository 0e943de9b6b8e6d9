// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/base/result.h"

namespace vmunet {

/// A set of labels as a JSON file, to pass on to another person or project:
///
///     { "format": "vmunet-labels", "version": 1,
///       "labels": [ { "number": 1, "name": "Lesion", "color": "#e69f00", "visible": true, "locked": false,
///                     "category": { "value": "49755003", "scheme": "SCT", "meaning": "..." },
///                     "type": { "value": "52988006", "scheme": "SCT", "meaning": "Lesion" } } ] }
///
/// In display order. Number (1 to 255, each once) and name are needed; all else may be missing, unknown keys are
/// ignored. Lengths are those of DICOM: a name up to 64 characters, a code value or scheme up to 16, a meaning up
/// to 64.
QByteArray encodeLabelSet(const LabelSet &labels);

/// `json` may be hostile. `source` is what errors call it. Errors: Unsupported (another format, a newer version),
/// Corrupt (what does not fit, and where).
Result<LabelSet> decodeLabelSet(const QByteArray &json, const QString &source);

/// Errors: Io, Unsupported, Corrupt. A file beyond a mebibyte is no label set.
Result<LabelSet> readLabelSetFile(const QString &path);
/// Replaces a file only when all is written. Errors: Io.
Status writeLabelSetFile(const LabelSet &labels, const QString &path);

} // namespace vmunet
