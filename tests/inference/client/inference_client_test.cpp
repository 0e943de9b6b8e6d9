// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/client/inference_client.h"

#include "core/image/image_loader.h"
#include "tests/support/test_images.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace vmunet;

namespace {

constexpr int kPatienceMs = 30000;

ServiceOptions testOptions()
{
    ServiceOptions options;
    options.program = QStringLiteral(VMUNET_BINARIES "/vmunet-service");
    options.device = QStringLiteral("cpu");
    options.threads = 1;
    options.backOffMs = {10, 10, 10, 10};
    return options;
}

bool signalService(const InferenceClient &client, int signal)
{
    return client.processId() > 0 && ::kill(pid_t(client.processId()), signal) == 0;
}

/// The jobs that ended, in order, and how.
struct Outcomes {
    explicit Outcomes(InferenceClient &client)
        : finished(&client, &InferenceClient::finished)
        , failed(&client, &InferenceClient::failed)
    {
    }
    bool waitForFinished(int count)
    {
        while (finished.size() < count && failed.isEmpty()) {
            if (!finished.wait(kPatienceMs)) {
                return false;
            }
        }
        return finished.size() == count;
    }
    bool waitForFailed(int count)
    {
        while (failed.size() < count) {
            if (!failed.wait(kPatienceMs)) {
                return false;
            }
        }
        return failed.size() == count;
    }
    Segmentation segmentation(int i) const { return finished[i][1].value<Segmentation>(); }
    Error error(int i) const { return failed[i][1].value<Error>(); }

    QSignalSpy finished;
    QSignalSpy failed;
};

} // namespace

class InferenceClientTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_photoModel = m_folder.filePath(QStringLiteral("photo.safetensors"));
        m_ctModel = m_folder.filePath(QStringLiteral("ct.safetensors"));
        QVERIFY(writeTinyModel(m_photoModel, 1));
        QVERIFY(writeTinyModel(m_ctModel, 3));
    }

    void aRealPhotographIsSegmentedAtItsOwnSize()
    {
        const QString path = QStringLiteral(VMUNET_SHARED_DATA "/data/formats/images/");
        const QStringList photographs =
            QDir(path).entryList({QStringLiteral("derm*.jpg"), QStringLiteral("derm*.png")});
        if (photographs.isEmpty()) {
            QSKIP("the shared photographs are not here");
        }
        const Result<Image> image = loadImage(path + photographs.first());
        QVERIFY(image);
        InferenceClient client(testOptions());
        QSignalSpy device(&client, &InferenceClient::deviceChanged);
        Outcomes outcomes(client);
        const JobId job = client.segment(m_photoModel, *image);
        QVERIFY(outcomes.waitForFinished(1));
        QCOMPARE(outcomes.finished[0][0].value<JobId>(), job);
        const Segmentation result = outcomes.segmentation(0);
        QCOMPARE(result.slices.size(), size_t(1));
        QCOMPARE(result.slices[0].size, image->size());
        QCOMPARE(result.slices[0].values.size(), qsizetype(image->width) * image->height);
        QCOMPARE(result.device, QStringLiteral("cpu"));
        QCOMPARE(outcomes.finished[0][2].value<ModelDescription>().name, QStringLiteral("tiny"));
        QCOMPARE(device.size(), 1);
        QCOMPARE(client.pendingCount(), 0);
    }

    void aPrecisionThatTheDeviceHasNotIsSaid()
    {
        ServiceOptions options = testOptions();
        InferenceClient usual(options);
        Outcomes expected(usual);
        usual.segment(m_photoModel, testPhotograph());
        QVERIFY(expected.waitForFinished(1));
        QVERIFY(expected.segmentation(0).notices.isEmpty());

        options.precision = Precision::BFloat16;
        InferenceClient wishing(options);
        Outcomes outcomes(wishing);
        wishing.segment(m_photoModel, testPhotograph());
        QVERIFY(outcomes.waitForFinished(1));
        QCOMPARE(outcomes.segmentation(0).notices.size(), 1);
        QVERIFY(outcomes.segmentation(0).notices[0].contains(QStringLiteral("bfloat16")));
        QVERIFY(outcomes.segmentation(0).slices[0] == expected.segmentation(0).slices[0]);
    }

    void severalRequestsAreAnsweredInTheirOrder()
    {
        InferenceClient client(testOptions());
        Outcomes outcomes(client);
        QList<JobId> asked;
        for (int i = 0; i < 4; ++i) {
            asked.append(client.segment(
                i % 2 ? m_ctModel : m_photoModel, i % 2 ? testVolume(64, 3) : testPhotograph(), i % 2, i % 2 ? 2 : 1));
        }
        QVERIFY(outcomes.waitForFinished(4));
        QList<JobId> answered;
        for (const auto &arguments : outcomes.finished) {
            answered.append(arguments[0].value<JobId>());
        }
        std::sort(answered.begin(), answered.end());
        QCOMPARE(answered, asked);
    }

    void aVolumeGivesAllClassesOfTheSlicesAskedFor()
    {
        InferenceClient client(testOptions());
        Outcomes outcomes(client);
        client.segment(m_ctModel, testVolume(48, 5), 1, 3);
        QVERIFY(outcomes.waitForFinished(1));
        const Segmentation result = outcomes.segmentation(0);
        QCOMPARE(result.slices.size(), size_t(3));
        QCOMPARE(result.slices[2].classes, 3);
        QCOMPARE(result.slices[2].values.size(), qsizetype(3) * 48 * 48);
        QVERIFY(result.slices[0] != result.slices[2]);
    }

    void aKilledServiceCostsTheRequestNothing()
    {
        InferenceClient client(testOptions());
        QSignalSpy progress(&client, &InferenceClient::progress);
        QSignalSpy states(&client, &InferenceClient::stateChanged);
        Outcomes outcomes(client);
        const JobId under = client.segment(m_ctModel, testVolume(128, 60), 0, 60);
        const JobId waiting = client.segment(m_photoModel, testPhotograph());
        while (progress.isEmpty() || progress.last()[1].toDouble() == 0) {
            QVERIFY(progress.wait(kPatienceMs));
        }
        const qint64 killed = client.processId();
        QVERIFY(signalService(client, SIGKILL));
        QVERIFY(outcomes.waitForFinished(2));
        QCOMPARE(outcomes.finished[0][0].value<JobId>(), under);
        QCOMPARE(outcomes.finished[1][0].value<JobId>(), waiting);
        QVERIFY(client.processId() != killed);
        const bool restarted = std::any_of(states.cbegin(), states.cend(), [](const auto &arguments) {
            return arguments[0].template value<ServiceState>() == ServiceState::Restarting;
        });
        QVERIFY(restarted);
    }

    void aRequestThatAlwaysKillsTheServiceIsGivenUp()
    {
        InferenceClient client(testOptions());
        QSignalSpy progress(&client, &InferenceClient::progress);
        QObject::connect(&client, &InferenceClient::progress, &client, [&client] { signalService(client, SIGKILL); });
        Outcomes outcomes(client);
        client.segment(m_ctModel, testVolume(128, 40), 0, 40);
        QVERIFY(outcomes.waitForFailed(1));
        QCOMPARE(outcomes.error(0).code, ErrorCode::ServiceUnavailable);
        QVERIFY(outcomes.error(0).message.contains(QLatin1Char('3')));
        client.disconnect(&client);
        client.segment(m_photoModel, testPhotograph());
        QVERIFY(outcomes.finished.wait(kPatienceMs));
    }

    void cancellingEndsARunningRequestAndAWaitingOne()
    {
        InferenceClient client(testOptions());
        QSignalSpy progress(&client, &InferenceClient::progress);
        Outcomes outcomes(client);
        const JobId running = client.segment(m_ctModel, testVolume(128, 400), 0, 400);
        const JobId waiting = client.segment(m_photoModel, testPhotograph());
        while (progress.isEmpty() || progress.last()[1].toDouble() == 0) {
            QVERIFY(progress.wait(kPatienceMs));
        }
        client.cancel(waiting);
        client.cancel(running);
        QVERIFY(outcomes.waitForFailed(2));
        QCOMPARE(outcomes.error(0).code, ErrorCode::Cancelled);
        QCOMPARE(outcomes.error(1).code, ErrorCode::Cancelled);
        client.cancel(running);

        const JobId next = client.segment(m_photoModel, testPhotograph());
        QVERIFY(outcomes.finished.wait(kPatienceMs));
        QCOMPARE(outcomes.finished[0][0].value<JobId>(), next);
        QCOMPARE(outcomes.finished.size(), 1);
    }

    void aBadModelIsOneErrorAndTheServiceLivesOn()
    {
        InferenceClient client(testOptions());
        Outcomes outcomes(client);
        const QString broken = m_folder.filePath(QStringLiteral("broken.safetensors"));
        QFile file(broken);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("not a model at all");
        file.close();
        client.segment(broken, testPhotograph());
        client.segment(m_folder.filePath(QStringLiteral("absent.pth")), testPhotograph());
        client.segment(m_ctModel, testPhotograph());
        QVERIFY(outcomes.waitForFailed(3));
        QCOMPARE(outcomes.error(0).code, ErrorCode::Corrupt);
        QVERIFY(outcomes.error(0).message.contains(broken));
        QCOMPARE(outcomes.error(1).code, ErrorCode::NotFound);
        QVERIFY(outcomes.error(1).message.contains(QStringLiteral("absent.pth")));
        QCOMPARE(outcomes.error(2).code, ErrorCode::Unsupported);
        const qint64 process = client.processId();
        client.segment(m_photoModel, testPhotograph());
        QVERIFY(outcomes.finished.wait(kPatienceMs));
        QCOMPARE(client.processId(), process);
    }

    void slicesThatAreNotThereAreAnError()
    {
        InferenceClient client(testOptions());
        Outcomes outcomes(client);
        client.segment(m_ctModel, testVolume(32, 2), 1, 2);
        QVERIFY(outcomes.waitForFailed(1));
        QCOMPARE(outcomes.error(0).code, ErrorCode::Invalid);
    }

    void aHungServiceIsReplaced()
    {
        ServiceOptions options = testOptions();
        options.heartbeatTimeoutMs = 1500;
        InferenceClient client(options);
        QSignalSpy progress(&client, &InferenceClient::progress);
        Outcomes outcomes(client);
        client.segment(m_ctModel, testVolume(128, 60), 0, 60);
        QVERIFY(progress.wait(kPatienceMs));
        const qint64 hung = client.processId();
        QVERIFY(signalService(client, SIGSTOP));
        QVERIFY(outcomes.waitForFinished(1));
        QVERIFY(client.processId() != hung);
    }

    void modelsAreDescribedOnceAndAgainWhenTheyChange()
    {
        InferenceClient client(testOptions());
        QSignalSpy described(&client, &InferenceClient::described);
        client.describe(m_ctModel);
        QVERIFY(described.wait(kPatienceMs));
        const auto model = described[0][1].value<ModelDescription>();
        QCOMPARE(model.classes, 3);
        QCOMPARE(model.inputSide, 64);
        QCOMPARE(model.preprocessing, Preprocessing::Ct);
        QCOMPARE(model.classNames.size(), 2);
        QCOMPARE(model.sha256.size(), 64);
        QVERIFY(writeTinyModel(m_ctModel, 4));
        client.describe(m_ctModel);
        QVERIFY(described.wait(kPatienceMs));
        QCOMPARE(described[1][1].value<ModelDescription>().classes, 4);
    }

    void aProgramThatOnlyDiesIsGivenUpAndCanBeTriedAgain()
    {
        ServiceOptions options = testOptions();
        options.program = QStringLiteral("/bin/false");
        options.backOffMs = {1, 1};
        InferenceClient client(options);
        Outcomes outcomes(client);
        client.segment(m_photoModel, testPhotograph());
        QVERIFY(outcomes.waitForFailed(1));
        QCOMPARE(outcomes.error(0).code, ErrorCode::ServiceUnavailable);
        QCOMPARE(client.state(), ServiceState::Failed);
        client.segment(m_photoModel, testPhotograph());
        QVERIFY(outcomes.waitForFailed(2));
    }

    void aMissingProgramIsNamed()
    {
        ServiceOptions options = testOptions();
        options.program = m_folder.filePath(QStringLiteral("no-service"));
        options.backOffMs = {};
        InferenceClient client(options);
        Outcomes outcomes(client);
        client.segment(m_photoModel, testPhotograph());
        QVERIFY(outcomes.waitForFailed(1));
        QVERIFY(outcomes.error(0).message.contains(QStringLiteral("no-service")));
    }

    void theServiceEndsWithItsClient()
    {
        qint64 process = 0;
        {
            InferenceClient client(testOptions());
            Outcomes outcomes(client);
            client.segment(m_photoModel, testPhotograph());
            QVERIFY(outcomes.waitForFinished(1));
            process = client.processId();
            QVERIFY(process > 0);
        }
        QVERIFY(::kill(pid_t(process), 0) != 0);
    }

private:
    QTemporaryDir m_folder;
    QString m_photoModel;
    QString m_ctModel;
};

QTEST_GUILESS_MAIN(InferenceClientTest)
#include "inference_client_test.moc"
