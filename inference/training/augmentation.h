// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/run_random.h"
#include "inference/training/training_pixels.h"

namespace vmunet {

enum class AugmentationKind {
    None,
    ReferenceDermoscopy, ///< Flips and one angle a run, as the published recipe.
    ReferenceCt, ///< Quarter turns with a flip, or a small rotation, as the published recipe.
    Dermoscopy, ///< Flips, any rotation, scale, shift, colour.
    StrongDermoscopy, ///< The same and more of it: elastic deformation, hairs, a ruler's marks, vignette.
    StrongCt, ///< Elastic deformation, Hounsfield offset, window jitter and noise besides those of Ct.
    Ct, ///< Small rotation, scale, shift, contrast; no flips: left and right organs are different classes.
};

/// Changes image and target alike. Immutable, so worker threads share one.
class Augmentation {
public:
    /// Draws the run's one angle from `runSeed`.
    Augmentation(AugmentationKind kind, std::uint64_t runSeed);

    AugmentationKind kind() const { return m_kind; }
    /// True where the pixels are to have the image's own size; else the network's.
    bool wantsFullSize() const;
    /// Degrees counter-clockwise, 0..360: the angle that the reference's dermoscopy recipe uses throughout a run.
    double runAngle() const { return m_runAngle; }

    void apply(TrainingPixels &pixels, RandomGenerator &generator) const;

private:
    AugmentationKind m_kind;
    double m_runAngle;
};

} // namespace vmunet
