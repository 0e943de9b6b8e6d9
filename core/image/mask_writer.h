// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/annotation/mask.h"
#include "core/annotation/probability_map.h"
#include "core/base/result.h"
#include "core/image/image.h"

#include <QImage>
#include <QString>

#include <vector>

namespace vmunet {

/// Writers of results. Each writes beside the target, reads the file back, compares it with what was asked for and only
/// then renames it into place: a returned success is a file that holds the mask, and a failure leaves what was there.
/// Errors: Io (folder missing or read-only, disk full, read back differently), Invalid (sizes that do not belong
/// together, nothing to write).

/// How an overlay is painted.
struct OverlayStyle {
    double fillOpacity = 0.35; ///< 0: the outline alone.
    int outlineWidth = 2; ///< Pixels, drawn inside the structure; 0: the fill alone.
};

/// 8-bit grey PNG whose values are the labels.
Status writeLabelPng(const Mask &mask, const QString &path);

/// 8-bit grey PNG, 255 where there is any label, 0 elsewhere: what binary data sets hold.
Status writeBinaryPng(const Mask &mask, const QString &path);

/// `image` under the coloured mask, as PNG, or as JPEG where `path` ends so. Colours and visibility from `labels`; a
/// label that it does not hold gets the default colour of its number.
Status writeOverlay(
    const QImage &image, const Mask &mask, const LabelSet &labels, const QString &path, const OverlayStyle &style = {});

/// What writeOverlay() writes, RGB888. `image` and `mask` have the same size.
QImage renderOverlay(const QImage &image, const Mask &mask, const LabelSet &labels, const OverlayStyle &style = {});

/// 8-bit grey PNG of the foreground's probability (0..255); of several classes: what the background leaves.
Status writeProbabilityPng(const ProbabilityMap &map, const QString &path);

/// NIfTI-1 label volume (uint8; gzip where `path` ends in .gz) on the grid of `source`: one mask per slice, and
/// spacing, origin and direction exactly as the source's, sheared ones of a tilted gantry too.
Status writeNiftiLabels(const std::vector<Mask> &masks, const Image &source, const QString &path);

/// NIfTI-1 float volume of the foreground's probability (0..1) on the grid of `source`, one map per slice.
Status writeNiftiProbability(const std::vector<ProbabilityMap> &maps, const Image &source, const QString &path);

} // namespace vmunet
