// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"

#include <QString>

namespace vmunet {

/// SHA-256 as 64 hex digits of a file, or of all files directly in a folder (a DICOM series), one after the other by
/// name. Blocks: call it on a worker thread. Errors: NotFound, Io, Cancelled.
Result<QString> sha256OfPath(const QString &path, const CancelFlag &cancel = {});

} // namespace vmunet
