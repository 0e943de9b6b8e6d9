// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <functional>

namespace vmunet {

/// Writes `bytes` beside `path`, flushes them to the disk, lets `readsBack` read that file, and only then renames it
/// over `path`. Whatever fails, the file that was at `path` stays as it was and nothing is left beside it. Errors: Io,
/// with the reason of the system or that the file read back differently.
Status writeVerified(
    const QString &path, const QByteArray &bytes, const std::function<bool(const QString &written)> &readsBack);

} // namespace vmunet
