// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace vmunet {

/// Some writers store red, green and blue under the tag "black is zero", of which decoders then keep one channel or
/// nothing (CVC-ClinicDB is published so). Where a classic TIFF's first image claims grey but has three samples a pixel
/// and declares none of them as extra, its tag is set to RGB. Everything else is left as it is.
void correctTiffPhotometric(QByteArray &file);

} // namespace vmunet
