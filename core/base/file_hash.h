// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"

#include <QString>
#include <QStringList>

namespace vmunet {

/// SHA-256 as 64 hex digits of files, one after the other. Blocks: call it on a worker thread.
/// Errors: NotFound (also: no files at all), Io, Cancelled.
Result<QString> sha256OfFiles(const QStringList &files, const CancelFlag &cancel = {});

/// Of a file, or of all files directly in a folder by name. An image has its own: sha256OfImage().
Result<QString> sha256OfPath(const QString &path, const CancelFlag &cancel = {});

} // namespace vmunet
