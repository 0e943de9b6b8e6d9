// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace vmunet {

/// A zlib stream. `level` 1 (fast) to 9 (small).
QByteArray deflated(const QByteArray &bytes, int level = 6);

/// The opposite, for a stream whose plain size is known beforehand: a stream that holds more or less is Corrupt, and no
/// more than `plainSize` bytes are ever allocated.
Result<QByteArray> inflated(const QByteArray &stream, qsizetype plainSize);

} // namespace vmunet
