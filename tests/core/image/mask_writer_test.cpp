// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/mask_writer.h"

#include "core/image/image_loader.h"
#include "core/image/nifti_header.h"
#include "core/image/nifti_reader.h"
#include "core/image/radiological_view.h"

#include <QDir>
#include <QImageReader>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>
#include <optional>

#include <sys/resource.h>
#include <unistd.h>

using namespace vmunet;

namespace {

Mask threeStructures(QSize size = {41, 30})
{
    Mask mask(size);
    mask.fill({2, 2, 10, 10}, Label{1});
    mask.fill({14, 2, 10, 10}, Label{2});
    mask.fill({2, 14, 20, 12}, Label{9});
    return mask;
}

Image volume(int slices = 3)
{
    Image image;
    image.kind = ImageKind::Volume;
    image.width = 41;
    image.height = 30;
    image.slices = slices;
    image.samples = QByteArray(41 * 30 * slices, '\0');
    image.geometry = {.spacingMm = {0.7, 0.8, 2.5}, .originMm = {-120.5, 33.25, -804.5}, .known = true};
    return image;
}

void compare(const Geometry &actual, const Geometry &expected)
{
    for (size_t axis = 0; axis < 3; ++axis) {
        QCOMPARE_LE(qAbs(actual.spacingMm[axis] - expected.spacingMm[axis]), 1e-5);
        QCOMPARE_LE(qAbs(actual.originMm[axis] - expected.originMm[axis]), 1e-4);
        for (size_t i = 0; i < 3; ++i) {
            QCOMPARE_LE(qAbs(actual.direction[axis][i] - expected.direction[axis][i]), 1e-5);
        }
    }
}

QStringList namesIn(const QTemporaryDir &folder)
{
    return QDir(folder.path()).entryList(QDir::Files | QDir::Hidden);
}

} // namespace

class MaskWriterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelPngHoldsTheLabels()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("mask.png"));
        const Mask mask = threeStructures();
        const Status written = writeLabelPng(mask, path);
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));
        const QImage read = QImageReader(path).read();
        QCOMPARE(read.format(), QImage::Format_Grayscale8);
        for (int y = 0; y < 30; ++y) {
            QCOMPARE(QByteArray(reinterpret_cast<const char *>(read.constScanLine(y)), 41),
                QByteArray(reinterpret_cast<const char *>(mask.row(y)), 41));
        }
        QCOMPARE(namesIn(folder), QStringList{QStringLiteral("mask.png")});
    }

    void binaryPngIsBlackAndWhite()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("mask.png"));
        QVERIFY(writeBinaryPng(threeStructures(), path));
        const QImage read = QImageReader(path).read();
        QCOMPARE(qGray(read.pixel(0, 0)), 0);
        QCOMPARE(qGray(read.pixel(3, 3)), 255);
        QCOMPARE(qGray(read.pixel(15, 20)), 255);
    }

    void overlayFillsAndOutlinesVisibleStructures()
    {
        QImage image(41, 30, QImage::Format_RGB888);
        image.fill(QColor(100, 100, 100));
        LabelSet labels = LabelSet::fromNames({QStringLiteral("a"), QStringLiteral("b")});
        labels.setColor(Label{1}, QColor(200, 0, 0));
        labels.setVisible(Label{2}, false);
        const QImage overlay = renderOverlay(image, threeStructures(), labels, {.fillOpacity = 0.5, .outlineWidth = 1});
        QCOMPARE(overlay.pixelColor(0, 0), QColor(100, 100, 100));
        QCOMPARE(overlay.pixelColor(2, 2), QColor(200, 0, 0)); // Outline.
        QCOMPARE(overlay.pixelColor(6, 6), QColor(150, 50, 50)); // Fill.
        QCOMPARE(overlay.pixelColor(18, 6), QColor(100, 100, 100)); // Hidden.
        QCOMPARE(overlay.pixel(2, 14), defaultLabelColor(8).rgb()); // Not in the set.

        const QTemporaryDir folder;
        for (const QString &name : {QStringLiteral("o.png"), QStringLiteral("o.jpg")}) {
            QVERIFY(writeOverlay(image, threeStructures(), labels, folder.filePath(name)));
            QCOMPARE(QImageReader(folder.filePath(name)).read().size(), image.size());
        }
        const Status mismatch = writeOverlay(image, Mask({5, 5}), labels, folder.filePath(QStringLiteral("x.png")));
        QVERIFY(!mismatch);
        QCOMPARE(mismatch.error().code, ErrorCode::Invalid);
    }

    void probabilityPngIsTheForeground()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("p.png"));
        QVERIFY(writeProbabilityPng({.size = {2, 1}, .classes = 1, .values = QByteArray("\x10\xf0", 2)}, path));
        QCOMPARE(qGray(QImageReader(path).read().pixel(1, 0)), 0xf0);
        const QByteArray two("\x10\xf0\xef\x0f", 4);
        QVERIFY(writeProbabilityPng({.size = {2, 1}, .classes = 2, .values = two}, path));
        QCOMPARE(qGray(QImageReader(path).read().pixel(1, 0)), 0x0f);
        QVERIFY(!writeProbabilityPng({}, path));
    }

    void niftiKeepsLabelsAndGeometry_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<double>("degrees");
        QTest::addColumn<double>("shear");
        QTest::addColumn<bool>("mirrored");
        QTest::newRow("axial") << QStringLiteral("m.nii.gz") << 0.0 << 0.0 << false;
        QTest::newRow("plain file") << QStringLiteral("m.nii") << 0.0 << 0.0 << false;
        QTest::newRow("oblique") << QStringLiteral("m.nii.gz") << 27.0 << 0.0 << false;
        QTest::newRow("upside down") << QStringLiteral("m.nii.gz") << 180.0 << 0.0 << false;
        QTest::newRow("left-handed") << QStringLiteral("m.nii.gz") << 27.0 << 0.0 << true;
        QTest::newRow("tilted gantry") << QStringLiteral("m.nii.gz") << 18.5 << 18.5 << false;
    }

    void niftiKeepsLabelsAndGeometry()
    {
        QFETCH(QString, name);
        QFETCH(double, degrees);
        QFETCH(double, shear);
        QFETCH(bool, mirrored);
        Image source = volume();
        const double angle = degrees * M_PI / 180;
        const double third = angle - shear * M_PI / 180;
        source.geometry.direction = {
            {{1, 0, 0}, {0, std::cos(angle), std::sin(angle)}, {0, -std::sin(third), std::cos(third)}}};
        if (mirrored) {
            source.geometry.direction[0] = {-1, 0, 0};
        }
        std::vector<Mask> masks(3, Mask({41, 30}));
        masks[1] = threeStructures();
        const QTemporaryDir folder;
        const QString path = folder.filePath(name);
        const Status written = writeNiftiLabels(masks, source, path);
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));
        const Result<Image> read = loadImage(path);
        QVERIFY(read);
        QCOMPARE(read->type, SampleType::UInt8);
        QCOMPARE(inStoredOrder(*read, read->samples, 1), masks[0].labels() + masks[1].labels() + masks[2].labels());
        compare(storedGeometry(*read), source.geometry);
        // Programs that look at the qform have to see the same.
        std::optional<NiftiHeader> header =
            parseNiftiHeader(niftiHeaderFor(source.size(), source.slices, source.geometry, SampleType::UInt8));
        QVERIFY(header);
        header->sformCode = 0;
        Geometry upright = source.geometry;
        if (shear != 0) {
            upright.direction[2] = {0, -std::sin(angle), std::cos(angle)};
        }
        compare(geometryOf(*header), upright);
    }

    void aMirroredVolumeIsWrittenOnItsOwnGrid()
    {
        Image image = volume();
        image.geometry.direction = {{{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}}};
        const Geometry stored = image.geometry;
        toRadiologicalView(image);
        QVERIFY(image.mirroredColumns && image.mirroredRows);
        QCOMPARE(image.geometry.originMm[0], stored.originMm[0] - 40 * 0.7);
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("m.nii.gz"));
        QVERIFY(writeNiftiLabels(std::vector<Mask>(3, threeStructures()), image, path));
        const Result<Image> read = readNifti(path);
        QVERIFY(read);
        compare(read->geometry, stored);
        QCOMPARE(valuesAt(*read, 0, 40 - 3, 29 - 3)[0], 1.0);
        const Result<Image> shown = loadImage(path);
        QVERIFY(shown);
        QCOMPARE(shown->samples.left(41 * 30), threeStructures().labels());
    }

    void niftiProbabilityIsAFraction()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("p.nii.gz"));
        const ProbabilityMap map{.size = {41, 30}, .classes = 1, .values = QByteArray(41 * 30, char(51))};
        QVERIFY(writeNiftiProbability({map, map, map}, volume(), path));
        const Result<Image> read = loadImage(path);
        QVERIFY(read);
        QCOMPARE(valuesAt(*read, 2, 3, 3)[0], double(0.2F));
        QVERIFY(!writeNiftiProbability({map}, volume(), path));
    }

    void aFailureLeavesWhatWasThere()
    {
        const QTemporaryDir folder;
        const QString missing = folder.filePath(QStringLiteral("none/mask.png"));
        const Status nowhere = writeLabelPng(threeStructures(), missing);
        QVERIFY(!nowhere);
        QCOMPARE(nowhere.error().code, ErrorCode::Io);
        QVERIFY(nowhere.error().message.contains(missing));

        const QString path = folder.filePath(QStringLiteral("m.nii.gz"));
        QVERIFY(writeNiftiLabels(std::vector<Mask>(3, threeStructures()), volume(), path));
        QFile before(path);
        QVERIFY(before.open(QIODevice::ReadOnly));
        const QByteArray content = before.readAll();
        QVERIFY(!writeNiftiLabels(std::vector<Mask>(2, threeStructures()), volume(), path));
        QVERIFY(!writeNiftiLabels(std::vector<Mask>(3, Mask({5, 5})), volume(), path));
        QVERIFY(!writeNiftiLabels({}, volume(0), path));
        QFile after(path);
        QVERIFY(after.open(QIODevice::ReadOnly));
        QCOMPARE(after.readAll(), content);
        QCOMPARE(namesIn(folder), QStringList{QStringLiteral("m.nii.gz")});
    }

    void aReadOnlyFolderIsSaid()
    {
        if (geteuid() == 0) {
            QSKIP("The superuser writes everywhere.");
        }
        const QTemporaryDir folder;
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner);
        const Status written = writeLabelPng(threeStructures(), folder.filePath(QStringLiteral("mask.png")));
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    void aFullDiskLeavesWhatWasThere()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("mask.png"));
        QVERIFY(writeLabelPng(threeStructures(), path));
        // A limit on the size of files fails a write just as a full disk does.
        rlimit before{};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        const rlimit tight{.rlim_cur = 50, .rlim_max = before.rlim_max};
        setrlimit(RLIMIT_FSIZE, &tight);
        const Status written = writeBinaryPng(threeStructures(), path);
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        QVERIFY(!written);
        QCOMPARE(written.error().code, ErrorCode::Io);
        QVERIFY(written.error().message.contains(path));
        QCOMPARE(namesIn(folder), QStringList{QStringLiteral("mask.png")});
        QCOMPARE(qGray(QImageReader(path).read().pixel(3, 3)), 1);
    }
};

QTEST_GUILESS_MAIN(MaskWriterTest)
#include "mask_writer_test.moc"
