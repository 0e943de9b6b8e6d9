// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/run_random.h"
#include "inference/training/training_pixels.h"

namespace vmunet {

/// Bends image and target smoothly: a coarse grid of random shifts, each at most `strength` of a side, interpolated.
void deformElastically(TrainingPixels &pixels, RandomGenerator &generator, double strength, Outside outside);

/// A few dark or light hairs: thin curves across a photograph [3, height, width]. The target stays.
void drawHairs(TrainingPixels &pixels, RandomGenerator &generator);

/// The marks of a ruler along one side of a photograph, now and then. The target stays.
void drawRuler(TrainingPixels &pixels, RandomGenerator &generator);

/// Darkens the corners, as a dermatoscope's tube does.
void darkenCorners(TrainingPixels &pixels, RandomGenerator &generator);

/// CT in 0..1 over a window of 400 Hounsfield units: an offset of at most 20 units and a factor of at most 5 %, as
/// between scanners; then a window at most a fifth narrower or wider and 40 units off; what is outside it is cut.
void jitterHounsfieldAndWindow(TrainingPixels &pixels, RandomGenerator &generator);

/// Gaussian, of a standard deviation up to `largest`.
void addNoise(TrainingPixels &pixels, RandomGenerator &generator, double largest);

} // namespace vmunet
