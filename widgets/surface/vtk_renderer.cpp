// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/surface/vtk_renderer.h"

#include "widgets/surface/vtk_mesh.h"

#include <vtkActor.h>
#include <vtkCallbackCommand.h>
#include <vtkCamera.h>
#include <vtkLight.h>
#include <vtkMath.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkUnsignedCharArray.h>

#include <QCoreApplication>

#include <cmath>

namespace vmunet {

namespace {

constexpr int kLongestSide = 8192;

Error noOpenGl(const QString &reason)
{
    return {ErrorCode::Unsupported,
        QCoreApplication::translate("SurfacePlugin", "Surfaces need OpenGL 3.2, which is not to be had here (%1).")
            .arg(reason)};
}

vtkSmartPointer<vtkPolyDataMapper> mapperOf(vtkPolyData *surface)
{
    auto mapper = vtkSmartPointer<vtkPolyDataMapper>::New();
    mapper->SetInputData(surface);
    mapper->ScalarVisibilityOff();
    return mapper;
}

} // namespace

VtkRenderer::~VtkRenderer()
{
    if (m_context.isValid() && m_context.makeCurrent(&m_surface)) {
        m_window->RemoveRenderer(m_renderer);
        m_window->Finalize();
        m_context.doneCurrent();
    }
}

Result<std::shared_ptr<SurfaceRenderer>> VtkRenderer::create(QOffscreenSurface &surface)
{
    std::shared_ptr<VtkRenderer> renderer(new VtkRenderer(surface));
    if (const Status started = renderer->start(); !started) {
        return started.error();
    }
    return std::shared_ptr<SurfaceRenderer>(renderer);
}

Status VtkRenderer::start()
{
    m_context.setFormat(m_surface.requestedFormat());
    if (!m_context.create()) {
        return noOpenGl(QCoreApplication::translate("SurfacePlugin", "no context"));
    }
    if (!m_surface.isValid() || !m_context.makeCurrent(&m_surface)) {
        return noOpenGl(QCoreApplication::translate("SurfacePlugin", "no surface"));
    }
    const QPair<int, int> version = m_context.format().version();
    if (version < QPair<int, int>(3, 2)) {
        return noOpenGl(QStringLiteral("%1.%2").arg(version.first).arg(version.second));
    }
    // The context is made current before every call; VTK only asks whether it is.
    m_window->SetIsCurrent(true);
    m_window->SetSupportsOpenGL(1);
    m_window->SetIsDirect(1);
    m_window->SetOwnContext(0);
    m_window->SetMultiSamples(0);
    m_window->SetFrameBlitModeToNoBlit();
    m_window->SetSize(64, 64);
    m_window->OpenGLInit();
    m_window->AddRenderer(m_renderer);
    resetView();
    return Done{};
}

void VtkRenderer::setMesh(std::shared_ptr<const SurfaceMesh> mesh)
{
    m_context.makeCurrent(&m_surface);
    for (const auto &[label, shown] : m_shown) {
        m_renderer->RemoveActor(shown.actor);
    }
    m_shown.clear();
    m_mesh = std::move(mesh);
    if (m_mesh) {
        for (const auto &[label, surface] : static_cast<const VtkMesh &>(*m_mesh).surfaces()) {
            const Shown shown{vtkSmartPointer<vtkActor>::New(), mapperOf(surface.triangles), mapperOf(surface.coarse)};
            vtkActor *actor = shown.actor;
            actor->SetMapper(shown.fine);
            actor->GetProperty()->SetInterpolationToGouraud();
            actor->GetProperty()->SetSpecular(0.2);
            actor->GetProperty()->SetSpecularPower(20);
            m_renderer->AddActor(actor);
            m_shown[label] = shown;
        }
    }
    applyColors();
}

void VtkRenderer::setColors(const std::map<std::uint8_t, QColor> &colors)
{
    m_colors = colors;
    applyColors();
}

void VtkRenderer::applyColors()
{
    for (const auto &[label, shown] : m_shown) {
        const auto color = m_colors.find(label);
        shown.actor->SetVisibility(color != m_colors.end());
        if (color != m_colors.end()) {
            shown.actor->GetProperty()->SetColor(color->second.redF(), color->second.greenF(), color->second.blueF());
        }
    }
}

void VtkRenderer::setBackground(const QColor &color)
{
    m_renderer->SetBackground(color.redF(), color.greenF(), color.blueF());
}

void VtkRenderer::resetView()
{
    m_context.makeCurrent(&m_surface);
    vtkCamera *camera = m_renderer->GetActiveCamera();
    camera->SetFocalPoint(0, 0, 0);
    camera->SetPosition(0, -1, 0); // In front of the patient, who is looked at with the head up.
    camera->SetViewUp(0, 0, 1);
    m_renderer->ResetCamera();
}

void VtkRenderer::rotate(double azimuth, double elevation)
{
    vtkCamera *camera = m_renderer->GetActiveCamera();
    camera->Azimuth(azimuth);
    camera->Elevation(elevation);
    camera->OrthogonalizeViewUp();
    m_renderer->ResetCameraClippingRange();
}

void VtkRenderer::zoom(double factor)
{
    m_renderer->GetActiveCamera()->Dolly(factor);
    m_renderer->ResetCameraClippingRange();
}

void VtkRenderer::pan(QPointF by)
{
    vtkCamera *camera = m_renderer->GetActiveCamera();
    const double height = 2 * camera->GetDistance() * std::tan(vtkMath::RadiansFromDegrees(camera->GetViewAngle() / 2));
    double forward[3];
    double right[3];
    camera->GetDirectionOfProjection(forward);
    const double *up = camera->GetViewUp();
    vtkMath::Cross(forward, up, right);
    vtkMath::Normalize(right);
    double position[3];
    double focus[3];
    camera->GetPosition(position);
    camera->GetFocalPoint(focus);
    for (int i = 0; i < 3; ++i) {
        const double shift = height * (by.y() * up[i] - by.x() * right[i]);
        position[i] += shift;
        focus[i] += shift;
    }
    camera->SetPosition(position);
    camera->SetFocalPoint(focus);
    m_renderer->ResetCameraClippingRange();
}

std::array<std::array<double, 3>, 3> VtkRenderer::patientAxes() const
{
    vtkCamera *camera = m_renderer->GetActiveCamera();
    double forward[3];
    double right[3];
    double up[3];
    camera->GetDirectionOfProjection(forward);
    vtkMath::Cross(forward, camera->GetViewUp(), right);
    vtkMath::Normalize(right);
    vtkMath::Cross(right, forward, up);
    std::array<std::array<double, 3>, 3> axes{};
    for (size_t axis = 0; axis < 3; ++axis) {
        axes[axis] = {right[axis], -up[axis], -forward[axis]};
    }
    return axes;
}

QImage VtkRenderer::render(QSize pixels, bool inFull)
{
    pixels = pixels.boundedTo({kLongestSide, kLongestSide});
    if (pixels.isEmpty() || !m_context.makeCurrent(&m_surface)) {
        return {};
    }
    for (const auto &[label, shown] : m_shown) {
        shown.actor->SetMapper(inFull ? shown.fine : shown.coarse);
    }
    m_renderer->SetUseFXAA(inFull);
    m_window->SetSize(pixels.width(), pixels.height());
    m_window->Render();
    QImage picture(pixels, QImage::Format_RGBX8888);
    vtkNew<vtkUnsignedCharArray> bytes;
    bytes->SetArray(picture.bits(), vtkIdType(picture.sizeInBytes()), 1); // Four bytes a pixel: lines without gaps.
    if (m_window->GetRGBACharPixelData(0, 0, pixels.width() - 1, pixels.height() - 1, 0, bytes) != VTK_OK) {
        return {};
    }
    picture.mirror();
    return picture;
}

} // namespace vmunet
