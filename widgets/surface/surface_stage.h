// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/surface/surface_plugin.h"

#include <QObject>
#include <QOffscreenSurface>
#include <QThread>

namespace vmunet {

/// How the view changes from one frame to the next. Motions add up.
struct SurfaceMotion {
    double azimuth = 0; ///< Degrees.
    double elevation = 0;
    double zoom = 1;
    QPointF pan; ///< In picture heights.
    bool reset = false; ///< Before the rest.

    void add(const SurfaceMotion &later);
    bool operator==(const SurfaceMotion &) const = default;
};

struct SurfaceFrame {
    QImage picture;
    std::array<std::array<double, 3>, 3> patientAxes{}; ///< See SurfaceRenderer::patientAxes().
    double milliseconds = 0; ///< That drawing took.
};

/// The thread that surfaces are drawn on, with its OpenGL context. Owned by the view on the main thread, which asks by
/// calls and hears by signals; frames come in the order in which they were asked for.
class SurfaceStage : public QObject {
    Q_OBJECT

public:
    explicit SurfaceStage(const QColor &background, QObject *parent = nullptr);
    ~SurfaceStage() override;

    void setMesh(std::shared_ptr<const SurfaceMesh> mesh);
    void setColors(std::map<std::uint8_t, QColor> colors);
    /// Answered by one drawn() or failed().
    void draw(const SurfaceMotion &motion, QSize pixels, bool inFull);

Q_SIGNALS:
    void drawn(const vmunet::SurfaceFrame &frame);
    /// There is no OpenGL, or no module. Nothing will be drawn.
    void failed(const QString &why);

private:
    /// Runs `act` on the thread, with the renderer; not where there is none.
    template <typename Act>
    void post(Act &&act);
    void start(const QColor &background);

    QOffscreenSurface m_surface;
    QThread m_thread;
    QObject *m_worker; ///< On the thread; deleted when that ends.
    std::shared_ptr<SurfaceRenderer> m_renderer; ///< Touched on the thread alone.
};

} // namespace vmunet
