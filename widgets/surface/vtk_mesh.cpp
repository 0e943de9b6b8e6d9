// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/surface/vtk_mesh.h"

#include "widgets/surface/label_boxes.h"

#include <vtkCallbackCommand.h>
#include <vtkFlyingEdges3D.h>
#include <vtkImageData.h>
#include <vtkMassProperties.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkPolyDataNormals.h>
#include <vtkQuadricDecimation.h>
#include <vtkTransform.h>
#include <vtkTransformPolyDataFilter.h>
#include <vtkUnsignedCharArray.h>
#include <vtkWindowedSincPolyDataFilter.h>

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

constexpr qint64 kMostCells = 2'000'000; // Of one label: about 126 blocks a side.
constexpr vtkIdType kCoarser = 4;
constexpr vtkIdType kFewest = 1000; // Fewer lose a label's shape.
constexpr int kSmoothingSteps = 16;
constexpr double kPassBand = 0.06; // Takes the steps between voxels away and leaves the shape.

QString translated(const char *text)
{
    return QCoreApplication::translate("SurfacePlugin", text);
}

/// Lets a filter stop between its steps once `cancel` is set. Outlives the filter's update.
class Interruption {
public:
    Interruption(vtkAlgorithm *filter, const CancelFlag &cancel)
        : m_cancel(cancel)
    {
        m_command->SetClientData(this);
        m_command->SetCallback([](vtkObject *caller, unsigned long, void *data, void *) {
            if (static_cast<Interruption *>(data)->m_cancel.isCancelled()) {
                static_cast<vtkAlgorithm *>(caller)->SetAbortExecute(1);
            }
        });
        filter->AddObserver(vtkCommand::ProgressEvent, m_command);
    }

private:
    vtkNew<vtkCallbackCommand> m_command;
    CancelFlag m_cancel;
};

vtkSmartPointer<vtkPolyData> run(vtkPolyDataAlgorithm *filter, const CancelFlag &cancel)
{
    const Interruption interruption(filter, cancel);
    filter->Update();
    return filter->GetOutput();
}

vtkSmartPointer<vtkPolyData> surfaceOf(Coverage &coverage, const CancelFlag &cancel)
{
    vtkNew<vtkUnsignedCharArray> scalars;
    scalars->SetArray(coverage.cells.data(), vtkIdType(coverage.cells.size()), 1); // Stays ours.
    vtkNew<vtkImageData> grid;
    grid->SetDimensions(coverage.counts.data());
    grid->SetOrigin(coverage.origin.data());
    grid->SetSpacing(coverage.block[0], coverage.block[1], coverage.block[2]);
    grid->GetPointData()->SetScalars(scalars);
    vtkNew<vtkFlyingEdges3D> edges;
    edges->SetInputData(grid);
    edges->SetValue(0, 127.5);
    edges->ComputeNormalsOff();
    edges->ComputeGradientsOff();
    edges->ComputeScalarsOff();
    return run(edges, cancel);
}

vtkSmartPointer<vtkPolyData> inPatient(vtkPolyData *surface, const SurfaceSource &source)
{
    vtkNew<vtkMatrix4x4> matrix;
    for (int axis = 0; axis < 3; ++axis) {
        for (int i = 0; i < 3; ++i) {
            matrix->SetElement(i, axis, source.stepsMm[size_t(axis)][size_t(i)]);
        }
    }
    vtkNew<vtkTransform> transform;
    transform->SetMatrix(matrix);
    vtkNew<vtkTransformPolyDataFilter> filter;
    filter->SetInputData(surface);
    filter->SetTransform(transform);
    filter->Update();
    return filter->GetOutput();
}

vtkSmartPointer<vtkPolyData> smoothed(vtkPolyData *surface, const CancelFlag &cancel)
{
    vtkNew<vtkWindowedSincPolyDataFilter> filter;
    filter->SetInputData(surface);
    filter->SetNumberOfIterations(kSmoothingSteps);
    filter->SetPassBand(kPassBand);
    filter->BoundarySmoothingOff();
    filter->FeatureEdgeSmoothingOff();
    filter->NonManifoldSmoothingOn();
    filter->NormalizeCoordinatesOn();
    return run(filter, cancel);
}

vtkSmartPointer<vtkPolyData> decimated(vtkPolyData *surface, qint64 triangles, const CancelFlag &cancel)
{
    const auto present = double(surface->GetNumberOfPolys());
    if (present <= double(triangles)) {
        return surface;
    }
    vtkNew<vtkQuadricDecimation> filter;
    filter->SetInputData(surface);
    filter->SetTargetReduction(1 - double(triangles) / present);
    filter->VolumePreservationOn();
    return run(filter, cancel);
}

