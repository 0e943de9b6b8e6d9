// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/preflight.h"

#include "core/dataset/layouts.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

namespace {

SampleFacts facts(const char *id, qint64 structure, double brightness = 100, QSize size = {100, 100})
{
    SampleFacts one{.id = QString::fromLatin1(id), .size = size, .brightness = brightness};
    one.pixels = {qint64(size.width()) * size.height() - structure, structure};
    return one;
}

/// As many samples as outliers need, none of which is one.
std::vector<SampleFacts> usual()
{
    std::vector<SampleFacts> all;
    for (int i = 0; i < 20; ++i) {
        all.push_back(facts("usual", 2000 + 30 * i, 100 + i, {100 + i % 3, 100}));
    }
    return all;
}

} // namespace

class PreflightTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aRealPhotographHeldOutAndAgainToTrainIsLeftOut()
    {
        const QDir data(QStringLiteral(VMUNET_SHARED_DATA "/data/dermoscopy"));
        const QStringList names =
            QDir(data.filePath(QStringLiteral("images"))).entryList({QStringLiteral("*.jpg")}, QDir::Files).mid(0, 6);
        if (names.isEmpty()) {
            QSKIP("The shared photographs are not here.");
        }
        // The published layout: the last photograph is to validate, and once more, smaller, to train.
        const QTemporaryDir folder;
        for (int i = 0; i <= names.size(); ++i) {
            const QString name = names[std::min<qsizetype>(i, names.size() - 1)];
            const bool again = i == names.size();
            const QString part = i == names.size() - 1 ? QStringLiteral("val/") : QStringLiteral("train/");
            const QString to = again ? QStringLiteral("again") : name.section(QLatin1Char('.'), 0, 0);
            const QString mask = name.section(QLatin1Char('.'), 0, 0) + QStringLiteral(".png");
            for (const auto &[kind, from, suffix] : {std::tuple("images/", name, ".jpg"), {"masks/", mask, ".png"}}) {
                const QString into = folder.filePath(part + QLatin1String(kind));
                QVERIFY(QDir().mkpath(into));
                const QImage image(data.filePath(QLatin1String(kind) + from));
                QVERIFY(image.scaledToWidth(again ? 200 : 300).save(into + to + QLatin1String(suffix)));
            }
        }
        Result<TrainingSet> set = readLayout(folder.path(), QStringLiteral("isic"));
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->samples.size(), size_t(names.size() + 1));
        std::vector<SampleFacts> all;
        for (const TrainingSample &sample : set->samples) {
            const auto loaded = loadSample(*set, sample);
            QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
            all.push_back(factsOf(*set, sample, *loaded));
            QVERIFY(all.back().structureShare() > 0.005 && all.back().structureShare() < 0.95);
        }
        const auto pairs = acrossTheSplit(all);
        QCOMPARE(pairs.size(), size_t(1));
        const auto leftOut = leaveOutDuplicates(*set, pairs);
        QCOMPARE(leftOut.size(), size_t(1));
        QVERIFY(leftOut.front().id.contains(QStringLiteral("again")));
        QVERIFY(leftOut.front().reason.contains(pairs.front().heldOut));
        QCOMPARE(set->samples.size(), size_t(names.size()));
        QCOMPARE(set->indices(Split::HeldOut).size(), size_t(1)); // What is held out stays.
        const QByteArray page = preflightPage(*set, all, pairs);
        QVERIFY(page.contains("looks the same as") && page.contains("data:image/png;base64,"));
    }

    void neighbouringSlicesOfOneVolumeAreNoDuplicates()
    {
        SampleFacts first = facts("slice 1", 10);
        SampleFacts second = facts("slice 2", 10);
        first.hash = second.hash = {5, 6, 7};
        second.split = Split::HeldOut;
        first.file = second.file = QStringLiteral("ct.nii.gz");
        QVERIFY(acrossTheSplit({first, second}).empty());
        second.file = QStringLiteral("copy.nii.gz");
        QCOMPARE(acrossTheSplit({first, second}).size(), size_t(1));
    }

    void whatIsFarFromTheOthersIsNamedWithItsReason()
    {
        std::vector<SampleFacts> all = usual();
        QVERIFY(outliersOf(all).empty());
        all.push_back(facts("tiny", 3));
        all.push_back(facts("dark", 2000, 4));
        all.push_back(facts("large", 2000 * 100, 100, {1000, 1000}));
        all.push_back(facts("empty", 0));
        const auto outliers = outliersOf(all);
        QStringList said;
        for (const Outlier &one : outliers) {
            said.append(one.id + QStringLiteral(": ") + one.reason);
        }
        said.sort();
        QCOMPARE(said,
            (QStringList{QStringLiteral("dark: much darker than usual"),
                QStringLiteral("large: much larger than usual"),
                QStringLiteral("tiny: structure much smaller than usual")}));
    }

    void aFewSamplesHaveNoOutliers()
    {
        QVERIFY(outliersOf({}).empty());
        QVERIFY(outliersOf({facts("a", 10), facts("b", 9000), facts("c", 10, 0)}).empty());
    }

    void emptyMasksAreCountedAndNamesEscaped()
    {
        TrainingSet set;
        set.classNames = QStringList{QStringLiteral("lesion")};
        const QByteArray page = preflightPage(set, {facts("<x>", 0), facts("b", 10)}, {});
        QVERIFY(page.contains("Without any structure: 1"));
        QVERIFY(page.contains("&lt;x&gt;") && !page.contains("<x>"));
    }
};

QTEST_GUILESS_MAIN(PreflightTest)
#include "preflight_test.moc"
