// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"
#include "core/base/result.h"

namespace vmunet {

/// Masks as compact bytes, for undo and for the project file.
///
/// Byte 0 is the form: 1 plain, 2 deflated. Then width and height; then, deflated, the number of plain bytes. The plain
/// form is a list of runs in row-major order, each a label (one byte) and a length. All numbers are unsigned LEB128.
/// The runs cover width * height pixels exactly; an empty mask is 0 by 0 without runs.
QByteArray encodeRunLength(const Mask &mask);

/// `bytes` may be hostile: nothing is allocated before it is known to fit into `largest`.
/// Errors: Corrupt (truncated, runs too long or too short, larger than `largest`).
Result<Mask> decodeRunLength(const QByteArray &bytes, QSize largest);

} // namespace vmunet
