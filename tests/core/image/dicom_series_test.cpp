// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_series.h"

#include "core/image/image_loader.h"
#include "tests/support/dicom_files.h"

#include <dcmtk/dcmdata/dcddirif.h>

#include <QDir>
#include <QHash>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <atomic>

using namespace vmunet;
using namespace vmunet::test;

class DicomSeriesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!QDir(kSeries).exists()) {
            QSKIP("The shared test series are not beside this checkout.");
        }
    }

    void aCtSeriesIsOneVolumeSortedByPosition()
    {
        std::vector<double> fractions;
        const auto progress = [&](double fraction, const QString &) { fractions.push_back(fraction); };
        const Result<Image> image = loadImage(kSeries + QStringLiteral("abdomen_j2k"), {}, progress);
        QVERIFY2(image, image ? "" : qPrintable(image.error().message));
        QCOMPARE(image->kind, ImageKind::Volume);
        QCOMPARE(image->size(), QSize(512, 512));
        QCOMPARE(image->slices, 20);
        QCOMPARE(image->instanceUids.size(), 20);
        QCOMPARE(image->modality, QStringLiteral("CT"));
        QCOMPARE(image->rescaleIntercept, -1024.0);
        QVERIFY(image->geometry.known);
        QVERIFY(image->geometry.spacingMm[2] > 0);
        QCOMPARE(image->geometry.direction[2], (Vector3{0, 0, 1}));
        QCOMPARE(image->warnings, QStringList());
        QVERIFY(std::is_sorted(fractions.begin(), fractions.end()));
        QCOMPARE(fractions.back(), 1.0);
        const std::vector<float> hounsfield = rescaledSlice(*image, 10);
        QCOMPARE_LE(*std::min_element(hounsfield.begin(), hounsfield.end()), -1000.0F);
        QCOMPARE_GE(*std::max_element(hounsfield.begin(), hounsfield.end()), 500.0F);
    }

    void aTiltedGantryAndUnevenSpacingAreSaid()
    {
        const Result<Image> image = loadImage(kSeries + QStringLiteral("head_gantry_tilt"));
        QVERIFY2(image, image ? "" : qPrintable(image.error().message));
        QCOMPARE(image->slices, 28);
        const QString warnings = image->warnings.join(QLatin1Char('\n'));
        QVERIFY2(warnings.contains(QStringLiteral("18.5 degrees")), qPrintable(warnings));
        QVERIFY2(warnings.contains(QStringLiteral("unevenly spaced")), qPrintable(warnings));
    }

    void aMissingSliceIsSaid()
    {
        const QTemporaryDir folder;
        QVERIFY(linkAll(kSeries + QStringLiteral("abdomen_j2k"), folder.path()));
        const Result<Image> whole = loadImage(folder.path());
        QVERIFY(whole);
        const QString name = QDir(folder.path()).entryList(QDir::Files).at(7);
        QVERIFY(QFile::remove(folder.filePath(name)));
        const Result<Image> image = loadImage(folder.path());
        QVERIFY(image);
        QCOMPARE(image->slices, 19);
        QCOMPARE(image->warnings.size(), 1);
        QVERIFY(image->warnings.first().contains(QStringLiteral("missing")));
    }

    void copiesOfASliceAreLeftOut()
    {
        const QTemporaryDir folder;
        QVERIFY(linkAll(kSeries + QStringLiteral("liver_3slices"), folder.path()));
        QVERIFY(QFile::copy(kSeries + QStringLiteral("liver_3slices/01.dcm"), folder.filePath(QStringLiteral("x"))));
        const Result<Image> image = loadImage(folder.path());
        QVERIFY(image);
        QCOMPARE(image->slices, 3);
        QVERIFY(image->warnings.join(QLatin1Char(' ')).contains(QStringLiteral("left out")));
    }

    void theMiddleSliceIsShownFirstAndEverySliceOnce()
    {
        std::vector<int> shown;
        const auto preview = [&](const SlicePreview &early) {
            QCOMPARE(early.count, 20);
            QCOMPARE(early.slice.slices, 1);
            QCOMPARE(early.slice.samples.size(), early.slice.sliceBytes());
            shown.push_back(early.index);
            m_previews[early.index] = early.slice;
        };
        const Result<Image> image = loadImage(kSeries + QStringLiteral("abdomen_j2k"), {}, {}, preview);
        QVERIFY(image);
        QCOMPARE(shown.size(), size_t(20));
        QCOMPARE(shown.front(), 10);
        for (int slice = 0; slice < image->slices; ++slice) {
            QVERIFY(m_previews.contains(slice));
            QCOMPARE(renderSlice(m_previews[slice], 0, initialWindow(*image)),
                renderSlice(*image, slice, initialWindow(*image)));
        }
    }

    void aDicomDirectoryOpensTheFilesBesideIt()
    {
        const QTemporaryDir folder;
        for (int i = 1; i <= 3; ++i) { // A disc wants explicit little endian.
            const QString from = kSeries + QStringLiteral("liver_3slices/0%1.dcm").arg(i);
            const QString to = folder.filePath(QStringLiteral("IM%1").arg(i));
            DcmFileFormat file;
            QVERIFY(file.loadFile(OFFilename(from.toLocal8Bit().constData())).good());
            QVERIFY(file.saveFile(OFFilename(to.toLocal8Bit().constData()), EXS_LittleEndianExplicit).good());
        }
        const QString path = folder.filePath(QStringLiteral("DICOMDIR"));
        DicomDirInterface directory;
        directory.disableConsistencyCheck(OFTrue);
        directory.enableInventMode(OFTrue);
        const QByteArray root = folder.path().toLocal8Bit();
        QVERIFY(directory
                    .createNewDicomDir(
                        DicomDirInterface::AP_GeneralPurpose, OFFilename(path.toLocal8Bit().constData()), "TEST")
                    .good());
        for (const char *name : {"IM1", "IM2", "IM3"}) {
            const OFCondition added = directory.addDicomFile(OFFilename(name), OFFilename(root.constData()));
            QVERIFY2(added.good(), added.text());
        }
        QVERIFY(directory.writeDicomDir().good());
        const Result<Image> image = loadImage(path);
        QVERIFY2(image, image ? "" : qPrintable(image.error().message));
        QCOMPARE(image->slices, 3);
        QCOMPARE(image->path, folder.path());
    }

    void severalSeriesAreListedMostSlicesFirst()
    {
        const QTemporaryDir folder;
        for (const QString &name : {QStringLiteral("liver_3slices"), QStringLiteral("abdomen_j2k")}) {
            QVERIFY(QDir(folder.path()).mkdir(name));
            QVERIFY(linkAll(kSeries + name, folder.filePath(name)));
        }
        const auto list = readSeriesList(folder.path());
        QVERIFY(list);
        QCOMPARE(list->size(), size_t(2));
        QCOMPARE(list->at(0).slices, 20);
        QCOMPARE(list->at(1).slices, 3);
        const Result<Image> small = loadSeries(list->at(1));
        QVERIFY(small);
        QCOMPARE(small->slices, 3);
        const Result<Image> first = loadImage(folder.path());
        QVERIFY(first);
        QCOMPARE(first->slices, 20);
        QVERIFY(first->warnings.join(QLatin1Char(' ')).contains(QStringLiteral("2 series")));
    }

    void cancellingStopsTheReading()
    {
        const CancelFlag cancel;
        const Result<Image> image =
            loadImage(kSeries + QStringLiteral("abdomen_j2k"), cancel, [&](double fraction, const QString &) {
                if (fraction > 0.3) {
                    cancel.cancel();
                }
            });
        QVERIFY(!image);
        QCOMPARE(image.error().code, ErrorCode::Cancelled);
    }

    void aTruncatedSliceNamesItsFile()
    {
        const QTemporaryDir folder;
        QVERIFY(linkAll(kSeries + QStringLiteral("liver_3slices"), folder.path()));
        const QString path = folder.filePath(QStringLiteral("02.dcm"));
        QFile original(kSeries + QStringLiteral("liver_3slices/02.dcm"));
        QVERIFY(original.open(QIODevice::ReadOnly));
        QVERIFY(QFile::remove(path));
        QFile cut(path);
        QVERIFY(cut.open(QIODevice::WriteOnly));
        QVERIFY(cut.write(original.read(original.size() / 2)) > 0);
        cut.close();
        const Result<Image> image = loadImage(folder.path());
        QVERIFY(!image);
        QVERIFY2(image.error().message.contains(QStringLiteral("02.dcm")), qPrintable(image.error().message));
    }

private:
    QHash<int, Image> m_previews;
};

QTEST_GUILESS_MAIN(DicomSeriesTest)
#include "dicom_series_test.moc"
