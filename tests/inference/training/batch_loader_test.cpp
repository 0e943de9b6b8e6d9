// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/batch_loader.h"

#include "tests/inference/training/tiny_data.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

class BatchLoaderTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        test::writeTinyPhotographs(m_folder.path(), kImages);
        Result<TrainingSet> set = readLayout(m_folder.path(), QStringLiteral("folder"), 0);
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        m_set = *set;
        QCOMPARE(int(m_set.samples.size()), kImages);
    }

    void samplesHaveTheNetworksSizeAndRange()
    {
        const SampleStore store(m_set, {32, false}, kPlenty);
        const Result<TrainingPixels> pixels = store.pixels(3);
        QVERIFY(pixels);
        QCOMPARE(pixels->width, 32);
        QCOMPARE(pixels->height, 32);
        QCOMPARE(int(pixels->image.size()), 3 * 32 * 32);
        for (const float v : pixels->image) {
            QVERIFY(v >= 0 && v <= 255.01f);
        }
        float covered = 0;
        for (const float v : pixels->target) {
            QVERIFY(v >= 0 && v <= 1);
            covered += v;
        }
        QVERIFY(covered > 50 && covered < 300);
    }

    void keptSamplesAreTheSameAsDecodedOnes()
    {
        const SampleStore keeping(m_set, {32, false}, kPlenty);
        const SampleStore forgetting(m_set, {32, false}, 0);
        const Result<TrainingPixels> first = keeping.pixels(1);
        const Result<TrainingPixels> kept = keeping.pixels(1);
        const Result<TrainingPixels> decoded = forgetting.pixels(1);
        QVERIFY(first && kept && decoded);
        QCOMPARE(kept->image, first->image);
        QCOMPARE(decoded->image, first->image);
        QCOMPARE(decoded->target, first->target);
    }

    void threadsAndStartDoNotChangeTheNumbers_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("own recipe") << int(AugmentationKind::Dermoscopy);
        QTest::newRow("published recipe") << int(AugmentationKind::ReferenceDermoscopy);
    }

    void threadsAndStartDoNotChangeTheNumbers()
    {
        QFETCH(int, kind);
        const Augmentation augmentation(AugmentationKind(kind), 5);
        const SampleStore store(m_set, {32, false}, kPlenty);
        const BatchLoader::Pass pass{shuffledIndices(kImages, 5, 2), 3, 5, 2, 0, 1};
        BatchLoader::Pass parallel = pass;
        parallel.threads = 4;
        BatchLoader::Pass late = pass;
        late.firstBatch = 1;
        BatchLoader one(store, augmentation, pass);
        BatchLoader four(store, augmentation, parallel);
        BatchLoader resumed(store, augmentation, late);
        QCOMPARE(one.batches(), 3);
        for (int i = 0; i < 3; ++i) {
            const Result<Batch> a = one.next();
            const Result<Batch> b = four.next();
            QVERIFY(a && b);
            QCOMPARE(a->count, i < 2 ? 3 : 1); // Seven images.
            QCOMPARE(b->images, a->images);
            QCOMPARE(b->targets, a->targets);
            QCOMPARE(b->indices, a->indices);
            if (i > 0) {
                const Result<Batch> c = resumed.next();
                QVERIFY(c);
                QCOMPARE(c->images, a->images);
            }
        }
        const Result<Batch> end = one.next();
        QVERIFY(end);
        QCOMPARE(end->count, 0);
    }

    void epochsAreAugmentedDifferently()
    {
        const Augmentation augmentation(AugmentationKind::Dermoscopy, 5);
        const SampleStore store(m_set, {32, false}, kPlenty);
        BatchLoader first(store, augmentation, {{0}, 1, 5, 1, 0, 1});
        BatchLoader second(store, augmentation, {{0}, 1, 5, 2, 0, 1});
        QVERIFY(first.next()->images != second.next()->images);
    }

    void anUnfinishedPassEndsAtOnce()
    {
        const Augmentation augmentation(AugmentationKind::None, 5);
        const SampleStore store(m_set, {32, false}, kPlenty);
        const BatchLoader loader(store, augmentation, {shuffledIndices(kImages, 5, 1), 2, 5, 1, 0, 2});
        QCOMPARE(loader.batches(), 4);
    }

    void aDamagedImageIsNamed()
    {
        TrainingSet set = m_set;
        const QString path = m_folder.filePath(QStringLiteral("damaged.png"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no image");
        file.close();
        set.samples[2].imagePath = path;
        const Augmentation augmentation(AugmentationKind::None, 5);
        const SampleStore store(set, {32, false}, kPlenty);
        BatchLoader loader(store, augmentation, {{0, 1, 2}, 3, 5, 1, 0, 1});
        const Result<Batch> batch = loader.next();
        QVERIFY(!batch);
        QVERIFY2(batch.error().message.contains(QStringLiteral("damaged.png")), qPrintable(batch.error().message));
    }

private:
    static constexpr int kImages = 7;
    static constexpr qint64 kPlenty = 1 << 24;
    QTemporaryDir m_folder;
    TrainingSet m_set;
};

QTEST_GUILESS_MAIN(BatchLoaderTest)
#include "batch_loader_test.moc"
