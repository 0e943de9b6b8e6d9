// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_series.h"

#include "core/image/image_loader.h"
#include "tests/support/dicom_files.h"

#include <QDir>
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
};

QTEST_GUILESS_MAIN(DicomSeriesTest)
#include "dicom_series_test.moc"
