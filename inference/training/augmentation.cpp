// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/augmentation.h"

#include "inference/training/strong_augmentation.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vmunet {

namespace {

void applyReferenceDermoscopy(TrainingPixels &pixels, RandomGenerator &generator, double angle)
{
    if (chance(generator, 0.5)) {
        flipColumns(pixels);
    }
    if (chance(generator, 0.5)) {
        flipRows(pixels);
    }
    if (chance(generator, 0.5)) {
        warp(pixels, PixelMap::rotation(angle), Sampling::Nearest, Outside::Zero);
    }
}

void applyReferenceCt(TrainingPixels &pixels, RandomGenerator &generator)
{
    if (chance(generator, 0.5)) {
        rotateQuarters(pixels, uniformInt(generator, 4));
        if (chance(generator, 0.5)) {
            flipRows(pixels);
        } else {
            flipColumns(pixels);
        }
    } else if (chance(generator, 0.5)) {
        const int degrees = uniformInt(generator, 40) - 20;
        warp(pixels, PixelMap::rotation(degrees), Sampling::Nearest, Outside::Zero);
    }
}

// Rotation, scale and shift in one resampling.
PixelMap randomPlacement(const TrainingPixels &pixels, RandomGenerator &generator, double largestAngle)
{
    constexpr double kLargestScale = 1.25;
    constexpr double kLargestShift = 0.08; // Of a side.
    PixelMap map = PixelMap::rotation(uniform(generator, -largestAngle, largestAngle));
    const double scale = std::exp(uniform(generator, -std::log(kLargestScale), std::log(kLargestScale)));
    for (double *factor : {&map.xx, &map.xy, &map.yx, &map.yy}) {
        *factor /= scale;
    }
    map.shiftX = uniform(generator, -kLargestShift, kLargestShift) * pixels.width;
    map.shiftY = uniform(generator, -kLargestShift, kLargestShift) * pixels.height;
    return map;
}

// Brightness, contrast, saturation and the light's colour: what differs between dermatoscopes.
void jitterColour(TrainingPixels &pixels, RandomGenerator &generator)
{
    constexpr float kWhite = 255;
    const auto contrast = float(uniform(generator, 0.8, 1.2));
    const auto brightness = float(uniform(generator, -20, 20));
    const auto saturation = float(uniform(generator, 0.75, 1.25));
    std::array<float, 3> tint{};
    for (float &gain : tint) {
        gain = float(uniform(generator, 0.92, 1.08));
    }
    const size_t plane = size_t(pixels.width) * size_t(pixels.height);
    for (size_t i = 0; i < plane; ++i) {
        float *rgb[3] = {&pixels.image[i], &pixels.image[plane + i], &pixels.image[2 * plane + i]};
        const float grey = (*rgb[0] + *rgb[1] + *rgb[2]) / 3;
        for (int c = 0; c < 3; ++c) {
            const float coloured = (grey + saturation * (*rgb[c] - grey)) * tint[size_t(c)];
            *rgb[c] = std::clamp((coloured - kWhite / 2) * contrast + kWhite / 2 + brightness, 0.0f, kWhite);
        }
    }
}

void applyDermoscopy(TrainingPixels &pixels, RandomGenerator &generator)
{
    if (chance(generator, 0.5)) {
        flipColumns(pixels);
    }
    if (chance(generator, 0.5)) {
        flipRows(pixels);
    }
    if (chance(generator, 0.75)) {
        warp(pixels, randomPlacement(pixels, generator, 180), Sampling::Bilinear, Outside::Mirror);
    }
    if (pixels.channels == 3 && chance(generator, 0.8)) {
        jitterColour(pixels, generator);
    }
}

void applyCt(TrainingPixels &pixels, RandomGenerator &generator)
{
    if (chance(generator, 0.8)) {
        warp(pixels, randomPlacement(pixels, generator, 20), Sampling::Bilinear, Outside::Zero);
    }
    const auto contrast = float(uniform(generator, 0.9, 1.1));
    const auto brightness = float(uniform(generator, -0.05, 0.05));
    for (float &value : pixels.image) {
        value = value * contrast + brightness;
    }
}

void applyStrongDermoscopy(TrainingPixels &pixels, RandomGenerator &generator)
{
    if (chance(generator, 0.5)) {
        deformElastically(pixels, generator, 0.06, Outside::Mirror);
    }
    applyDermoscopy(pixels, generator);
    if (pixels.channels != 3) {
        return;
    }
    if (chance(generator, 0.3)) {
        jitterColour(pixels, generator); // Once more: the range is wider than one draw's.
    }
    if (chance(generator, 0.4)) {
        drawHairs(pixels, generator);
    }
    if (chance(generator, 0.15)) {
        drawRuler(pixels, generator);
    }
    if (chance(generator, 0.25)) {
        darkenCorners(pixels, generator);
    }
}

void applyStrongCt(TrainingPixels &pixels, RandomGenerator &generator)
{
    if (chance(generator, 0.5)) {
        deformElastically(pixels, generator, 0.04, Outside::Zero);
    }
    if (chance(generator, 0.8)) {
        warp(pixels, randomPlacement(pixels, generator, 20), Sampling::Bilinear, Outside::Zero);
    }
    jitterHounsfieldAndWindow(pixels, generator);
    if (chance(generator, 0.3)) {
        addNoise(pixels, generator, 0.04);
    }
}

} // namespace

Augmentation::Augmentation(AugmentationKind kind, std::uint64_t runSeed)
    : m_kind(kind)
{
    RandomGenerator generator(mixedSeed(runSeed, 0, 0));
    m_runAngle = uniform(generator, 0, 360);
}

bool Augmentation::wantsFullSize() const
{
    return m_kind == AugmentationKind::ReferenceDermoscopy || m_kind == AugmentationKind::ReferenceCt;
}

void Augmentation::apply(TrainingPixels &pixels, RandomGenerator &generator) const
{
    switch (m_kind) {
    case AugmentationKind::None:
        break;
    case AugmentationKind::ReferenceDermoscopy:
        applyReferenceDermoscopy(pixels, generator, m_runAngle);
        break;
    case AugmentationKind::ReferenceCt:
        applyReferenceCt(pixels, generator);
        break;
    case AugmentationKind::Dermoscopy:
        applyDermoscopy(pixels, generator);
        break;
    case AugmentationKind::Ct:
        applyCt(pixels, generator);
        break;
    case AugmentationKind::StrongDermoscopy:
        applyStrongDermoscopy(pixels, generator);
        break;
    case AugmentationKind::StrongCt:
        applyStrongCt(pixels, generator);
        break;
    }
}

} // namespace vmunet
