// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_file.h"
#include "core/image/dicom_tags.h"

#include <QFile>
#include <QFileInfo>
#include <QObject>

#include <gdcmReader.h>
#include <gdcmTrace.h>

#include <cmath>
#include <fstream>
#include <set>

namespace vmunet {

namespace {

namespace tags {
const gdcm::Tag instanceUid(0x0008, 0x0018);
const gdcm::Tag modality(0x0008, 0x0060);
const gdcm::Tag description(0x0008, 0x103e);
const gdcm::Tag patientId(0x0010, 0x0020);
const gdcm::Tag sliceThickness(0x0018, 0x0050);
const gdcm::Tag spacingBetweenSlices(0x0018, 0x0088);
const gdcm::Tag studyUid(0x0020, 0x000d);
const gdcm::Tag seriesUid(0x0020, 0x000e);
const gdcm::Tag instanceNumber(0x0020, 0x0013);
const gdcm::Tag position(0x0020, 0x0032);
const gdcm::Tag orientation(0x0020, 0x0037);
const gdcm::Tag planePositionSequence(0x0020, 0x9113);
const gdcm::Tag planeOrientationSequence(0x0020, 0x9116);
const gdcm::Tag samplesPerPixel(0x0028, 0x0002);
const gdcm::Tag photometric(0x0028, 0x0004);
const gdcm::Tag frames(0x0028, 0x0008);
const gdcm::Tag rows(0x0028, 0x0010);
const gdcm::Tag columns(0x0028, 0x0011);
const gdcm::Tag pixelSpacing(0x0028, 0x0030);
const gdcm::Tag bitsAllocated(0x0028, 0x0100);
const gdcm::Tag pixelRepresentation(0x0028, 0x0103);
const gdcm::Tag windowCentre(0x0028, 0x1050);
const gdcm::Tag windowWidth(0x0028, 0x1051);
const gdcm::Tag intercept(0x0028, 0x1052);
const gdcm::Tag slope(0x0028, 0x1053);
const gdcm::Tag modalityTable(0x0028, 0x3000);
const gdcm::Tag pixelMeasuresSequence(0x0028, 0x9110);
const gdcm::Tag windowSequence(0x0028, 0x9132);
const gdcm::Tag transformationSequence(0x0028, 0x9145);
const gdcm::Tag sharedGroups(0x5200, 0x9229);
const gdcm::Tag frameGroups(0x5200, 0x9230);
const gdcm::Tag floatPixels(0x7fe0, 0x0008);
const gdcm::Tag pixels(0x7fe0, 0x0010);
} // namespace tags

constexpr int kMaxFrames = 100'000;

std::optional<Vector3> unit(double x, double y, double z)
{
    const double length = std::hypot(x, y, z);
    return length > 1e-6 ? std::optional(Vector3{x / length, y / length, z / length}) : std::nullopt;
}

void readPosition(const DicomTags &data, DicomPlane &plane)
{
    const std::vector<double> at = data.numbers(tags::position);
    if (at.size() == 3) {
        plane.positionMm = Vector3{at[0], at[1], at[2]};
    }
}

void readOrientation(const DicomTags &data, DicomPlane &plane)
{
    const std::vector<double> d = data.numbers(tags::orientation);
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
    const std::vector<double> spacing = data.numbers(tags::pixelSpacing);
    if (spacing.size() == 2 && spacing[0] > 0 && spacing[1] > 0) {
        plane.spacingMm = {spacing[1], spacing[0]}; // The file has rows first.
    }
    for (const gdcm::Tag &tag : {tags::sliceThickness, tags::spacingBetweenSlices}) {
        const std::vector<double> thickness = data.numbers(tag);
        if (!thickness.empty() && std::abs(thickness[0]) > 0) {
            plane.thicknessMm = std::abs(thickness[0]);
        }
    }
}

void readRescale(const DicomTags &data, DicomHeader &header)
{
    const std::vector<double> slope = data.numbers(tags::slope);
    const std::vector<double> intercept = data.numbers(tags::intercept);
    if (!slope.empty() && slope[0] != 0) {
        header.slope = slope[0];
    }
    if (!intercept.empty()) {
        header.intercept = intercept[0];
    }
}

void readWindow(const DicomTags &data, DicomHeader &header)
{
    const std::vector<double> centre = data.numbers(tags::windowCentre);
    const std::vector<double> width = data.numbers(tags::windowWidth);
    if (!centre.empty() && !width.empty() && width[0] >= 1) {
        header.window = WindowLevel{.level = centre[0], .width = width[0]};
    }
}

/// What the functional groups of an enhanced file say of a frame, or of all of them.
void readGroups(const gdcm::DataSet &groups, DicomPlane &plane, DicomHeader &header)
{
    const DicomTags data(groups);
    if (const auto item = data.item(tags::planePositionSequence)) {
        readPosition(DicomTags(*item), plane);
    }
    if (const auto item = data.item(tags::planeOrientationSequence)) {
        readOrientation(DicomTags(*item), plane);
    }
    if (const auto item = data.item(tags::pixelMeasuresSequence)) {
        readMeasures(DicomTags(*item), plane);
    }
    if (const auto item = data.item(tags::transformationSequence)) {
        readRescale(DicomTags(*item), header);
    }
    if (const auto item = data.item(tags::windowSequence); item && !header.window) {
        readWindow(DicomTags(*item), header);
    }
}

void readPlanes(const gdcm::DataSet &dataSet, DicomHeader &header)
{
    const DicomTags data(dataSet);
    DicomPlane common;
    readPosition(data, common);
    readOrientation(data, common);
    readMeasures(data, common);
    if (const auto shared = data.item(tags::sharedGroups)) {
        readGroups(*shared, common, header);
    }
    header.planes.assign(size_t(header.frames), common);
    for (size_t frame = 0; frame < header.planes.size(); ++frame) {
        const auto groups = data.item(tags::frameGroups, frame);
        if (!groups) {
            break;
        }
        readGroups(*groups, header.planes[frame], header);
    }
}

void readAttributes(const gdcm::DataSet &dataSet, DicomHeader &header)
{
    const DicomTags data(dataSet);
    header.seriesUid = data.text(tags::seriesUid);
    header.studyUid = data.text(tags::studyUid);
    header.instanceUid = data.text(tags::instanceUid);
    header.patientId = data.text(tags::patientId);
    header.modality = data.text(tags::modality);
    header.description = data.text(tags::description);
    header.photometric = data.text(tags::photometric);
    header.rows = data.unsignedShort(tags::rows).value_or(0);
    header.columns = data.unsignedShort(tags::columns).value_or(0);
    header.frames = data.integer(tags::frames).value_or(1);
    header.samplesPerPixel = data.unsignedShort(tags::samplesPerPixel).value_or(1);
    header.bitsAllocated = data.unsignedShort(tags::bitsAllocated).value_or(0);
    header.pixelRepresentation = data.unsignedShort(tags::pixelRepresentation).value_or(0);
    header.instanceNumber = data.integer(tags::instanceNumber).value_or(0);
    header.hasModalityTable = data.contains(tags::modalityTable);
    readRescale(data, header);
    readWindow(data, header);
}

/// All attributes before the pixels. The deflated transfer syntax cannot be skipped through and is read whole.
bool readToPixels(gdcm::Reader &reader, std::ifstream &stream, bool skipPixels)
{
    const std::set<gdcm::Tag> skipped = skipPixels ? std::set{tags::floatPixels, tags::pixels} : std::set<gdcm::Tag>{};
    stream.clear();
    stream.seekg(0);
    reader.SetStream(stream);
    try {
        return reader.ReadUpToTag(tags::pixels, skipped);
    } catch (const std::exception &) {
        return skipPixels && readToPixels(reader, stream, false);
    }
}

} // namespace

Result<DicomHeader> readDicomHeader(const QString &path)
{
    gdcm::Trace::DebugOff();
    gdcm::Trace::WarningOff();
    gdcm::Trace::ErrorOff();
    const Error corrupt{
        ErrorCode::Corrupt, QObject::tr("%1 is a damaged DICOM file: its header cannot be read.").arg(path)};
    const Error noImage{ErrorCode::Unsupported, QObject::tr("%1 is a DICOM file without an image in it.").arg(path)};

    std::ifstream stream(QFile::encodeName(path).constData(), std::ios::binary);
    if (!stream) {
        return Error{ErrorCode::Io, QObject::tr("%1 cannot be opened.").arg(path)};
    }
    try {
        gdcm::Reader reader;
        if (!readToPixels(reader, stream, true)) {
            return corrupt;
        }
        DicomHeader header;
        header.path = path;
        header.pixelsAt = stream.good() ? qint64(stream.tellg()) : -1;
        header.transferSyntax =
            QString::fromLatin1(reader.GetFile().GetHeader().GetDataSetTransferSyntax().GetString());
        readAttributes(reader.GetFile().GetDataSet(), header);
        if (header.rows == 0 || header.columns == 0) {
            return noImage;
        }
        if (header.frames < 1 || header.frames > kMaxFrames || header.samplesPerPixel > 4) {
            return corrupt;
        }
        readPlanes(reader.GetFile().GetDataSet(), header);
        return header;
    } catch (const std::exception &) {
        return corrupt;
    }
}

} // namespace vmunet