vtkSmartPointer<vtkPolyData> withNormals(vtkPolyData *surface, const CancelFlag &cancel)
{
    vtkNew<vtkPolyDataNormals> filter;
    filter->SetInputData(surface);
    filter->SplittingOff();
    filter->ConsistencyOff();
    return run(filter, cancel);
}

double enclosedMl(vtkPolyData *surface)
{
    vtkNew<vtkMassProperties> properties;
    properties->SetInputData(surface);
    properties->Update();
    return std::abs(properties->GetVolume()) / 1000;
}

bool fitsTogether(const SurfaceSource &source)
{
    const auto [columns, rows, slices] = source.counts;
    return columns > 0 && rows > 0 && slices > 0 && source.slices.size() == size_t(slices)
        && std::all_of(source.slices.begin(), source.slices.end(),
            [&](const QByteArray &slice) { return slice.size() == qsizetype(columns) * rows; });
}

} // namespace

VtkMesh::VtkMesh(std::map<std::uint8_t, Surface> surfaces)
    : m_surfaces(std::move(surfaces))
{
}

qint64 VtkMesh::triangles() const
{
    qint64 sum = 0;
    for (const auto &[label, surface] : m_surfaces) {
        sum += surface.triangles->GetNumberOfPolys();
    }
    return sum;
}

std::vector<std::uint8_t> VtkMesh::labels() const
{
    std::vector<std::uint8_t> labels;
    for (const auto &[label, surface] : m_surfaces) {
        labels.push_back(label);
    }
    return labels;
}

double VtkMesh::volumeMl(std::uint8_t label) const
{
    const auto found = m_surfaces.find(label);
    return found == m_surfaces.end() ? 0 : found->second.volumeMl;
}

std::array<std::array<double, 3>, 2> VtkMesh::boundsMm() const
{
    std::array<std::array<double, 3>, 2> corners{{{INFINITY, INFINITY, INFINITY}, {-INFINITY, -INFINITY, -INFINITY}}};
    for (const auto &[label, surface] : m_surfaces) {
        const double *bounds = surface.triangles->GetBounds();
        for (size_t axis = 0; axis < 3; ++axis) {
            corners[0][axis] = std::min(corners[0][axis], bounds[2 * axis]);
            corners[1][axis] = std::max(corners[1][axis], bounds[2 * axis + 1]);
        }
    }
    return m_surfaces.empty() ? std::array<std::array<double, 3>, 2>{} : corners;
}

Result<std::shared_ptr<const SurfaceMesh>> buildMesh(
    const SurfaceSource &source, qint64 triangles, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Error cancelled{ErrorCode::Cancelled, translated("The surface is not wanted any more.")};
    if (!fitsTogether(source)) {
        return Error{ErrorCode::Unsupported, translated("The masks do not have the size of their volume.")};
    }
    const auto boxes = labelBoxes(source, cancel);
    if (!boxes) {
        return cancelled;
    }
    std::map<std::uint8_t, VtkMesh::Surface> surfaces;
    qint64 raw = 0;
    for (const LabelBox &box : *boxes) {
        progress(0.5 * double(surfaces.size()) / double(boxes->size()), translated("Building surfaces"));
        Coverage coverage = labelCoverage(source, box, kMostCells);
        const auto surface = inPatient(surfaceOf(coverage, cancel), source);
        if (cancel.isCancelled()) {
            return cancelled;
        }
        if (surface->GetNumberOfPolys() > 0) { // Thin remains may fall through coarse blocks.
            surfaces[box.label].triangles = smoothed(surface, cancel);
            raw += surface->GetNumberOfPolys();
        }
    }
    double done = 0;
    for (auto &[label, surface] : surfaces) {
        progress(0.5 + 0.5 * done++ / double(surfaces.size()), translated("Simplifying surfaces"));
        // Every label gets its share, so that a small one beside a large one keeps its shape.
        const auto share =
            double(triangles) * double(surface.triangles->GetNumberOfPolys()) / double(std::max<qint64>(raw, 1));
        const auto fine = decimated(surface.triangles, qint64(share), cancel);
        const auto coarse = decimated(fine, std::max(fine->GetNumberOfPolys() / kCoarser, kFewest), cancel);
        surface.triangles = withNormals(fine, cancel);
        surface.coarse = withNormals(coarse, cancel);
        if (cancel.isCancelled()) {
            return cancelled;
        }
        surface.volumeMl = enclosedMl(surface.triangles);
    }
    return std::shared_ptr<const SurfaceMesh>(std::make_shared<VtkMesh>(std::move(surfaces)));
}

} // namespace vmunet
