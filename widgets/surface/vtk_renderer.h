// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/surface/surface_plugin.h"

#include <QOffscreenSurface>
#include <QOpenGLContext>

#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkNew.h>
#include <vtkPolyDataMapper.h>
#include <vtkRenderer.h>
#include <vtkSmartPointer.h>

class vtkActor;

namespace vmunet {

/// VTK in an OpenGL context of its own, beside the window's: the picture is read back and painted like any other, so
/// that neither the window nor the canvases in it have to be composed by OpenGL.
class VtkRenderer : public SurfaceRenderer {
public:
    ~VtkRenderer() override;
    static Result<std::shared_ptr<SurfaceRenderer>> create(QOffscreenSurface &surface);

    void setMesh(std::shared_ptr<const SurfaceMesh> mesh) override;
    void setColors(const std::map<std::uint8_t, QColor> &colors) override;
    void setBackground(const QColor &color) override;
    void resetView() override;
    void rotate(double azimuth, double elevation) override;
    void zoom(double factor) override;
    void pan(QPointF by) override;
    std::array<std::array<double, 3>, 3> patientAxes() const override;
    QImage render(QSize pixels, bool inFull) override;

private:
    explicit VtkRenderer(QOffscreenSurface &surface)
        : m_surface(surface)
    {
    }
    struct Shown {
        vtkSmartPointer<vtkActor> actor;
        vtkSmartPointer<vtkPolyDataMapper> fine;
        vtkSmartPointer<vtkPolyDataMapper> coarse;
    };

    Status start();
    void applyColors();

    QOffscreenSurface &m_surface;
    QOpenGLContext m_context;
    vtkNew<vtkGenericOpenGLRenderWindow> m_window;
    vtkNew<vtkRenderer> m_renderer;
    std::shared_ptr<const SurfaceMesh> m_mesh;
    std::map<std::uint8_t, Shown> m_shown; ///< By label.
    std::map<std::uint8_t, QColor> m_colors;
};

} // namespace vmunet
