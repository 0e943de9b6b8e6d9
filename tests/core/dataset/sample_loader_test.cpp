// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/sample_loader.h"

#include "core/dataset/layouts.h"
#include "tests/support/npz_writer.h"
#include "tests/support/picture_files.h"

#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

class SampleLoaderTest : public QObject {
    Q_OBJECT

    QString path(const QString &name) const { return m_folder->filePath(name); }

    TrainingSample sampleOf(const QString &image, const QString &mask) const
    {
        TrainingSample sample;
        sample.id = QStringLiteral("a");
        sample.imagePath = path(image);
        sample.maskPath = path(mask);
        return sample;
    }

    static TrainingSet lesions()
    {
        TrainingSet set;
        set.classNames = QStringList{QStringLiteral("lesion")};
        return set;
    }

    static TrainingSet organs()
    {
        TrainingSet set;
        set.task = ImagingTask::Ct;
        set.maskRule = MaskRule::Labels;
        set.classNames = QStringList{QStringLiteral("liver"), QStringLiteral("spleen")};
        return set;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aPhotographComesAsPackedRgbWithItsLesion()
    {
        QVERIFY(test::writePicture(path(QStringLiteral("a.png")), {5, 3}, QColor(10, 20, 30)));
        QVERIFY(test::writePicture(path(QStringLiteral("m.png")), {5, 3}, Qt::white, QImage::Format_Mono));
        const auto loaded = loadSample(lesions(), sampleOf(QStringLiteral("a.png"), QStringLiteral("m.png")));
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
        QCOMPARE(loaded->kind, SampleValues::Rgb8);
        QCOMPARE(loaded->rgb.size(), 5 * 3 * 3);
        QCOMPARE(loaded->rgb.left(3), QByteArray("\x0a\x14\x1e"));
        QCOMPARE(loaded->mask.count(Label{1}), 15);
    }

    void greyEdgesOfABinaryMaskAreCutAt127()
    {
        QVERIFY(test::writePicture(path(QStringLiteral("a.png")), {4, 4}, Qt::red));
        for (const int grey : {127, 128}) {
            QVERIFY(test::writePicture(path(QStringLiteral("m.png")), {4, 4}, QColor(grey, grey, grey)));
            const auto loaded = loadSample(lesions(), sampleOf(QStringLiteral("a.png"), QStringLiteral("m.png")));
            QVERIFY(loaded);
            QCOMPARE(loaded->mask.count(Label{1}), grey > 127 ? 16 : 0);
        }
    }

    void severalMasksOfOneImageAreUnited()
    {
        QVERIFY(test::writePicture(path(QStringLiteral("a.png")), {4, 4}, Qt::red));
        QVERIFY(test::writePicture(path(QStringLiteral("m.png")), {4, 4}, Qt::black));
        QVERIFY(test::writePicture(path(QStringLiteral("m1.png")), {4, 4}, Qt::white));
        TrainingSample sample = sampleOf(QStringLiteral("a.png"), QStringLiteral("m.png"));
        QCOMPARE(loadSample(lesions(), sample)->mask.count(Label{1}), 0);
        sample.furtherMaskPaths << path(QStringLiteral("m1.png"));
        QCOMPARE(loadSample(lesions(), sample)->mask.count(Label{1}), 16);
    }

    void aMaskOfAnotherSizeIsNamed()
    {
        QVERIFY(test::writePicture(path(QStringLiteral("a.png")), {4, 4}, Qt::red));
        QVERIFY(test::writePicture(path(QStringLiteral("m.png")), {4, 5}, Qt::black));
        const auto loaded = loadSample(lesions(), sampleOf(QStringLiteral("a.png"), QStringLiteral("m.png")));
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().code, ErrorCode::Corrupt);
        QVERIFY(loaded.error().message.contains(QStringLiteral("m.png")));
    }

    void aLabelWithoutAClassIsRefused()
    {
        QVERIFY(test::writeFile(path(QStringLiteral("a.npz")),
            test::storedZip({{"image.npy", test::npyFloats(1, 3, {0, 0.5f, 1})},
                {"label.npy", test::npyFloats(1, 3, {0, 2, 3})}})));
        const auto loaded = loadSample(organs(), sampleOf(QStringLiteral("a.npz"), QStringLiteral("a.npz")));
        QVERIFY(!loaded);
        QVERIFY(loaded.error().message.contains(QStringLiteral("label 3")));
    }

    void unusableSlicesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("archive");
        const QByteArray slice = test::npyFloats(1, 2, {0, 1});
        const auto archive = [](const QByteArray &image, const QByteArray &label) {
            return test::storedZip({{"image.npy", image}, {"label.npy", label}});
        };
        QTest::newRow("sizes differ") << archive(slice, test::npyFloats(2, 1, {0, 1}));
        QTest::newRow("fractional label") << archive(slice, test::npyFloats(1, 2, {0, 0.5f}));
        QTest::newRow("negative label") << archive(slice, test::npyFloats(1, 2, {0, -1}));
        QTest::newRow("not a number") << archive(test::npyFloats(1, 2, {0, NAN}), slice);
        QTest::newRow("empty") << archive(test::npyFloats(0, 2, {}), test::npyFloats(0, 2, {}));
        QTest::newRow("no label") << test::storedZip({{"image.npy", slice}});
    }

    void unusableSlicesAreRefused()
    {
        QFETCH(QByteArray, archive);
        QVERIFY(test::writeFile(path(QStringLiteral("a.npz")), archive));
        QVERIFY(!loadSample(organs(), sampleOf(QStringLiteral("a.npz"), QStringLiteral("a.npz"))));
    }

    void everySampleOfTheSynapseLayoutLoads()
    {
        const QString folder = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/synapse_layout");
        if (!QFile::exists(folder)) {
            QSKIP("the Synapse layout is not at hand");
        }
        const auto set = readLayout(folder, QStringLiteral("synapse"));
        QVERIFY(set);
        qint64 liver = 0;
        for (const TrainingSample &sample : set->samples) {
            const auto loaded = loadSample(*set, sample);
            QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
            QCOMPARE(loaded->kind, SampleValues::Unit);
            QCOMPARE(loaded->values.size(), size_t(loaded->size.width()) * size_t(loaded->size.height()));
            liver += loaded->mask.count(Label{5});
        }
        QVERIFY(liver > 10000);
    }

    void dermoscopyPhotographsLoad()
    {
        const QString folder = QStringLiteral(VMUNET_SHARED_DATA "/data/dermoscopy");
        if (!QFile::exists(folder)) {
            QSKIP("the dermoscopy set is not at hand");
        }
        const auto set = readLayout(folder, QStringLiteral("folder"));
        QVERIFY(set);
        const auto loaded = loadSample(*set, set->samples.front());
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
        QCOMPARE(loaded->size, QSize(512, 384));
        const double foreground = double(loaded->mask.count(Label{1})) / (512 * 384);
        QVERIFY(std::abs(foreground - 0.4651) < 1e-4); // As the set's own table says of ISIC_0000000.
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(SampleLoaderTest)
#include "sample_loader_test.moc"
