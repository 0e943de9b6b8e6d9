// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/client/training_client.h"

#include "core/dataset/layouts.h"
#include "core/dataset/manifest.h"
#include "tests/support/test_images.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QLockFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>

using namespace vmunet;

namespace {

constexpr int kPatienceMs = 60000;
constexpr int kSide = 32;

bool writePair(const QDir &folder, int number)
{
    const Image disc = testPhotograph(kSide + number, kSide);
    const QImage image(reinterpret_cast<const uchar *>(disc.samples.constData()), disc.width, disc.height,
        disc.width * 3, QImage::Format_RGB888);
    QImage mask(disc.size(), QImage::Format_Grayscale8);
    for (int y = 0; y < mask.height(); ++y) {
        for (int x = 0; x < mask.width(); ++x) {
            mask.scanLine(y)[x] = qRed(image.pixel(x, y)) < 150 ? 255 : 0;
        }
    }
    const QString name = QStringLiteral("case%1.png").arg(number);
    return image.save(folder.filePath(QStringLiteral("images/") + name))
        && mask.save(folder.filePath(QStringLiteral("masks/") + name));
}

} // namespace

class TrainingClientTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const QDir folder(m_folder.path());
        QVERIFY(folder.mkpath(QStringLiteral("images")) && folder.mkpath(QStringLiteral("masks")));
        for (int i = 0; i < 8; ++i) {
            QVERIFY(writePair(folder, i));
        }
        Result<TrainingSet> set = readLayout(m_folder.path(), QStringLiteral("folder"));
        QVERIFY(set);
        for (size_t i = 0; i < set->samples.size(); ++i) {
            set->samples[i].split = i < 6 ? Split::Training : Split::HeldOut;
        }
        m_manifest = folder.filePath(QStringLiteral("set.json"));
        QVERIFY(writeManifest(*set, m_manifest));
        m_parent = folder.filePath(QStringLiteral("parent.safetensors"));
        QVERIFY(writeTinyModel(m_parent, 1, 1, kSide));
    }

    void aRunTellsItsStepsAndEndsWithDiceBeforeAndAfter()
    {
        TrainingClient client(options());
        QSignalSpy finished(&client, &TrainingClient::finished);
        QSignalSpy trained(&client, &TrainingClient::trained);
        client.train(request("run1", 2));
        QVERIFY(client.isRunning());
        QVERIFY(finished.wait(kPatienceMs));
        QVERIFY(!client.isRunning());
        const auto result = finished[0][0].value<TrainFinished>();
        QCOMPARE(result.epochsDone, 2);
        QVERIFY(!result.stopped);
        QVERIFY(QFile::exists(result.bestModelPath));
        QCOMPARE(result.heldOut.size(), size_t(2));
        QVERIFY(result.diceBefore >= 0 && result.diceAfter >= 0);
        int epochs = 0;
        for (const auto &arguments : trained) {
            epochs += arguments[0].value<TrainEvent>().epochFinished ? 1 : 0;
        }
        QCOMPARE(epochs, 2);
    }

    void pausingHoldsTheRunAndStoppingKeepsItsBestModel()
    {
        TrainingClient client(options());
        QSignalSpy finished(&client, &TrainingClient::finished);
        QSignalSpy trained(&client, &TrainingClient::trained);
        client.train(request("run2", 100000));
        QVERIFY(waitForEpoch(trained));
        client.pause();
        QVERIFY(client.isPaused());
        while (trained.wait(500)) { // What was on its way.
        }
        trained.clear();
        client.resume();
        QVERIFY(waitForEpoch(trained));
        client.stop();
        QVERIFY(finished.wait(kPatienceMs));
        const auto result = finished[0][0].value<TrainFinished>();
        QVERIFY(result.stopped);
        QVERIFY(result.epochsDone >= 1);
        QVERIFY(QFile::exists(result.bestModelPath));
    }

    void aKilledTrainerIsResumed()
    {
        TrainingClient client(options());
        QSignalSpy finished(&client, &TrainingClient::finished);
        QSignalSpy trained(&client, &TrainingClient::trained);
        client.train(request("run3", 40));
        QVERIFY(waitForEpoch(trained));
        const qint64 killed = client.processId();
        QVERIFY(killed > 0);
        QCOMPARE(::kill(pid_t(killed), SIGKILL), 0);
        QVERIFY(finished.wait(kPatienceMs));
        QCOMPARE(finished[0][0].value<TrainFinished>().epochsDone, 40);
        QVERIFY(client.processId() != killed);
    }

    void aRunThatIsLeftRunningGoesOnToItsEnd()
    {
        constexpr int kEpochs = 40;
        {
            TrainingClient client(options());
            QSignalSpy trained(&client, &TrainingClient::trained);
            client.train(request("alone", kEpochs));
            QVERIFY(!client.leaveRunning()); // The trainer has not heard of it yet.
            QVERIFY(waitForEpoch(trained));
            QVERIFY(client.leaveRunning());
            QVERIFY(!client.isRunning());
        }
        QTRY_VERIFY_WITH_TIMEOUT(isFree("alone"), kPatienceMs);
        QCOMPARE(epochsIn("alone"), kEpochs);
        QVERIFY(QFile::exists(m_folder.filePath(QStringLiteral("alone/best.safetensors"))));
        // Taken up, it has nothing left to do but to say what it gained.
        TrainingClient client(options());
        QSignalSpy finished(&client, &TrainingClient::finished);
        TrainRequest again = request("alone", kEpochs);
        again.resume = true;
        client.train(again);
        QVERIFY(finished.wait(kPatienceMs));
        const auto result = finished[0][0].value<TrainFinished>();
        QCOMPARE(result.epochsDone, kEpochs);
        QVERIFY(!result.stopped && !std::isnan(result.diceAfter));
    }

    void aTrainerWhoseClientGoesFinishesItsStepAndSaves()
    {
        {
            TrainingClient client(options());
            QSignalSpy trained(&client, &TrainingClient::trained);
            TrainRequest slow = request("deserted", 100000);
            // Steps that take longer than the client waits for an idle service to end.
            slow.configJson =
                QStringLiteral("{\"recipe\": \"fine-tune\", \"epochs\": 1000, \"batch_size\": 3, \"input_side\": 384}");
            client.train(slow);
            QVERIFY(trained.wait(kPatienceMs));
            QVERIFY(!trained.first()[0].value<TrainEvent>().epochFinished);
        }
        QTRY_VERIFY_WITH_TIMEOUT(isFree("deserted"), kPatienceMs);
        QVERIFY(QFile::exists(m_folder.filePath(QStringLiteral("deserted/latest.pth"))));
    }

    void aRunInUseIsNotTouchedByAnother()
    {
        TrainingClient client(options());
        QSignalSpy trained(&client, &TrainingClient::trained);
        client.train(request("shared", 100000));
        QVERIFY(waitForEpoch(trained));
        TrainingClient other(options());
        QSignalSpy failed(&other, &TrainingClient::failed);
        TrainRequest again = request("shared", 1);
        again.resume = true;
        other.train(again);
        QVERIFY(failed.wait(kPatienceMs));
        QVERIFY(failed[0][0].value<Error>().message.contains(QString::number(client.processId())));
    }

    void aBadManifestIsOneErrorAndTheTrainerLivesOn()
    {
        TrainingClient client(options());
        QSignalSpy failed(&client, &TrainingClient::failed);
        QSignalSpy finished(&client, &TrainingClient::finished);
        TrainRequest bad = request("run4", 1);
        bad.manifestPath = m_folder.filePath(QStringLiteral("absent.json"));
        client.train(bad);
        QVERIFY(failed.wait(kPatienceMs));
        QCOMPARE(failed[0][0].value<Error>().code, ErrorCode::NotFound);
        const qint64 process = client.processId();
        client.train(request("run5", 1));
        QVERIFY(finished.wait(kPatienceMs));
        QCOMPARE(client.processId(), process);
    }

    void anUnknownSettingIsNamed()
    {
        TrainingClient client(options());
        QSignalSpy failed(&client, &TrainingClient::failed);
        TrainRequest odd = request("run6", 1);
        odd.configJson = QStringLiteral("{\"no_such_setting\": 1}");
        client.train(odd);
        QVERIFY(failed.wait(kPatienceMs));
        QVERIFY(failed[0][0].value<Error>().message.contains(QStringLiteral("no_such_setting")));
    }

