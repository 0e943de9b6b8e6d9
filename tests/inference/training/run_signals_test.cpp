// SPDX-License-Identifier: GPL-3.0-or-later
// What a run tells besides its metrics: TensorBoard's file, the share of waiting, a loss that leaves all bounds.
#include "inference/model/checkpoint.h"
#include "inference/training/event_file.h"
#include "inference/training/layer_rates.h"
#include "inference/training/loss_guard.h"
#include "inference/training/run_folder.h"
#include "inference/training/strong_augmentation.h"
#include "inference/training/trainer.h"
#include "tests/inference/training/tiny_data.h"

#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

using namespace vmunet;

namespace {

// A reader of its own for what tfRecord() and EventFile write.
class ProtoReader {
public:
    explicit ProtoReader(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
    }
    bool atEnd() const { return m_at >= m_bytes.size(); }
    quint64 varint()
    {
        quint64 value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            const auto byte = quint8(m_bytes.at(m_at++));
            value |= quint64(byte & 0x7f) << shift;
            if (byte < 0x80) {
                break;
            }
        }
        return value;
    }
    QByteArray take(qsizetype count)
    {
        m_at += count;
        return m_bytes.mid(m_at - count, count);
    }

private:
    QByteArray m_bytes;
    qsizetype m_at = 0;
};

struct ReadEvent {
    double time = 0;
    qint64 step = 0;
    QByteArray version;
    std::map<QByteArray, float> scalars;
};

void readValue(const QByteArray &bytes, ReadEvent &event)
{
    ProtoReader value(bytes);
    QByteArray tag;
    float number = 0;
    while (!value.atEnd()) {
        const quint64 key = value.varint();
        if (key == (1 << 3 | 2)) {
            tag = value.take(qsizetype(value.varint()));
        } else if (key == (2 << 3 | 5)) {
            std::memcpy(&number, value.take(4).constData(), 4);
        }
    }
    event.scalars[tag] = number;
}

ReadEvent readEvent(const QByteArray &bytes)
{
    ReadEvent event;
    ProtoReader reader(bytes);
    while (!reader.atEnd()) {
        const quint64 key = reader.varint();
        if (key == (1 << 3 | 1)) {
            std::memcpy(&event.time, reader.take(8).constData(), 8);
        } else if (key == (2 << 3 | 0)) {
            event.step = qint64(reader.varint());
        } else if (key == (3 << 3 | 2)) {
            event.version = reader.take(qsizetype(reader.varint()));
        } else if (key == (5 << 3 | 2)) {
            ProtoReader summary(reader.take(qsizetype(reader.varint())));
            while (!summary.atEnd() && summary.varint() == (1 << 3 | 2)) {
                readValue(summary.take(qsizetype(summary.varint())), event);
            }
        }
    }
    return event;
}

// Bit by bit, without a table.
quint32 slowCrc(const QByteArray &bytes)
{
    quint32 crc = 0xffffffff;
    for (const char byte : bytes) {
        crc ^= quint8(byte);
        for (int bit = 0; bit < 8; ++bit) {
            crc = crc & 1 ? (crc >> 1) ^ 0x82f63b78 : crc >> 1;
        }
    }
    return ~crc;
}

quint32 masked(quint32 crc)
{
    return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
}

std::vector<ReadEvent> readEvents(const QByteArray &content)
{
    std::vector<ReadEvent> events;
    for (qsizetype at = 0; at < content.size();) {
        const QByteArray length = content.mid(at, 8);
        const auto size = qsizetype(qFromLittleEndian<quint64>(length.constData()));
        const QByteArray data = content.mid(at + 12, size);
        if (qFromLittleEndian<quint32>(content.constData() + at + 8) != masked(slowCrc(length))
            || qFromLittleEndian<quint32>(content.constData() + at + 12 + size) != masked(slowCrc(data))) {
            return {};
        }
        events.push_back(readEvent(data));
        at += 16 + size;
    }
    return events;
}

TrainingConfig tinyConfig()
{
    TrainingConfig config = *configOfRecipe(QStringLiteral("default"), ImagingTask::Dermoscopy);
    config.epochs = 3;
    config.batchSize = 2;
    config.inputSide = 32;
    config.dims = {4, 8, 16, 32};
    config.encoderDepths = {1, 1, 1, 1};
    config.decoderDepths = {1, 1, 1, 1};
    config.stateSize = 1;
    config.validationFraction = 0;
    config.augmentation = AugmentationKind::None;
    config.device = QStringLiteral("cpu");
    config.threads = 1;
    return config;
}

class Shares : public TrainingObserver {
public:
    void onEpoch(const EpochEvent &event) override { shares.push_back(event.idleShare); }
    std::vector<double> shares;
};

TrainingPixels photograph(int side)
{
    TrainingPixels pixels{side, side, 3, {}, {}, false};
    pixels.image.assign(size_t(3 * side * side), 180.0f);
    pixels.target.assign(size_t(side * side), 0.0f);
    for (int y = side / 4; y < side / 2; ++y) {
        std::fill_n(pixels.target.begin() + y * side + side / 4, side / 3, 1.0f);
    }
    return pixels;
}

