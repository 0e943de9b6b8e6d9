// SPDX-License-Identifier: GPL-3.0-or-later
// Between the studio and the module that links VTK: VTK's libraries would double the time that the studio takes to
// start, so they are loaded when a surface is first asked for. Nothing in here needs more than Qt Gui.
#pragma once

#include "core/base/progress.h"
#include "core/base/result.h"

#include <QByteArray>
#include <QColor>
#include <QImage>
#include <QPointF>
#include <QtPlugin>

#include <array>
#include <map>
#include <memory>
#include <vector>

class QOffscreenSurface;

namespace vmunet {

/// What surfaces are made of: a snapshot of a volume's labels, which another thread may read while the document
/// changes.
struct SurfaceSource {
    std::array<int, 3> counts{}; ///< Columns, rows, slices.
    std::vector<QByteArray>
        slices; ///< Row-major labels, columns * rows each; shared with the masks until those change.
    /// Millimetres in the patient (left, back, head) from one voxel to the next along columns, rows, slices.
    std::array<std::array<double, 3>, 3> stepsMm{{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
};

/// The surfaces of all labels in a source. Immutable; made on a worker, shown on the main thread.
class SurfaceMesh {
public:
    virtual ~SurfaceMesh() = default;
    virtual qint64 triangles() const = 0;
    virtual std::vector<std::uint8_t> labels() const = 0; ///< Those that have a surface, ascending.
    /// Volume that the surface of a label encloses, in ml.
    virtual double volumeMl(std::uint8_t label) const = 0;
    /// Lower and upper corner of all surfaces in the patient, mm from the first voxel's centre.
    virtual std::array<std::array<double, 3>, 2> boundsMm() const = 0;
};

/// Draws a mesh off screen. Lives and dies on the thread that it was made on.
class SurfaceRenderer {
public:
    virtual ~SurfaceRenderer() = default;
    virtual void setMesh(std::shared_ptr<const SurfaceMesh> mesh) = 0; ///< Null for none. The view stays as it is.
    /// Labels that are missing are not shown.
    virtual void setColors(const std::map<std::uint8_t, QColor> &colors) = 0;
    virtual void setBackground(const QColor &color) = 0;
    /// From the front, all of it.
    virtual void resetView() = 0;
    /// By so many degrees about the screen's vertical and horizontal axis.
    virtual void rotate(double azimuth, double elevation) = 0;
    virtual void zoom(double factor) = 0;
    /// By a fraction of the picture's height, right and down.
    virtual void pan(QPointF by) = 0;
    /// Where left, back and head of the patient point on the screen: x right, y down, z to the viewer; of length 1.
    virtual std::array<std::array<double, 3>, 3> patientAxes() const = 0;
    /// In full: all triangles, and smooth edges, which alone take two thirds more time. Else a quarter of the
    /// triangles, for surfaces that are being turned.
    virtual QImage render(QSize pixels, bool inFull) = 0;
};

class SurfacePlugin {
public:
    virtual ~SurfacePlugin() = default;
    /// Blocks: call it on a worker thread. At most `triangles` in all. Errors: Cancelled, Unsupported (sizes that do
    /// not fit together).
    virtual Result<std::shared_ptr<const SurfaceMesh>> mesh(
        const SurfaceSource &source, qint64 triangles, const CancelFlag &cancel, const ProgressCallback &progress) = 0;
    /// For the calling thread. `surface` was made on the main thread and outlives the renderer. Unsupported where there
    /// is no OpenGL 3.2.
    virtual Result<std::shared_ptr<SurfaceRenderer>> renderer(QOffscreenSurface &surface) = 0;
};

/// The module, loaded at the first call; an error says why there is none. Any thread.
Result<SurfacePlugin *> loadSurfacePlugin();

} // namespace vmunet

#define VMUNET_SURFACE_PLUGIN_IID "org.vmunet-studio.SurfacePlugin/1"
Q_DECLARE_INTERFACE(vmunet::SurfacePlugin, VMUNET_SURFACE_PLUGIN_IID)
