// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QString>

namespace vmunet::bench {

/// Inputs made of the shared data at the time of the measurement. Each returns what went wrong, empty if nothing did.

/// A CT of `slices` files, JPEG 2000: those of a real series over and over, with places and names of their own.
QString writeSeries(const QString &folder, int slices);

/// A real dermoscopy picture, enlarged to `size`, as JPEG.
QString writePhotograph(const QString &path, QSize size);

/// `count` small photographs.
QString writeImages(const QString &folder, int count);

} // namespace vmunet::bench
