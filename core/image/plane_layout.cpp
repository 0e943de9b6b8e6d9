// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/plane_layout.h"

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

constexpr double kSecondLetterFrom = 0.2; // About twelve degrees off the first axis.

/// The patient axis (0 right to left, 1 front to back, 2 feet to head) that each grid axis follows: all different, also
/// where an oblique volume has two grid axes nearest to the same one.
std::array<int, 3> patientAxes(const Geometry &geometry)
{
    std::array<int, 3> order{0, 1, 2};
    std::array<int, 3> best = order;
    double bestFit = -1;
    do {
        double fit = 0;
        for (size_t axis = 0; axis < 3; ++axis) {
            fit += std::abs(geometry.direction[axis][size_t(order[axis])]);
        }
        if (fit > bestFit + 1e-9) {
            bestFit = fit;
            best = order;
        }
    } while (std::next_permutation(order.begin(), order.end()));
    return best;
}

QString letters(const Vector3 &towards)
{
    static constexpr char kNames[3][2] = {{'R', 'L'}, {'A', 'P'}, {'I', 'S'}};
    std::array<size_t, 3> order{0, 1, 2};
    std::stable_sort(
        order.begin(), order.end(), [&](size_t a, size_t b) { return std::abs(towards[a]) > std::abs(towards[b]); });
    const auto letter = [&](size_t axis) { return QLatin1Char(kNames[axis][towards[axis] > 0 ? 1 : 0]); };
    QString text(letter(order[0]));
    if (std::abs(towards[order[1]]) >= kSecondLetterFrom) {
        text += letter(order[1]);
    }
    return text;
}

Vector3 scaled(const Vector3 &vector, double by)
{
    return {vector[0] * by, vector[1] * by, vector[2] * by};
}

} // namespace

Voxel PlaneLayout::voxelAt(QPoint pixel, int position) const
{
    Voxel voxel{};
    voxel[size_t(across)] = mirroredAcross ? counts[size_t(across)] - 1 - pixel.x() : pixel.x();
    voxel[size_t(down)] = mirroredDown ? counts[size_t(down)] - 1 - pixel.y() : pixel.y();
    voxel[size_t(through)] = position;
    return voxel;
}

QPointF PlaneLayout::pointOf(const Voxel &voxel) const
{
    const double x = voxel[size_t(across)] + 0.5;
    const double y = voxel[size_t(down)] + 0.5;
    return {mirroredAcross ? counts[size_t(across)] - x : x, mirroredDown ? counts[size_t(down)] - y : y};
}

PlaneLayout planeLayout(const Image &image, int through)
{
    PlaneLayout layout{.through = through, .counts = {image.width, image.height, image.slices}};
    if (through == 2) {
        return layout;
    }
    const std::array<int, 3> axes = patientAxes(image.geometry);
    layout.across = through == 0 ? 1 : 0;
    layout.down = 2;
    const auto patientAxis = [&](int gridAxis) { return axes[size_t(gridAxis)]; };
    // From right to left lies across wherever it appears, from head to feet down.
    if (patientAxis(layout.across) > patientAxis(layout.down)) {
        std::swap(layout.across, layout.down);
    }
    const auto component = [&](int gridAxis) {
        return image.geometry.direction[size_t(gridAxis)][size_t(patientAxis(gridAxis))];
    };
    layout.mirroredAcross = component(layout.across) < 0;
    layout.mirroredDown = patientAxis(layout.down) == 2 ? component(layout.down) > 0 : component(layout.down) < 0;
    return layout;
}

Anatomy anatomyOf(const Image &image, const PlaneLayout &layout)
{
    switch (patientAxes(image.geometry)[size_t(layout.through)]) {
    case 0:
        return Anatomy::Sagittal;
    case 1:
        return Anatomy::Coronal;
    default:
        return Anatomy::Axial;
    }
}

double pixelAspect(const Image &image, const PlaneLayout &layout)
{
    const double width = image.geometry.spacingMm[size_t(layout.across)];
    const double height = image.geometry.spacingMm[size_t(layout.down)];
    const bool usable = image.geometry.known && width > 0 && height > 0 && std::isfinite(height / width);
    return usable ? std::clamp(height / width, 0.01, 100.0) : 1;
}

EdgeLetters edgeLetters(const Image &image, const PlaneLayout &layout)
{
    if (!image.geometry.known) {
        return {};
    }
    const Vector3 right = scaled(image.geometry.direction[size_t(layout.across)], layout.mirroredAcross ? -1 : 1);
    const Vector3 bottom = scaled(image.geometry.direction[size_t(layout.down)], layout.mirroredDown ? -1 : 1);
    return {.left = letters(scaled(right, -1)),
        .right = letters(right),
        .top = letters(scaled(bottom, -1)),
        .bottom = letters(bottom)};
}

Vector3 patientPositionMm(const Geometry &geometry, const Voxel &voxel)
{
    Vector3 position = geometry.originMm;
    for (size_t axis = 0; axis < 3; ++axis) {
        for (size_t i = 0; i < 3; ++i) {
            position[i] += voxel[axis] * geometry.spacingMm[axis] * geometry.direction[axis][i];
        }
    }
    return position;
}

} // namespace vmunet
