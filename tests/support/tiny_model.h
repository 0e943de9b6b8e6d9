// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vmunet {

/// Writes a VM-UNet with random weights, small enough to run in milliseconds. `classes` 1: for photographs, 64 pixels;
/// more: for CT. The same seed gives the same weights. False if it cannot be written.
bool writeTinyModel(const QString &path, int classes, int seed = 1, int inputSide = 64);

} // namespace vmunet
