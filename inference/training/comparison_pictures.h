// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/training_pixels.h"

#include <QByteArray>
#include <QColor>
#include <QImage>

#include <cstdint>
#include <vector>

namespace vmunet {

/// Colours that people with colour-blindness tell apart (Okabe and Ito).
namespace comparison {
inline const QColor kRight{0x00, 0x72, 0xb2};
inline const QColor kTooMuch{0xe6, 0x9f, 0x00};
inline const QColor kMissed{0xcc, 0x79, 0xa7};
inline const QColor kBetter{0x00, 0x9e, 0x73};
inline const QColor kWorse{0xd5, 0x5e, 0x00};
} // namespace comparison

using LabelPlane = std::vector<std::uint8_t>; ///< [height, width]

/// Pixels as a person sees them: photographs 0..255, CT 0..1.
QImage pictureOf(const TrainingPixels &pixels);

/// `picture` with what `predicted` has right, too much and missed. All have the picture's size.
QImage agreementPicture(const QImage &picture, const LabelPlane &truth, const LabelPlane &predicted);

/// `picture` with the pixels that `after` has right and `before` had wrong, and the reverse.
QImage changePicture(const QImage &picture, const LabelPlane &truth, const LabelPlane &before, const LabelPlane &after);

/// Scaled down to at most `width` pixels, as a PNG.
QByteArray asPng(const QImage &picture, int width);

} // namespace vmunet
