// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_slice_source.h"

#include "core/image/dicom_series.h"
#include "core/image/dicom_tags.h"
#include "core/image/dicom_toolkit.h"

#include <dcmtk/dcmdata/dcdeftag.h>

#include <QFileInfo>
#include <QObject>

#include <map>

namespace vmunet {

namespace {

QStringList filesOf(const Image &source)
{
    if (!QFileInfo(source.path).isDir()) {
        return {source.path};
    }
    const Result<std::vector<SeriesInfo>> list = readSeriesList(source.path);
    for (const SeriesInfo &series : list ? *list : std::vector<SeriesInfo>()) {
        if (series.seriesUid == source.seriesUid && series.slices == source.slices) {
            return series.files;
        }
    }
    return {};
}

Vector3 positionByGeometry(const Geometry &geometry, int slice)
{
    Vector3 position = geometry.originMm;
    for (size_t axis = 0; axis < 3; ++axis) {
        position[axis] += slice * geometry.spacingMm[2] * geometry.direction[2][axis];
    }
    return position;
}

} // namespace

Result<std::vector<DicomSliceSource>> dicomSliceSources(const Image &source)
{
    std::map<QString, DicomSliceSource> byInstance;
    DicomSliceSource any;
    for (const QString &path : filesOf(source)) {
        Result<std::unique_ptr<DcmFileFormat>> opened = openDicom(path, DicomExtent::Header);
        if (!opened) {
            return opened.error();
        }
        any.file = std::move(*opened);
        const DicomTags tags(*any.file->getDataset());
        const std::vector<double> position = tags.numbers(DCM_ImagePositionPatient);
        if (position.size() == 3) {
            byInstance[tags.text(DCM_SOPInstanceUID)] = {any.file, {position[0], position[1], position[2]}};
        }
    }
    if (!any.file || !source.geometry.known) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 is no DICOM series with positions in the patient; choose another format.")
                .arg(source.path)};
    }
    std::vector<DicomSliceSource> slices;
    for (int slice = 0; slice < source.slices; ++slice) {
        const auto found = byInstance.find(source.instanceUids.value(slice));
        const bool own = found != byInstance.end() && source.instanceUids.size() == source.slices;
        slices.push_back(own ? found->second : DicomSliceSource{any.file, positionByGeometry(source.geometry, slice)});
    }
    return slices;
}

} // namespace vmunet
