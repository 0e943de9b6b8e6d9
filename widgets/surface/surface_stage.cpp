// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/surface/surface_stage.h"

#include <QElapsedTimer>

namespace vmunet {

namespace {

QSurfaceFormat surfaceFormat()
{
    QSurfaceFormat format;
    format.setRenderableType(QSurfaceFormat::OpenGL);
    format.setVersion(3, 2);
    format.setProfile(QSurfaceFormat::CoreProfile);
    return format;
}

} // namespace

void SurfaceMotion::add(const SurfaceMotion &later)
{
    if (later.reset) {
        *this = later;
        return;
    }
    azimuth += later.azimuth;
    elevation += later.elevation;
    zoom *= later.zoom;
    pan += later.pan;
}

SurfaceStage::SurfaceStage(const QColor &background, QObject *parent)
    : QObject(parent)
    , m_worker(new QObject)
{
    m_surface.setFormat(surfaceFormat());
    m_surface.create(); // Has to be done on the main thread.
    m_worker->moveToThread(&m_thread);
    // The renderer dies where it lived, with its context at hand.
    connect(
        &m_thread, &QThread::finished, m_worker, [this] { m_renderer.reset(); }, Qt::DirectConnection);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.setObjectName(QStringLiteral("surface"));
    m_thread.start();
    start(background);
}

SurfaceStage::~SurfaceStage()
{
    m_thread.quit();
    m_thread.wait();
}

void SurfaceStage::start(const QColor &background)
{
    QMetaObject::invokeMethod(m_worker, [this, background] {
        const Result<SurfacePlugin *> plugin = loadSurfacePlugin();
        if (!plugin) {
            Q_EMIT failed(plugin.error().message);
            return;
        }
        const Result<std::shared_ptr<SurfaceRenderer>> renderer = (*plugin)->renderer(m_surface);
        if (!renderer) {
            Q_EMIT failed(renderer.error().message);
            return;
        }
        m_renderer = *renderer;
        m_renderer->setBackground(background);
    });
}

template <typename Act>
void SurfaceStage::post(Act &&act)
{
    QMetaObject::invokeMethod(m_worker, [this, act = std::forward<Act>(act)] {
        if (m_renderer) {
            act(*m_renderer);
        }
    });
}

void SurfaceStage::setMesh(std::shared_ptr<const SurfaceMesh> mesh)
{
    post([mesh = std::move(mesh)](SurfaceRenderer &renderer) { renderer.setMesh(mesh); });
}

void SurfaceStage::setColors(std::map<std::uint8_t, QColor> colors)
{
    post([colors = std::move(colors)](SurfaceRenderer &renderer) { renderer.setColors(colors); });
}

void SurfaceStage::draw(const SurfaceMotion &motion, QSize pixels, bool inFull)
{
    post([this, motion, pixels, inFull](SurfaceRenderer &renderer) {
        QElapsedTimer clock;
        clock.start();
        if (motion.reset) {
            renderer.resetView();
        }
        renderer.rotate(motion.azimuth, motion.elevation);
        renderer.zoom(motion.zoom);
        renderer.pan(motion.pan);
        SurfaceFrame frame{.picture = renderer.render(pixels, inFull), .patientAxes = renderer.patientAxes()};
        frame.milliseconds = double(clock.nsecsElapsed()) / 1e6;
        Q_EMIT drawn(frame);
    });
}

} // namespace vmunet
