// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

#include <QPoint>
#include <QPointF>
#include <QSize>

#include <array>

namespace vmunet {

/// Column, row and slice number of a voxel.
using Voxel = std::array<int, 3>;

/// What a plane is called by the patient axis that it is cut across.
enum class Anatomy { Axial, Coronal, Sagittal };

/// How the parallel pictures of one plane lie in a volume's grid. Grid axes are numbered 0 (columns), 1 (rows),
/// 2 (slices); picture pixel (x, y) covers the square from (x, y) to (x + 1, y + 1).
struct PlaneLayout {
    int across = 0; ///< The grid axis along a picture's rows.
    int down = 1; ///< The grid axis along a picture's columns.
    int through = 2; ///< The grid axis from picture to picture.
    bool mirroredAcross = false; ///< The axis' first voxel is at the right edge.
    bool mirroredDown = false; ///< The axis' first voxel is at the bottom edge.
    Voxel counts{1, 1, 1}; ///< Of the volume's grid.

    QSize size() const { return {counts[size_t(across)], counts[size_t(down)]}; }
    int count() const { return counts[size_t(through)]; } ///< How many pictures there are.
    /// The voxel under a pixel of picture `position`; outside the picture, outside the grid.
    Voxel voxelAt(QPoint pixel, int position) const;
    /// The centre of a voxel in its picture.
    QPointF pointOf(const Voxel &voxel) const;
    bool operator==(const PlaneLayout &) const = default;
};

/// The pictures that are cut across a grid axis. Those across axis 2 are the image's own slices, as stored; the others
/// are turned to what a radiologist expects: head at the top, else front; right side at the left edge, else front.
PlaneLayout planeLayout(const Image &image, int through);

/// By the patient axis that the plane's grid axis follows best; three different ones for the three planes of a volume.
Anatomy anatomyOf(const Image &image, const PlaneLayout &layout);

/// How many times as high as wide a pixel is, from the spacing; 1 where that is unknown.
double pixelAspect(const Image &image, const PlaneLayout &layout);

/// Which side of the patient each edge of a picture shows: R, L, A, P, S (head) or I (feet); of an oblique plane the
/// two letters that say most, the stronger first. Empty where the geometry is unknown.
struct EdgeLetters {
    QString left;
    QString right;
    QString top;
    QString bottom;
    bool operator==(const EdgeLetters &) const = default;
};
EdgeLetters edgeLetters(const Image &image, const PlaneLayout &layout);

/// Where a voxel's centre lies in the patient (DICOM's LPS axes), mm.
Vector3 patientPositionMm(const Geometry &geometry, const Voxel &voxel);

} // namespace vmunet
