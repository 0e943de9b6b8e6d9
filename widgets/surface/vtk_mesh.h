// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/surface/surface_plugin.h"

#include <vtkPolyData.h>
#include <vtkSmartPointer.h>

namespace vmunet {

/// Triangles of every label, in millimetres along the patient's axes.
class VtkMesh : public SurfaceMesh {
public:
    struct Surface {
        vtkSmartPointer<vtkPolyData> triangles;
        vtkSmartPointer<vtkPolyData> coarse; ///< The same with fewer triangles, to be turned fast.
        double volumeMl = 0;
    };

    explicit VtkMesh(std::map<std::uint8_t, Surface> surfaces);

    const std::map<std::uint8_t, Surface> &surfaces() const { return m_surfaces; }
    qint64 triangles() const override;
    std::vector<std::uint8_t> labels() const override;
    double volumeMl(std::uint8_t label) const override;
    std::array<std::array<double, 3>, 2> boundsMm() const override;

private:
    std::map<std::uint8_t, Surface> m_surfaces;
};

/// See SurfacePlugin::mesh().
Result<std::shared_ptr<const SurfaceMesh>> buildMesh(
    const SurfaceSource &source, qint64 triangles, const CancelFlag &cancel, const ProgressCallback &progress);

} // namespace vmunet
