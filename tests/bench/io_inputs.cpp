// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/io_inputs.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>

#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>

namespace vmunet::bench {

namespace {

const QString kSeries = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/dicom/abdomen_j2k");
const QString kPhotograph = QStringLiteral(VMUNET_SHARED_DATA "/data/formats/images/derm_upright.png");

bool writeSlice(const QString &from, const QString &to, int number)
{
    DcmFileFormat file;
    if (file.loadFile(OFFilename(QFile::encodeName(from).constData())).bad()) {
        return false;
    }
    file.loadAllDataIntoMemory();
    DcmDataset &data = *file.getDataset();
    const QByteArray uid = "1.2.826.0.1.3680043.9.9999." + QByteArray::number(number + 1);
    const QByteArray place = "-200\\-200\\" + QByteArray::number(number * 1.5);
    const bool placed = data.putAndInsertString(DCM_SOPInstanceUID, uid.constData()).good()
        && data.putAndInsertString(DCM_ImagePositionPatient, place.constData()).good()
        && data.putAndInsertString(DCM_InstanceNumber, QByteArray::number(number + 1).constData()).good();
    return placed && file.saveFile(OFFilename(QFile::encodeName(to).constData()), data.getOriginalXfer()).good();
}

} // namespace

QString writeSeries(const QString &folder, int slices)
{
    const QStringList real = QDir(kSeries).entryList(QDir::Files);
    if (real.isEmpty()) {
        return QStringLiteral("The shared series %1 is not there: nothing to measure with.").arg(kSeries);
    }
    for (int i = 0; i < slices; ++i) {
        const QString from = QDir(kSeries).filePath(real[i % real.size()]);
        const QString to = QDir(folder).filePath(QStringLiteral("%1.dcm").arg(i, 4, 10, QLatin1Char('0')));
        if (!writeSlice(from, to, i)) {
            return QStringLiteral("%1 cannot be written.").arg(to);
        }
    }
    return {};
}

QString writePhotograph(const QString &path, QSize size)
{
    const QImage real(kPhotograph);
    if (real.isNull()) {
        return QStringLiteral("The shared picture %1 is not there: nothing to measure with.").arg(kPhotograph);
    }
    const QImage large = real.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    constexpr int kCameraQuality = 92;
    return large.save(path, "jpeg", kCameraQuality) ? QString() : QStringLiteral("%1 cannot be written.").arg(path);
}

QString writeImages(const QString &folder, int count)
{
    const QString first = QDir(folder).filePath(QStringLiteral("ISIC_1.jpg"));
    const QString error = writePhotograph(first, {600, 450});
    for (int i = 2; error.isEmpty() && i <= count; ++i) {
        const QString path = QDir(folder).filePath(QStringLiteral("ISIC_%1.jpg").arg(i));
        if (!QFile::copy(first, path)) {
            return QStringLiteral("%1 cannot be written.").arg(path);
        }
    }
    return error;
}

} // namespace vmunet::bench
