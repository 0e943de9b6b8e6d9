// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

namespace vmunet {

/// Replaces a file whole or not at all. Errors: Io names the file and the system's reason.
Status writeWhole(const QString &path, const QByteArray &content);
/// Errors: NotFound, Io.
Result<QByteArray> readWhole(const QString &path);

} // namespace vmunet
