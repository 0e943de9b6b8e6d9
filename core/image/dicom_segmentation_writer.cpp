// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_segmentation_writer.h"

#include "core/annotation/common_structures.h"
#include "core/image/dicom_slice_source.h"
#include "core/image/dicom_tags.h"
#include "core/image/verified_file.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmfg/fgderimg.h>
#include <dcmtk/dcmfg/fgfracon.h>
#include <dcmtk/dcmfg/fgpixmsr.h>
#include <dcmtk/dcmfg/fgplanor.h>
#include <dcmtk/dcmfg/fgplanpo.h>
#include <dcmtk/dcmfg/fgseg.h>
#include <dcmtk/dcmseg/segdoc.h>
#include <dcmtk/dcmseg/segment.h>

#include <QFile>
#include <QObject>
#include <QTemporaryDir>

#include <algorithm>
#include <memory>

namespace vmunet {

namespace {

using Frame = std::pair<Label, size_t>; ///< A structure on a slice.

std::string number(double value)
{
    return QByteArray::number(value, 'g', 10).toStdString(); // A decimal string holds 16 characters.
}

Error failed(const QString &path, const OFCondition &reason)
{
    return {ErrorCode::Io,
        QObject::tr("The DICOM segmentation %1 cannot be written: %2.").arg(path, QString::fromLatin1(reason.text()))};
}

CodeSequenceMacro sequenceOf(const DicomCode &code)
{
    return {code.value.toLatin1().constData(), code.scheme.toLatin1().constData(),
        code.meaning.toLatin1().left(64).constData()};
}

/// The codes that the person chose; else those of a common structure of this name; else plain tissue.
CodedStructure structureOf(const LabelInfo &label)
{
    const CodedStructure *known = findStructure(label.name);
    CodedStructure structure = known ? *known : *findStructure(QStringLiteral("Tissue"));
    structure.category = label.category.isNull() ? structure.category : label.category;
    structure.type = label.type.isNull() ? structure.type : label.type;
    return structure;
}

OFCondition addSegments(DcmSegmentation &segmentation, const LabelSet &labels)
{
    OFCondition status = EC_Normal;
    for (const LabelInfo &label : labels.labels()) {
        DcmSegment *segment = nullptr;
        const QByteArray name = label.name.toLatin1().left(64);
        const CodedStructure structure = structureOf(label);
        status = DcmSegment::create(segment, name.constData(), sequenceOf(structure.category),
            sequenceOf(structure.type), DcmSegTypes::SAT_AUTOMATIC, "VM-UNet");
        Uint16 number = 0;
        if (status.good()) {
            status = segmentation.addSegment(segment, number);
        }
        if (status.bad()) {
            break;
        }
    }
    return status;
}

OFCondition addSharedGroups(DcmSegmentation &segmentation, const Geometry &geometry)
{
    FGPixelMeasures measures;
    measures.setPixelSpacing((number(geometry.spacingMm[1]) + "\\" + number(geometry.spacingMm[0])).c_str());
    measures.setSliceThickness(number(geometry.spacingMm[2]).c_str());
    const Vector3 &row = geometry.direction[0];
    const Vector3 &column = geometry.direction[1];
    FGPlaneOrientationPatient orientation;
    orientation.setImageOrientationPatient(number(row[0]).c_str(), number(row[1]).c_str(), number(row[2]).c_str(),
        number(column[0]).c_str(), number(column[1]).c_str(), number(column[2]).c_str());
    const OFCondition status = segmentation.addForAllFrames(measures);
    return status.good() ? segmentation.addForAllFrames(orientation) : status;
}

/// A segmentation without patient, segments and frames.
std::unique_ptr<DcmSegmentation> emptySegmentation(QSize size)
{
    const IODGeneralEquipmentModule::EquipmentInfo equipment("VM-UNet Studio", "-", "VM-UNet Studio", VMUNET_VERSION);
    const ContentIdentificationMacro content("1", "SEGMENTATION", "Segmentation by VM-UNet", "VM-UNet");
    DcmSegmentation *made = nullptr;
    DcmSegmentation::createBinarySegmentation(made, Uint16(size.height()), Uint16(size.width()), equipment, content);
    return std::unique_ptr<DcmSegmentation>(made);
}

OFCondition addDimensions(DcmSegmentation &segmentation)
{
    char uid[100];
    dcmGenerateUniqueIdentifier(uid, SITE_INSTANCE_UID_ROOT);
    IODMultiframeDimensionModule &dimensions = segmentation.getDimensions();
    const OFCondition status =
        dimensions.addDimensionIndex(DCM_ReferencedSegmentNumber, uid, DCM_SegmentIdentificationSequence, "Segment");
    return status.good()
        ? dimensions.addDimensionIndex(DCM_ImagePositionPatient, uid, DCM_PlanePositionSequence, "Position")
        : status;
}

OFCondition addFrame(
    DcmSegmentation &segmentation, const Mask &mask, const Frame &frame, Uint16 segment, const DicomSliceSource &source)
{
    FGPlanePosPatient position;
    position.setImagePositionPatient(number(source.positionMm[0]).c_str(), number(source.positionMm[1]).c_str(),
        number(source.positionMm[2]).c_str());
    FGFrameContent content;
    content.setStackID("1");
    content.setInStackPositionNumber(Uint32(frame.second + 1));
    content.setDimensionIndexValues(segment, 0);
    content.setDimensionIndexValues(Uint32(frame.second + 1), 1);
    FGDerivationImage derivation;
    DerivationImageItem *derived = nullptr;
    SourceImageItem *image = nullptr;
    OFCondition status =
        derivation.addDerivationImageItem(CodeSequenceMacro("113076", "DCM", "Segmentation"), "", derived);
    if (status.good()) {
        status = derived->addSourceImageItem(source.file->getDataset(),
            CodeSequenceMacro("121322", "DCM", "Source image for image processing operation"), image);
    }
    if (status.bad()) {
        return status;
    }
    QByteArray pixels = mask.labels();
    for (char &pixel : pixels) {
        pixel = Label(uchar(pixel)) == frame.first ? 1 : 0;
    }
    OFVector<FGBase *> groups;
    groups.push_back(&position);
    groups.push_back(&content);
    groups.push_back(&derivation);
    return segmentation.addFrame(reinterpret_cast<Uint8 *>(pixels.data()), segment, groups);
}

void addReferences(DcmSegmentation &segmentation, const Image &source, const std::vector<DicomSliceSource> &slices)
{
    auto *series = new IODSeriesAndInstanceReferenceMacro::ReferencedSeriesItem; // The segmentation owns both.
    series->setSeriesInstanceUID(source.seriesUid.toLatin1().constData());
    QStringList known;
    for (const DicomSliceSource &slice : slices) {
        const DicomTags tags(*slice.file->getDataset());
        const QString instance = tags.text(DCM_SOPInstanceUID);
        if (known.contains(instance)) {
            continue;
        }
        known.append(instance);
        auto *reference = new SOPInstanceReferenceMacro;
        reference->setReferencedSOPClassUID(tags.text(DCM_SOPClassUID).toLatin1().constData());
        reference->setReferencedSOPInstanceUID(instance.toLatin1().constData());
        series->getReferencedInstanceItems().push_back(reference);
    }
    segmentation.getCommonInstanceReference().getReferencedSeriesItems().push_back(series);
}

/// What has a frame: every structure on every slice where it occurs; something at least, a file without is not valid.
std::vector<Frame> framesOf(const std::vector<Mask> &masks, const LabelSet &labels)
{
    std::vector<Frame> frames;
    for (const LabelInfo &info : labels.labels()) {
        for (size_t slice = 0; slice < masks.size(); ++slice) {
            if (masks[slice].count(info.label) > 0) {
                frames.emplace_back(info.label, slice);
            }
        }
    }
    if (frames.empty()) {
        frames.emplace_back(labels.labels().front().label, 0);
    }
    return frames;
}

/// True if the file's frames are exactly those of the masks.
bool holds(const QString &path, const std::vector<Mask> &masks, const std::vector<Frame> &frames)
{
    DcmSegmentation *loaded = nullptr;
    DcmSegmentation::loadFile(QFile::encodeName(path).constData(), loaded);
    const std::unique_ptr<DcmSegmentation> segmentation(loaded);
    if (!segmentation || segmentation->getNumberOfFrames() != frames.size()) {
        return false;
    }
    for (size_t i = 0; i < frames.size(); ++i) {
        const DcmIODTypes::Frame *frame = segmentation->getFrame(i);
        const QByteArray &labels = masks[frames[i].second].labels();
        if (!frame || qsizetype(frame->length) * 8 < labels.size()) {
            return false;
        }
        for (qsizetype pixel = 0; pixel < labels.size(); ++pixel) {
            const bool set = (frame->pixData[pixel / 8] >> (pixel % 8)) & 1;
            if (set != (Label(uchar(labels[pixel])) == frames[i].first)) {
                return false;
            }
        }
    }
    return true;
}

Result<QByteArray> bytesOf(DcmSegmentation &segmentation, const QString &target)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("segmentation.dcm"));
    DcmFileFormat file;
    OFCondition status = segmentation.writeDataset(*file.getDataset());
    if (status.good()) {
        status = file.saveFile(QFile::encodeName(path).constData(), EXS_LittleEndianExplicit);
    }
    QFile written(path);
    if (status.bad() || !written.open(QIODevice::ReadOnly)) {
        return failed(target, status);
    }
    return written.readAll();
}

} // namespace

