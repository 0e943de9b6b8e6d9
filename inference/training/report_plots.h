// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/training/calibration.h"

#include <QString>

#include <span>
#include <vector>

namespace vmunet::plots {

struct Point {
    double x = 0; ///< 0..1
    double y = 0; ///< 0..1
};

/// Plots as SVG elements, labelled, 480 x 300 units wide; what is not a number is left out.
/// How many of `values` (0..1) are in each twentieth.
QString histogram(std::span<const double> values, const QString &name);
/// Both axes 0..1; `logarithmicX` from 0.001 on.
QString scatter(const std::vector<Point> &points, const QString &xName, const QString &yName, bool logarithmicX);
/// Bars of what was right beside the diagonal of what was promised.
QString reliability(const Calibration &calibration);

} // namespace vmunet::plots
