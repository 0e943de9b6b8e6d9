// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_toolkit.h"

#include <QFile>
#include <QObject>

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcrledrg.h>
#include <dcmtk/dcmjpeg/djdecode.h>
#include <dcmtk/dcmjpls/djdecode.h>
#include <dcmtk/oflog/oflog.h>

#include <mutex>

namespace vmunet {

namespace {

void prepareToolkit()
{
    static std::once_flag once;
    std::call_once(once, [] {
        OFLog::configure(OFLogger::OFF_LOG_LEVEL);
        // Colour is converted here, alike for all compressions.
        DJDecoderRegistration::registerCodecs(EDC_never, EUC_never, EPC_colorByPixel);
        DJLSDecoderRegistration::registerCodecs(EJLSUC_never, EJLSPC_colorByPixel);
        DcmRLEDecoderRegistration::registerCodecs();
    });
}

} // namespace

Result<std::unique_ptr<DcmFileFormat>> openDicom(const QString &path, DicomExtent extent)
{
    prepareToolkit();
    QFile readable(path);
    if (!readable.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, QObject::tr("%1 cannot be opened: %2.").arg(path, readable.errorString())};
    }
    constexpr Uint32 kLongValue = 4096;
    auto file = std::make_unique<DcmFileFormat>();
    const QByteArray name = QFile::encodeName(path);
    const OFCondition loaded = file->loadFileUntilTag(OFFilename(name.constData()), EXS_Unknown, EGL_noChange,
        kLongValue, ERM_autoDetect, extent == DicomExtent::Header ? DCM_FloatPixelData : DCM_UndefinedTagKey);
    if (loaded.bad() || file->getDataset()->card() == 0) {
        return Error{ErrorCode::Corrupt,
            QObject::tr("%1 is a truncated or damaged DICOM file and cannot be read. Copy it again.").arg(path)};
    }
    return file;
}

} // namespace vmunet
