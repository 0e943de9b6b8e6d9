// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

namespace {

const QString kFrames = QStringLiteral(VMUNET_SHARED_DATA "/data/formats/dicom/multiframe/emri_small.dcm");

/// The shared file of ten frames, changed.
class ChangedFile {
public:
    explicit ChangedFile(const QString &path)
        : m_path(path.toLocal8Bit())
    {
        m_file.loadFile(OFFilename(kFrames.toLocal8Bit().constData()));
        m_file.loadAllDataIntoMemory();
    }
    DcmDataset &data() { return *m_file.getDataset(); }
    bool setScale(long frame, const char *slope, const char *intercept)
    {
        DcmItem *item = nullptr;
        DcmItem *scale = nullptr;
        return data().findOrCreateSequenceItem(DCM_PerFrameFunctionalGroupsSequence, item, frame).good()
            && item->findOrCreateSequenceItem(DCM_PixelValueTransformationSequence, scale, 0).good()
            && scale->putAndInsertString(DCM_RescaleSlope, slope).good()
            && scale->putAndInsertString(DCM_RescaleIntercept, intercept).good();
    }
    bool save() { return m_file.saveFile(OFFilename(m_path.constData()), EXS_LittleEndianExplicit).good(); }

private:
    QByteArray m_path;
    DcmFileFormat m_file;
};

} // namespace

class DicomReaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!QFile::exists(kFrames)) {
            QSKIP("The shared test files are not beside this checkout.");
        }
    }

    void framesWithScalesOfTheirOwnAreRescaledEach()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("scaled.dcm"));
        ChangedFile file(path);
        for (long frame = 0; frame < 10; ++frame) {
            QVERIFY(file.setScale(frame, QByteArray::number(qlonglong(frame + 1)).constData(), "-100"));
        }
        QVERIFY(file.save());
        const Result<Image> plain = loadImage(kFrames);
        const Result<Image> image = loadImage(path);
        QVERIFY2(image, image ? "" : qPrintable(image.error().message));
        QCOMPARE(image->type, SampleType::Float32);
        QCOMPARE(image->slices, 10);
        QVERIFY(image->warnings.join(QLatin1Char(' ')).contains(QStringLiteral("scaled differently")));
        // The file's frames lie from the last to the first, or the reverse; the scale goes with the frame.
        const auto stored = [&](int slice) { return valuesAt(*plain, slice, 20, 30)[0]; };
        const auto scaled = [&](int slice) { return valuesAt(*image, slice, 20, 30)[0]; };
        const double first = stored(0) != 0 ? (scaled(0) + 100) / stored(0) : 0;
        QVERIFY(first == 1 || first == 10);
        for (int slice = 0; slice < 10; ++slice) {
            const double slope = first == 1 ? slice + 1 : 10 - slice;
            QCOMPARE(scaled(slice), stored(slice) * slope - 100);
        }
    }

    void oneScaleForAllFramesKeepsStoredValues()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("scaled.dcm"));
        ChangedFile file(path);
        for (long frame = 0; frame < 10; ++frame) {
            QVERIFY(file.setScale(frame, "2", "-7"));
        }
        QVERIFY(file.save());
        const Result<Image> plain = loadImage(kFrames);
        const Result<Image> image = loadImage(path);
        QVERIFY(plain && image);
        QCOMPARE(image->samples, plain->samples);
        QCOMPARE(image->rescaleSlope, 2.0);
        QCOMPARE(image->rescaleIntercept, -7.0);
    }
};

QTEST_GUILESS_MAIN(DicomReaderTest)
#include "dicom_reader_test.moc"