Status checkDicomSource(const Image &source)
{
    if (!source.instanceUids.isEmpty()) {
        return Done{};
    }
    return Error{ErrorCode::Unsupported,
        QObject::tr("%1 is no DICOM image, so no DICOM segmentation can refer to it; choose another format.")
            .arg(source.path)};
}

Status writeDicomSegmentation(
    const std::vector<Mask> &masks, const LabelSet &labels, const Image &source, const QString &path)
{
    bool fits = int(masks.size()) == source.slices && !labels.labels().empty();
    for (const Mask &mask : masks) {
        fits = fits && mask.size() == source.size();
    }
    if (!fits) {
        return Error{ErrorCode::Invalid, QObject::tr("The masks for %1 do not belong to %2.").arg(path, source.path)};
    }
    if (const Status possible = checkDicomSource(source); !possible) {
        return possible;
    }
    const Result<std::vector<DicomSliceSource>> slices = dicomSliceSources(source);
    if (!slices) {
        return slices.error();
    }
    const std::unique_ptr<DcmSegmentation> segmentation = emptySegmentation(source.size());
    if (!segmentation) {
        return failed(path, EC_IllegalCall);
    }
    OFCondition status = segmentation->importFromSourceImage(*slices->front().file->getDataset());
    segmentation->getSeries().setSeriesNumber("1");
    addReferences(*segmentation, source, *slices);
    const auto then = [&status](const OFCondition &next) { status = status.good() ? next : status; };
    then(addDimensions(*segmentation));
    then(addSegments(*segmentation, labels));
    then(addSharedGroups(*segmentation, source.geometry));
    const std::vector<Frame> frames = framesOf(masks, labels);
    for (const Frame &frame : frames) {
        const auto label = std::find_if(labels.labels().begin(), labels.labels().end(),
            [&frame](const LabelInfo &info) { return info.label == frame.first; });
        const auto segment = Uint16(label - labels.labels().begin() + 1);
        then(addFrame(*segmentation, masks[frame.second], frame, segment, (*slices)[frame.second]));
    }
    if (status.bad()) {
        return failed(path, status);
    }
    const Result<QByteArray> bytes = bytesOf(*segmentation, path);
    if (!bytes) {
        return bytes.error();
    }
    return writeVerified(
        path, *bytes, [&masks, &frames](const QString &written) { return holds(written, masks, frames); });
}

} // namespace vmunet
