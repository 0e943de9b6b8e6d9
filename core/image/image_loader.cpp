// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"

#include "core/image/dicom_reader.h"
#include "core/image/dicom_series.h"
#include "core/image/file_format.h"
#include "core/image/nifti_reader.h"
#include "core/image/photo_reader.h"
#include "core/image/radiological_view.h"
#include "core/image/synapse_reader.h"
#include "core/image/volume_reader.h"

#include <QFileInfo>
#include <QObject>

#include <new>

namespace vmunet {

namespace {

/// Volume files lie any way up, DICOM slices as they were taken.
Result<Image> upright(Result<Image> volume)
{
    if (volume) {
        toRadiologicalView(*volume);
    }
    return volume;
}

Result<Image> loadFile(
    const QString &path, const CancelFlag &cancel, const ProgressCallback &progress, const PreviewCallback &preview)
{
    const Result<QByteArray> head = readHead(path);
    if (!head) {
        return head.error();
    }
    if (cancel.isCancelled()) {
        return Error{ErrorCode::Cancelled, QObject::tr("Opening %1 was cancelled.").arg(path)};
    }
    if (progress) {
        progress(0, QObject::tr("Reading %1").arg(QFileInfo(path).fileName()));
    }
    const FileFormat format = formatOf(*head);
    switch (format) {
    case FileFormat::Unknown:
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 is not an image that this program reads, whatever its name says.").arg(path)};
    case FileFormat::Dicom:
        return readDicomFile(path);
    case FileFormat::DicomDirectory:
        return loadLargestSeries(QFileInfo(path).absolutePath(), cancel, progress, preview);
    case FileFormat::Npz:
    case FileFormat::Hdf5:
        return readSynapse(path, format, cancel, progress);
    case FileFormat::Nifti:
        return upright(readNifti(path, cancel, progress));
    case FileFormat::Nrrd:
    case FileFormat::MetaImage:
    case FileFormat::Gipl:
        return upright(readVolume(path, format));
    default:
        return readPhotograph(path, format, cancel);
    }
}

} // namespace

Result<Image> loadImage(
    const QString &path, const CancelFlag &cancel, const ProgressCallback &progress, const PreviewCallback &preview)
{
    try {
        return QFileInfo(path).isDir() ? loadLargestSeries(path, cancel, progress, preview)
                                       : loadFile(path, cancel, progress, preview);
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::OutOfMemory, QObject::tr("There is not enough memory to open %1.").arg(path)};
    }
}

} // namespace vmunet
