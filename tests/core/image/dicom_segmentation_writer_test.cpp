// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_segmentation_writer.h"

#include "core/image/image_loader.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcuid.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace vmunet;

namespace {

const QString kSeries = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/dicom/");

std::unique_ptr<DcmFileFormat> open(const QString &path)
{
    auto file = std::make_unique<DcmFileFormat>();
    return file->loadFile(QFile::encodeName(path).constData()).good() ? std::move(file) : nullptr;
}

QString text(DcmItem *item, const DcmTagKey &tag, unsigned long index = 0)
{
    OFString value;
    return item && item->findAndGetOFString(tag, value, index, OFTrue).good() ? QString::fromLatin1(value.c_str())
                                                                              : QString();
}

/// The functional groups of a frame.
DcmItem *frame(DcmFileFormat &file, long index)
{
    DcmItem *item = nullptr;
    file.getDataset()->findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, item, index);
    return item;
}

} // namespace

class DicomSegmentationWriterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void framesLieWhereTheirSlicesLie()
    {
        const QString folder = kSeries + QStringLiteral("head_gantry_tilt");
        if (!QDir(folder).exists()) {
            QSKIP("the shared series are not here");
        }
        const Result<Image> image = loadImage(folder);
        QVERIFY(image);
        std::vector<Mask> masks(size_t(image->slices), Mask(image->size()));
        const int last = image->slices - 1;
        masks[3].fill({100, 120, 31, 17}, Label{2});
        masks[size_t(last)].fill({10, 12, 5, 5}, Label{1});
        LabelSet labels = LabelSet::fromNames({QStringLiteral("Liver"), QStringLiteral("Bone")});
        labels.setCodes(Label{2}, {QStringLiteral("49755003"), QStringLiteral("SCT"), QStringLiteral("Abnormal")},
            {QStringLiteral("42"), QStringLiteral("99LAB"), QStringLiteral("Our bone")});
        const QString path = m_folder.filePath(QStringLiteral("tilted.dcm"));
        const Status written = writeDicomSegmentation(masks, labels, *image, path);
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));

        const auto file = open(path);
        QVERIFY(file);
        DcmDataset *dataset = file->getDataset();
        QCOMPARE(text(dataset, DCM_SOPClassUID), QStringLiteral(UID_SegmentationStorage));
        QCOMPARE(text(dataset, DCM_StudyInstanceUID), image->studyUid);
        QCOMPARE(text(dataset, DCM_NumberOfFrames), QStringLiteral("2"));
        DcmItem *segment = nullptr;
        QVERIFY(dataset->findAndGetSequenceItem(DCM_SegmentSequence, segment, 0).good());
        QCOMPARE(text(segment, DCM_SegmentLabel), QStringLiteral("Liver"));
        QCOMPARE(text(segment, DCM_CodeValue), QStringLiteral("91723000"));
        QVERIFY(dataset->findAndGetSequenceItem(DCM_SegmentSequence, segment, 1).good());
        QCOMPARE(text(segment, DCM_CodeValue), QStringLiteral("49755003"));
        DcmItem *type = nullptr;
        QVERIFY(segment->findAndGetSequenceItem(DCM_SegmentedPropertyTypeCodeSequence, type).good());
        QCOMPARE(text(type, DCM_CodeValue), QStringLiteral("42"));
        QCOMPARE(text(type, DCM_CodingSchemeDesignator), QStringLiteral("99LAB"));
        QCOMPARE(text(type, DCM_CodeMeaning), QStringLiteral("Our bone"));
        QCOMPARE(text(frame(*file, 0), DCM_ReferencedSOPInstanceUID), image->instanceUids[last]);
        QCOMPARE(text(frame(*file, 1), DCM_ReferencedSOPInstanceUID), image->instanceUids[3]);

        const double z = text(frame(*file, 1), DCM_ImagePositionPatient, 2).toDouble();
        const auto source = open(fileOf(folder, image->instanceUids[3]));
        QVERIFY(source);
        QVERIFY(qAbs(z - text(source->getDataset(), DCM_ImagePositionPatient, 2).toDouble()) < 1e-4);
    }

    void ourOwnReaderFindsThePixels()
    {
        const QString folder = kSeries + QStringLiteral("liver_3slices");
        if (!QDir(folder).exists()) {
            QSKIP("the shared series are not here");
        }
        const Result<Image> image = loadImage(folder);
        QVERIFY(image);
        std::vector<Mask> masks(size_t(image->slices), Mask(image->size()));
        masks[1].fill({5, 6, 7, 8}, Label{1});
        const QString path = m_folder.filePath(QStringLiteral("liver.dcm"));
        QVERIFY(writeDicomSegmentation(masks, LabelSet::lesion(), *image, path));
        const Result<Image> read = loadImage(path);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->size(), image->size());
        qint64 foreground = 0;
        for (int y = 0; y < read->height; ++y) {
            for (int x = 0; x < read->width; ++x) {
                foreground += valuesAt(*read, 0, x, y).front() != 0 ? 1 : 0;
            }
        }
        QCOMPARE(foreground, 56);
    }

    void anEmptyMaskIsStillAValidFile()
    {
        const QString folder = kSeries + QStringLiteral("liver_3slices");
        if (!QDir(folder).exists()) {
            QSKIP("the shared series are not here");
        }
        const Result<Image> image = loadImage(folder);
        QVERIFY(image);
        const std::vector<Mask> masks(size_t(image->slices), Mask(image->size()));
        const QString path = m_folder.filePath(QStringLiteral("empty.dcm"));
        QVERIFY(writeDicomSegmentation(masks, LabelSet::lesion(), *image, path));
        const auto file = open(path);
        QVERIFY(file);
        QCOMPARE(text(file->getDataset(), DCM_NumberOfFrames), QStringLiteral("1"));
    }

    void whatIsNoSeriesIsRefused()
    {
        Image image;
        image.width = 4;
        image.height = 4;
        image.path = m_folder.filePath(QStringLiteral("photo.png"));
        const QString path = m_folder.filePath(QStringLiteral("no.dcm"));
        const Status written = writeDicomSegmentation({Mask({4, 4})}, LabelSet::lesion(), image, path);
        QVERIFY(!written);
        QVERIFY(!QFile::exists(path));
        const Status wrong = writeDicomSegmentation({Mask({5, 4})}, LabelSet::lesion(), image, path);
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::Invalid);
    }

private:
    static QString fileOf(const QString &folder, const QString &instanceUid)
    {
        const QDir dir(folder);
        for (const QString &name : dir.entryList(QDir::Files)) {
            const auto file = open(dir.filePath(name));
            if (file && text(file->getDataset(), DCM_SOPInstanceUID) == instanceUid) {
                return dir.filePath(name);
            }
        }
        return {};
    }

    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(DicomSegmentationWriterTest)
#include "dicom_segmentation_writer_test.moc"
