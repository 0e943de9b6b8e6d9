// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/layouts.h"
#include "core/dataset/sample_loader.h"

#include "tests/support/picture_files.h"

#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

class LayoutsTest : public QObject {
    Q_OBJECT

    QString path(const QString &name) const { return m_folder->filePath(name); }
    bool picture(const QString &name, QSize size = {8, 6}) { return test::writePicture(path(name), size, Qt::white); }
    static double redness(const QByteArray &rgb)
    {
        double red = 0;
        double blue = 0;
        for (qsizetype i = 0; i + 2 < rgb.size(); i += 3) {
            red += std::uint8_t(rgb[i]);
            blue += std::uint8_t(rgb[i + 2]);
        }
        return red / blue;
    }
    Result<TrainingSet> read(const QString &layout) { return readLayout(m_folder->path(), layout); }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void picturesArePairedByNameNotByPosition()
    {
        QVERIFY(picture(QStringLiteral("images/ISIC_2.jpg")) && picture(QStringLiteral("images/ISIC_10.jpg")));
        QVERIFY(
            picture(QStringLiteral("masks/ISIC_2_segmentation.png")) && picture(QStringLiteral("masks/ISIC_10.png")));
        QVERIFY(picture(QStringLiteral("images/ISIC_2_superpixels.png")));
        const auto set = read(QStringLiteral("folder"));
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->samples.size(), size_t(2));
        QCOMPARE(set->samples[0].id, QStringLiteral("ISIC_10"));
        QCOMPARE(set->samples[0].maskPath, path(QStringLiteral("masks/ISIC_10.png")));
        QCOMPARE(set->samples[1].maskPath, path(QStringLiteral("masks/ISIC_2_segmentation.png")));
        QCOMPARE(set->networkClasses(), 1);
    }

    void anImageWithoutMaskIsNamed()
    {
        QVERIFY(picture(QStringLiteral("images/a.png")) && picture(QStringLiteral("images/b.png")));
        QVERIFY(picture(QStringLiteral("masks/a.png")));
        const auto set = read(QStringLiteral("folder"));
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::Corrupt);
        QVERIFY2(set.error().message.contains(QStringLiteral("b.png")), qPrintable(set.error().message));
    }

    void aMaskWithoutImageIsNamed()
    {
        QVERIFY(picture(QStringLiteral("images/a.png")) && picture(QStringLiteral("masks/a.png")));
        QVERIFY(picture(QStringLiteral("masks/lost_mask.png")));
        const auto set = read(QStringLiteral("folder"));
        QVERIFY(!set);
        QVERIFY2(set.error().message.contains(QStringLiteral("lost_mask.png")), qPrintable(set.error().message));
    }

    void twoMasksOfOneImageAreRefused()
    {
        QVERIFY(picture(QStringLiteral("images/a.png")) && picture(QStringLiteral("masks/a.png")));
        QVERIFY(picture(QStringLiteral("masks/a_mask.png")));
        QVERIFY(!read(QStringLiteral("folder")));
    }

    void differingSizesAndUnreadableFilesAreExcludedWithTheirReason()
    {
        QVERIFY(picture(QStringLiteral("images/good.png")) && picture(QStringLiteral("masks/good.png")));
        QVERIFY(picture(QStringLiteral("images/small.png")) && picture(QStringLiteral("masks/small.png"), {4, 4}));
        QVERIFY(test::writeFile(path(QStringLiteral("images/torn.png")), "not a picture"));
        QVERIFY(picture(QStringLiteral("masks/torn.png")));
        const auto set = read(QStringLiteral("folder"));
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->samples.size(), size_t(1));
        QCOMPARE(set->excluded.size(), size_t(2));
        QCOMPARE(set->excluded[0].id, QStringLiteral("small"));
        QVERIFY(set->excluded[0].reason.contains(QStringLiteral("4 x 4")));
        QVERIFY(set->excluded[1].reason.contains(QStringLiteral("torn.png")));
    }

    void trainAndValDecideTheSplit()
    {
        for (const char *file :
            {"train/images/a.jpg", "train/masks/a_segmentation.png", "val/images/b.jpg", "val/masks/b.png"}) {
            QVERIFY(picture(QLatin1String(file)));
        }
        const auto set = read(QStringLiteral("isic"));
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->samples[0].split, Split::Training);
        QCOMPARE(set->samples[1].split, Split::HeldOut);
        QCOMPARE(set->heldOutFraction, 0.0);
    }

    void aLesionOnBothSidesOfAGivenSplitLeavesTraining()
    {
        for (const char *file : {"train/images/a.png", "train/masks/a.png", "train/images/c.png", "train/masks/c.png",
                 "val/images/b.png", "val/masks/b.png"}) {
            QVERIFY(picture(QLatin1String(file)));
        }
        QVERIFY(test::writeFile(path(QStringLiteral("groups.csv")), "id,group\na,lesion1\nb,lesion1\nc,lesion2\n"));
        const auto set = read(QStringLiteral("isic"));
        QVERIFY(set);
        QCOMPARE(set->samples.size(), size_t(2));
        QCOMPARE(set->excluded.size(), size_t(1));
        QCOMPARE(set->excluded[0].id, QStringLiteral("a"));
    }

    void classNamesMakeLabelMaps()
    {
        QVERIFY(picture(QStringLiteral("images/a.png")) && picture(QStringLiteral("masks/a.png")));
        QVERIFY(
            test::writeFile(path(QStringLiteral("classes.json")), R"({"0": "background", "1": "nevus", "2": "hair"})"));
        const auto set = read(QStringLiteral("folder"));
        QVERIFY(set);
        QCOMPARE(set->maskRule, MaskRule::Labels);
        QCOMPARE(set->classNames, (QStringList{QStringLiteral("nevus"), QStringLiteral("hair")}));
        QVERIFY(test::writeFile(path(QStringLiteral("classes.json")), R"({"1": "nevus", "3": "hair"})"));
        QVERIFY(!read(QStringLiteral("folder")));
    }

    void anUnknownLayoutListsTheKnownOnes()
    {
        const auto set = read(QStringLiteral("coco"));
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::Invalid);
        QVERIFY(set.error().message.contains(QStringLiteral("isic")));
    }

    void theDermoscopySetIsReadAsItStands_data()
    {
        QTest::addColumn<QString>("layout");
        QTest::newRow("folder") << QStringLiteral("folder");
        QTest::newRow("isic") << QStringLiteral("isic");
    }

    void theDermoscopySetIsReadAsItStands()
    {
        const QString folder = QStringLiteral(VMUNET_SHARED_DATA "/data/dermoscopy");
        if (!QFile::exists(folder)) {
            QSKIP("the dermoscopy set is not at hand");
        }
        QFETCH(QString, layout);
        const auto set = readLayout(folder, layout);
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->samples.size(), size_t(1200));
        QVERIFY(set->excluded.empty());
        const size_t heldOut = set->indices(Split::HeldOut).size();
        QVERIFY2(heldOut > 150 && heldOut < 210, qPrintable(QString::number(heldOut)));
    }

    void theSynapseLayoutHoldsTestVolumesOut()
    {
        const QString folder = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/synapse_layout");
        if (!QFile::exists(folder)) {
            QSKIP("the Synapse layout is not at hand");
        }
        const auto set = readLayout(folder, QStringLiteral("synapse"));
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->indices(Split::Training).size(), size_t(112));
        QCOMPARE(set->indices(Split::HeldOut).size(), size_t(20));
        QCOMPARE(set->networkClasses(), 9);
        QCOMPARE(set->samples.front().group, QStringLiteral("case1001"));
        QCOMPARE(set->samples.back().group, QStringLiteral("case1002"));
        QCOMPARE(set->samples.back().slice, 19);
    }

    void aSynapseListThatNamesAMissingFileIsAnError()
    {
        QVERIFY(test::writeFile(path(QStringLiteral("train_npz/case1_slice000.npz")), "x"));
        QVERIFY(test::writeFile(path(QStringLiteral("train_npz/case1_slice001.npz")), "x"));
        const QString list = path(QStringLiteral("lists/lists_Synapse/train.txt"));
        QVERIFY(test::writeFile(list, "case1_slice000\n"));
        const auto set = read(QStringLiteral("synapse"));
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->samples.size(), size_t(1));
        QCOMPARE(set->excluded.size(), size_t(1));
        QVERIFY(test::writeFile(list, "case1_slice000\ncase1_slice007\n"));
        const auto broken = read(QStringLiteral("synapse"));
        QVERIFY(!broken);
        QVERIFY(broken.error().message.contains(QStringLiteral("case1_slice007.npz")));
    }

    void theBenchmarkSetsAreReadInTheirPublishedLayouts_data()
    {
        QTest::addColumn<QString>("layout");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("samples");
        QTest::newRow("BUSI") << QStringLiteral("busi") << QStringLiteral("BUSI") << 11;
        QTest::newRow("Kvasir-SEG") << QStringLiteral("kvasir") << QStringLiteral("Kvasir-SEG") << 4;
        QTest::newRow("CVC-ClinicDB") << QStringLiteral("cvc-clinicdb") << QStringLiteral("CVC-ClinicDB") << 6;
        QTest::newRow("ETIS") << QStringLiteral("etis") << QStringLiteral("ETIS-LaribPolypDB") << 3;
    }

    void theBenchmarkSetsAreReadInTheirPublishedLayouts()
    {
        QFETCH(QString, layout);
        QFETCH(QString, folder);
        QFETCH(int, samples);
        const QString root = QStringLiteral(VMUNET_SHARED_DATA "/data/benchmarks/") + folder;
        if (!QFile::exists(root)) {
            QSKIP("the benchmark sets are not at hand");
        }
        const auto set = readLayout(root, layout);
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(int(set->samples.size()), samples);
        for (const TrainingSample &sample : set->samples) {
            const auto loaded = loadSample(*set, sample);
            QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
            QCOMPARE(loaded->mask.isEmpty(), sample.id.startsWith(QStringLiteral("normal")));
            if (layout != QLatin1String("busi")) {
                QVERIFY(redness(loaded->rgb) > 1.2); // Mucosa; a reader that takes one sample a pixel gives grey.
            }
        }
    }

    void secondLesionsOfAnUltrasoundImageAreKept()
    {
        const QString root = QStringLiteral(VMUNET_SHARED_DATA "/data/benchmarks/BUSI");
        if (!QFile::exists(root)) {
            QSKIP("the benchmark sets are not at hand");
        }
        const auto set = readLayout(root, QStringLiteral("busi"));
        QVERIFY(set);
        for (const TrainingSample &sample : set->samples) {
            QCOMPARE(int(sample.furtherMaskPaths.size()), sample.id == QLatin1String("benign (25)") ? 1 : 0);
        }
        QCOMPARE(set->excluded.size(), size_t(1)); // Its second mask has another size than image and first mask.
        QCOMPARE(set->excluded.front().id, QStringLiteral("benign (4)"));
    }

    void anUltrasoundMaskWithoutImageIsNamed()
    {
        QVERIFY(
            picture(QStringLiteral("benign/benign (1).png")) && picture(QStringLiteral("benign/benign (1)_mask.png")));
        QVERIFY(picture(QStringLiteral("benign/benign (2)_mask_1.png")));
        const auto set = read(QStringLiteral("busi"));
        QVERIFY(!set);
        QVERIFY(set.error().message.contains(QStringLiteral("benign (2)_mask_1.png")));
    }

    void neighbouringVideoFramesStayTogether()
    {
        for (const int frame : {1, 25, 26}) {
            QVERIFY(picture(QStringLiteral("Original/%1.tif").arg(frame)));
            QVERIFY(picture(QStringLiteral("Ground Truth/%1.tif").arg(frame)));
        }
        const auto set = read(QStringLiteral("cvc-clinicdb"));
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->samples[0].group, QStringLiteral("frames 1-25"));
        QCOMPARE(set->samples[1].group, set->samples[0].group);
        QCOMPARE(set->samples[2].group, QStringLiteral("frames 26-50"));
    }

    void cardiacFramesAreSlicesOfTheirPatients()
    {
        const QString root = QStringLiteral(VMUNET_SHARED_DATA "/data/benchmarks/ACDC");
        if (!QFile::exists(root)) {
            QSKIP("the benchmark sets are not at hand");
        }
        const auto set = readLayout(root, QStringLiteral("acdc"));
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QVERIFY2(set->excluded.empty(), set->excluded.empty() ? "" : qPrintable(set->excluded.front().reason));
        QSet<QString> structures;
        for (const TrainingSample &sample : set->samples) {
            QCOMPARE(sample.split == Split::HeldOut, sample.group == QLatin1String("patient101"));
            const auto loaded = loadSample(*set, sample);
            QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
            QCOMPARE(loaded->kind, SampleValues::Unit);
            const auto [low, high] = std::minmax_element(loaded->values.begin(), loaded->values.end());
            QVERIFY(*low >= 0 && *high <= 1);
            for (const int label : {1, 2, 3}) {
                if (loaded->mask.count(Label(label)) > 0) {
                    structures.insert(set->classNames.at(label - 1));
                }
            }
        }
        QCOMPARE(structures.size(), 3);
    }

    void pairsOfVolumesMakeASetOfSlices()
    {
        const QString volumes = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/nifti/abdomen_pelvis/");
        if (!QFile::exists(volumes)) {
            QSKIP("the CT volume is not at hand");
        }
        QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("images")));
        QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("masks")));
        QVERIFY(QFile::copy(volumes + QStringLiteral("ct.nii.gz"), path(QStringLiteral("images/p1.nii.gz"))));
        QVERIFY(QFile::copy(
            volumes + QStringLiteral("labels_synapse9.nii.gz"), path(QStringLiteral("masks/p1_label.nii.gz"))));
        QVERIFY(test::writeFile(path(QStringLiteral("classes.json")),
            R"({"1": "a", "2": "b", "3": "c", "4": "d", "5": "liver", "6": "f", "7": "g", "8": "h"})"));
        const auto set = read(QStringLiteral("folder"));
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->task, ImagingTask::Ct);
        QCOMPARE(set->samples.size(), size_t(112));
        QCOMPARE(set->samples[7].id, QStringLiteral("p1_slice007"));
        QCOMPARE(set->samples[7].group, QStringLiteral("p1"));
        const auto loaded = loadSample(*set, set->samples[60]);
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
        QCOMPARE(loaded->kind, SampleValues::Hounsfield);
        QCOMPARE(loaded->size, QSize(122, 101));
        const auto [low, high] = std::minmax_element(loaded->values.begin(), loaded->values.end());
        QVERIFY(*low < -900 && *high > 200);
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(LayoutsTest)
#include "layouts_test.moc"