private:
    static ServiceOptions options()
    {
        ServiceOptions options;
        options.program = QStringLiteral(VMUNET_BINARIES "/vmunet-service");
        options.device = QStringLiteral("cpu");
        options.threads = 1;
        options.backOffMs = {10, 10, 10};
        return options;
    }

    TrainRequest request(const char *run, int epochs) const
    {
        TrainRequest request;
        request.manifestPath = m_manifest;
        request.configJson =
            QStringLiteral("{\"recipe\": \"fine-tune\", \"epochs\": %1, \"batch_size\": 2, \"input_side\": %2}")
                .arg(epochs)
                .arg(kSide);
        request.runFolder = m_folder.filePath(QLatin1String(run));
        request.parentModel = m_parent;
        return request;
    }

    bool isFree(const char *run) const
    {
        QLockFile lock(m_folder.filePath(QLatin1String(run) + QStringLiteral("/run.lock")));
        lock.setStaleLockTime(0);
        return lock.tryLock(0);
    }

    int epochsIn(const char *run) const
    {
        QFile file(m_folder.filePath(QLatin1String(run) + QStringLiteral("/metrics.csv")));
        return file.open(QIODevice::ReadOnly) ? int(file.readAll().count('\n')) - 1 : 0;
    }

    static bool waitForEpoch(QSignalSpy &trained)
    {
        while (trained.isEmpty() || !trained.last()[0].value<TrainEvent>().epochFinished) {
            if (!trained.wait(kPatienceMs)) {
                return false;
            }
        }
        return true;
    }

    QTemporaryDir m_folder;
    QString m_manifest;
    QString m_parent;
};

QTEST_GUILESS_MAIN(TrainingClientTest)
#include "training_client_test.moc"
