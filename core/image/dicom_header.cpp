// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_file.h"
#include "core/image/dicom_tags.h"
#include "core/image/dicom_toolkit.h"

#include <QObject>

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcmetinf.h>
#include <dcmtk/dcmdata/dcxfer.h>

#include <algorithm>
#include <cmath>
#include <functional>

namespace vmunet {

namespace {

constexpr int kMaxFrames = 100'000;

std::optional<Vector3> unit(double x, double y, double z)
{
    const double length = std::hypot(x, y, z);
    return length > 1e-6 ? std::optional(Vector3{x / length, y / length, z / length}) : std::nullopt;
}

void readPosition(const DicomTags &data, DicomPlane &plane)
{
    const std::vector<double> at = data.numbers(DCM_ImagePositionPatient);
    if (at.size() == 3) {
        plane.positionMm = Vector3{at[0], at[1], at[2]};
    }
}

void readOrientation(const DicomTags &data, DicomPlane &plane)
{
    const std::vector<double> d = data.numbers(DCM_ImageOrientationPatient);
    if (d.size() != 6) {
        return;
    }
    const std::optional<Vector3> along = unit(d[0], d[1], d[2]);
    const std::optional<Vector3> down = unit(d[3], d[4], d[5]);
    if (along && down) {
        plane.direction = {*along, *down};
    }
}

void readMeasures(const DicomTags &data, DicomPlane &plane)
{
    const std::vector<double> spacing = data.numbers(DCM_PixelSpacing);
    if (spacing.size() == 2 && spacing[0] > 0 && spacing[1] > 0) {
        plane.spacingMm = {spacing[1], spacing[0]}; // The file has rows first.
    }
    for (const DcmTagKey &tag : {DCM_SliceThickness, DCM_SpacingBetweenSlices}) {
        const std::vector<double> thickness = data.numbers(tag);
        if (!thickness.empty() && std::abs(thickness[0]) > 0) {
            plane.thicknessMm = std::abs(thickness[0]);
        }
    }
}

void readRescale(const DicomTags &data, DicomHeader &header)
{
    const std::vector<double> slope = data.numbers(DCM_RescaleSlope);
    const std::vector<double> intercept = data.numbers(DCM_RescaleIntercept);
    if (!slope.empty() && slope[0] != 0) {
        header.slope = slope[0];
    }
    if (!intercept.empty()) {
        header.intercept = intercept[0];
    }
}

void readWindow(const DicomTags &data, DicomHeader &header)
{
    const std::vector<double> centre = data.numbers(DCM_WindowCenter);
    const std::vector<double> width = data.numbers(DCM_WindowWidth);
    if (!centre.empty() && !width.empty() && width[0] >= 1) {
        header.window = WindowLevel{.level = centre[0], .width = width[0]};
    }
}

/// What the functional groups of an enhanced file say of a frame, or of all of them.
void readGroups(DcmItem &groups, DicomPlane &plane, DicomHeader &header)
{
    const DicomTags data(groups);
    if (DcmItem *item = data.item(DCM_PlanePositionSequence)) {
        readPosition(DicomTags(*item), plane);
    }
    if (DcmItem *item = data.item(DCM_PlaneOrientationSequence)) {
        readOrientation(DicomTags(*item), plane);
    }
    if (DcmItem *item = data.item(DCM_PixelMeasuresSequence)) {
        readMeasures(DicomTags(*item), plane);
    }
    if (DcmItem *item = data.item(DCM_PixelValueTransformationSequence)) {
        readRescale(DicomTags(*item), header);
    }
    if (DcmItem *item = data.item(DCM_FrameVOILUTSequence); item && !header.window) {
        readWindow(DicomTags(*item), header);
    }
}

void readPlanes(DcmItem &dataSet, DicomHeader &header)
{
    const DicomTags data(dataSet);
    DicomPlane common;
    readPosition(data, common);
    readOrientation(data, common);
    readMeasures(data, common);
    if (DcmItem *shared = data.item(DCM_SharedFunctionalGroupsSequence)) {
        readGroups(*shared, common, header);
    }
    header.planes.assign(size_t(header.frames), common);
    std::vector<DicomScale> scales(header.planes.size(), {header.slope, header.intercept});
    for (size_t frame = 0; frame < header.planes.size(); ++frame) {
        DcmItem *groups = data.item(DCM_PerFrameFunctionalGroupsSequence, long(frame));
        if (!groups) {
            break;
        }
        readGroups(*groups, header.planes[frame], header);
        scales[frame] = {header.slope, header.intercept};
    }
    header.slope = scales.front().slope;
    header.intercept = scales.front().intercept;
    if (std::adjacent_find(scales.begin(), scales.end(), std::not_equal_to<>()) != scales.end()) {
        header.frameScales = std::move(scales);
    }
}

void readAttributes(DcmItem &dataSet, DicomHeader &header)
{
    const DicomTags data(dataSet);
    header.seriesUid = data.text(DCM_SeriesInstanceUID);
    header.studyUid = data.text(DCM_StudyInstanceUID);
    header.instanceUid = data.text(DCM_SOPInstanceUID);
    header.patientId = data.text(DCM_PatientID);
    header.modality = data.text(DCM_Modality);
    header.description = data.text(DCM_SeriesDescription);
    header.photometric = data.text(DCM_PhotometricInterpretation);
    header.rows = data.unsignedShort(DCM_Rows).value_or(0);
    header.columns = data.unsignedShort(DCM_Columns).value_or(0);
    header.frames = data.integer(DCM_NumberOfFrames).value_or(1);
    header.samplesPerPixel = data.unsignedShort(DCM_SamplesPerPixel).value_or(1);
    header.bitsAllocated = data.unsignedShort(DCM_BitsAllocated).value_or(0);
    header.bitsStored = data.unsignedShort(DCM_BitsStored).value_or(0);
    header.planarConfiguration = data.unsignedShort(DCM_PlanarConfiguration).value_or(0);
    header.pixelRepresentation = data.unsignedShort(DCM_PixelRepresentation).value_or(0);
    header.instanceNumber = data.integer(DCM_InstanceNumber).value_or(0);
    header.hasModalityTable = data.contains(DCM_ModalityLUTSequence);
    readRescale(data, header);
    readWindow(data, header);
}

} // namespace

Result<DicomHeader> readDicomHeader(const QString &path)
{
    const Result<std::unique_ptr<DcmFileFormat>> file = openDicom(path, DicomExtent::Header);
    if (!file) {
        return file.error();
    }
    DcmDataset &dataset = *(*file)->getDataset();
    DicomHeader header;
    header.path = path;
    header.transferSyntax = QString::fromLatin1(DcmXfer(dataset.getOriginalXfer()).getXferID());
    readAttributes(dataset, header);
    if (header.rows == 0 || header.columns == 0) {
        return Error{ErrorCode::Unsupported, QObject::tr("%1 is a DICOM file without an image in it.").arg(path)};
    }
    if (header.frames < 1 || header.frames > kMaxFrames || header.samplesPerPixel > 4) {
        return Error{
            ErrorCode::Corrupt, QObject::tr("%1 is a damaged DICOM file: its header cannot be read.").arg(path)};
    }
    readPlanes(dataset, header);
    return header;
}

} // namespace vmunet
