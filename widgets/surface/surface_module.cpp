// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/surface/surface_plugin.h"
#include "widgets/surface/vtk_mesh.h"
#include "widgets/surface/vtk_renderer.h"

#include <vtkAutoInit.h>

#include <QObject>

VTK_MODULE_INIT(vtkRenderingOpenGL2)

namespace vmunet {

/// What loadSurfacePlugin() finds in the module.
class SurfaceModule : public QObject, public SurfacePlugin {
    Q_OBJECT
    Q_PLUGIN_METADATA(IID VMUNET_SURFACE_PLUGIN_IID)
    Q_INTERFACES(vmunet::SurfacePlugin)

public:
    Result<std::shared_ptr<const SurfaceMesh>> mesh(const SurfaceSource &source, qint64 triangles,
        const CancelFlag &cancel, const ProgressCallback &progress) override
    {
        return buildMesh(source, triangles, cancel, progress);
    }

    Result<std::shared_ptr<SurfaceRenderer>> renderer(QOffscreenSurface &surface) override
    {
        return VtkRenderer::create(surface);
    }
};

} // namespace vmunet

#include "surface_module.moc"