double changed(const TrainingPixels &a, const TrainingPixels &b)
{
    size_t count = 0;
    for (size_t i = 0; i < a.image.size(); ++i) {
        count += a.image[i] != b.image[i] ? 1 : 0;
    }
    return double(count) / double(a.image.size());
}

} // namespace

class RunSignalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theChecksumIsThePublishedOne()
    {
        QCOMPARE(crc32c("123456789"), 0xe3069283U); // RFC 3720's check value.
        QCOMPARE(crc32c(QByteArray(32, '\0')), 0x8a9136aaU);
    }

    void tensorBoardsFileHoldsTheMetrics()
    {
        test::writeTinyPhotographs(path("data"), 16);
        const Result<TrainingSet> set = readLayout(path("data"), QStringLiteral("folder"), 0.3);
        QVERIFY(set);
        TrainingObserver silent;
        QVERIFY(train(*set, tinyConfig(), path("run"), silent));
        const QStringList files = QDir(path("run")).entryList({QStringLiteral("events.out.tfevents.*")});
        QCOMPARE(files.size(), 1);
        const std::vector<ReadEvent> events = readEvents(*readWhole(path("run/") + files.first()));
        QVERIFY(events.size() > 4);
        QCOMPARE(events.front().version, QByteArray("brain.Event:2"));
        QVERIFY(events.front().time > 1.6e9);
        const auto records = RunFolder(path("run")).readMetrics(99);
        QVERIFY(records);
        size_t epochs = 0;
        for (const ReadEvent &event : events) {
            const auto loss = event.scalars.find("epoch/train_loss");
            if (loss != event.scalars.end()) {
                const EpochRecord &record = (*records)[epochs++];
                QCOMPARE(event.step, qint64(record.epoch));
                QCOMPARE(loss->second, float(record.trainLoss));
                QCOMPARE(event.scalars.at("epoch/validation_dice"), float(record.validationDice));
            }
        }
        QCOMPARE(epochs, records->size());
    }

    void aSlowLoaderShowsUp()
    {
        QDir().mkpath(path("large/images"));
        QDir().mkpath(path("large/masks"));
        for (int i = 0; i < 4; ++i) {
            QImage image(2200, 1600, QImage::Format_RGB32);
            for (int y = 0; y < image.height(); ++y) { // Hard to compress, slow to decode.
                for (int x = 0; x < image.width(); ++x) {
                    image.setPixel(x, y, qRgb(x * y % 251, (x ^ y) & 255, (x + i * y) & 255));
                }
            }
            QImage mask(image.size(), QImage::Format_Grayscale8);
            mask.fill(i % 2 == 0 ? 255 : 0);
            QVERIFY(image.save(path("large/images/case%1.png").arg(i)));
            QVERIFY(mask.save(path("large/masks/case%1.png").arg(i)));
        }
        const Result<TrainingSet> set = readLayout(path("large"), QStringLiteral("folder"), 0);
        QVERIFY(set);
        Shares shares;
        const Result<RunSummary> summary = train(*set, tinyConfig(), path("slow"), shares);
        QVERIFY(summary);
        QCOMPARE(shares.shares.size(), size_t(3));
        QVERIFY2(shares.shares[0] > 0.5, qPrintable(QString::number(shares.shares[0]))); // Each image is decoded.
        QVERIFY2(shares.shares[2] < shares.shares[0], qPrintable(QString::number(shares.shares[2]))); // All are kept.
        QVERIFY(summary->idleShare > 0 && summary->idleShare < 1);
        const QList<QByteArray> rows = readWhole(RunFolder(path("slow")).timingPath())->trimmed().split('\n');
        QCOMPARE(rows.size(), 4);
        QVERIFY(rows[0].contains("idle_share"));
        QCOMPARE(rows[3].split(',').first(), QByteArray("3"));
    }

    void anExplodingLossIsTold()
    {
        LossGuard guard;
        for (int i = 0; i < LossGuard::kFirst; ++i) {
            QVERIFY(!guard.explodes(1000)); // Nothing to compare with yet.
            guard.add(1.5);
        }
        QVERIFY(!guard.explodes(14.9));
        QVERIFY(guard.explodes(15.1));
        guard.add(1e6);
        QVERIFY(guard.explodes(15.1)); // Later losses do not move the bound.
    }

    void aRunEndsEarlyWithoutANewBest()
    {
        const Result<TrainingSet> set = readLayout(path("data"), QStringLiteral("folder"), 0.3);
        QVERIFY(set);
        TrainingConfig config = tinyConfig();
        config.epochs = 60;
        config.learningRate = 1e-30; // Nothing changes, so nothing gets better.
        config.minimumLearningRate = 0;
        config.earlyStop = 2;
        TrainingObserver silent;
        const Result<RunSummary> summary = train(*set, config, path("early"), silent);
        QVERIFY(summary);
        QCOMPARE(summary->bestEpoch, 1);
        QCOMPARE(summary->epochsDone, 3);
        QVERIFY(!summary->stopped);
    }

    void aFrozenEncoderKeepsItsWeights()
    {
        const Result<TrainingSet> set = readLayout(path("data"), QStringLiteral("folder"), 0.3);
        QVERIFY(set);
        TrainingConfig config = *configOfRecipe(QStringLiteral("fine-tune"), ImagingTask::Dermoscopy);
        config.baseModel = RunFolder(path("run")).modelPath();
        config.freezeEncoder = true;
        config.epochs = 2;
        config.device = QStringLiteral("cpu");
        config.threads = 1;
        TrainingObserver silent;
        QVERIFY(train(*set, config, path("frozen"), silent));
        const StateDict before = loadCheckpoint(config.baseModel.toStdString()).state;
        const StateDict after = loadCheckpoint(RunFolder(path("frozen")).bestPath().toStdString()).state;
        const std::map<std::string, at::Tensor> base(before.begin(), before.end());
        int moved = 0;
        for (const auto &[name, value] : after) {
            const bool same = at::equal(value.to(at::kFloat), base.at(name).to(at::kFloat));
            QVERIFY2(same || !belongsToEncoder(name), name.c_str());
            moved += same ? 0 : 1;
        }
        QVERIFY(moved > 10);
    }

    void layersNearTheImageLearnSlower()
    {
        QCOMPARE(layerRate("vmunet.final_conv.weight", 0.5), 1.0);
        QCOMPARE(layerRate("vmunet.layers_up.3.blocks.0.ln_1.weight", 0.5), 0.5);
        QCOMPARE(layerRate("vmunet.layers_up.0.blocks.0.ln_1.weight", 0.5), std::pow(0.5, 4));
        QCOMPARE(layerRate("vmunet.layers.3.blocks.0.ln_1.weight", 0.5), std::pow(0.5, 5));
        QCOMPARE(layerRate("vmunet.patch_embed.proj.weight", 0.5), std::pow(0.5, 9));
        QVERIFY(belongsToEncoder("vmunet.layers.3.blocks.1.self_attention.Ds"));
        QVERIFY(!belongsToEncoder("vmunet.layers_up.0.blocks.0.ln_1.weight"));
    }

    void artefactsStayOnTheImageAndAreTheSameForASeed()
    {
        using Artefact = void (*)(TrainingPixels &, RandomGenerator &);
        for (const Artefact draw : {Artefact(drawHairs), Artefact(drawRuler), Artefact(darkenCorners)}) {
            double share = 0;
            for (int i = 0; i < 20; ++i) {
                TrainingPixels pixels = photograph(96);
                TrainingPixels again = pixels;
                RandomGenerator generator(mixedSeed(3, 1, std::uint64_t(i)));
                RandomGenerator same(mixedSeed(3, 1, std::uint64_t(i)));
                draw(pixels, generator);
                draw(again, same);
                QVERIFY(pixels.image == again.image);
                QVERIFY(pixels.target == photograph(96).target);
                const auto [low, high] = std::minmax_element(pixels.image.begin(), pixels.image.end());
                QVERIFY(*low >= 0 && *high <= 255);
                share += changed(pixels, photograph(96)) / 20;
            }
            QVERIFY2(share > 0.005 && share < 0.7, qPrintable(QString::number(share)));
        }
    }

    void elasticDeformationMovesImageAndTargetTogether()
    {
        TrainingPixels pixels = photograph(64);
        for (int c = 0; c < 3; ++c) {
            for (size_t i = 0; i < pixels.target.size(); ++i) {
                pixels.image[size_t(c) * pixels.target.size() + i] = 50 + 100 * pixels.target[i];
            }
        }
        const TrainingPixels before = pixels;
        RandomGenerator generator(7);
        deformElastically(pixels, generator, 0.08, Outside::Mirror);
        QVERIFY(pixels.target != before.target);
        for (size_t i = 0; i < pixels.target.size(); ++i) {
            QVERIFY(std::abs(pixels.image[i] - (50 + 100 * pixels.target[i])) < 0.01f);
        }
    }

    void ctStaysInItsWindowWhateverTheJitter()
    {
        TrainingPixels pixels{64, 64, 1, {}, {}, true};
        for (int i = 0; i < 64 * 64; ++i) {
            pixels.image.push_back(float(i % 64) / 63);
        }
        pixels.target.assign(64 * 64, 2.0f);
        for (int i = 0; i < 30; ++i) {
            TrainingPixels jittered = pixels;
            RandomGenerator generator(mixedSeed(5, 2, std::uint64_t(i)));
            jitterHounsfieldAndWindow(jittered, generator);
            QVERIFY(jittered.image != pixels.image);
            QVERIFY(std::is_sorted(jittered.image.begin(), jittered.image.begin() + 64)); // No contrast is reversed.
            const auto [low, high] = std::minmax_element(jittered.image.begin(), jittered.image.end());
            QVERIFY(*low >= 0 && *high <= 1);
            QCOMPARE(jittered.target, pixels.target);
        }
    }

private:
    QString path(const char *name) const { return m_folder.filePath(QString::fromLatin1(name)); }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(RunSignalsTest)
#include "run_signals_test.moc"
