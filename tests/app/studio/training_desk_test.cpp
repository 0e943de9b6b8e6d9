// SPDX-License-Identifier: GPL-3.0-or-later
// Fine-tuning as a person meets it when things do not go straight: closing, stopping, going on. With the real service.
#include "core/base/app_paths.h"
#include "tests/app/studio/studio_fixture.h"
#include "widgets/dialogs/run_chooser.h"
#include "widgets/panels/training_panel.h"

#include <QFile>
#include <QLockFile>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>

#include <csignal>
#include <sys/types.h>

using namespace vmunet;
using namespace vmunet::test;

namespace {

constexpr int kPatienceMs = 60000;
constexpr int kPhotos = 3;

FineTuneSettings settings(int epochs)
{
    return {.epochs = epochs, .learningRate = 1e-4, .batchSize = 1, .inputSide = 64};
}

} // namespace

class TrainingDeskTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        isolate();
        QDir(userDataFolder() + QStringLiteral("/runs")).removeRecursively();
        const QDir samples(QStringLiteral(VMUNET_RESOURCES "/samples/dermoscopy/images"));
        const QStringList names = samples.entryList(QDir::Files, QDir::Name);
        QVERIFY(names.size() >= kPhotos);
        start();
        for (const QString &name : names.mid(0, kPhotos)) {
            const QString photo = m_folder.filePath(name);
            QVERIFY(QFile::copy(samples.filePath(name), photo));
            m_studio->workbench().open({photo});
            QVERIFY(m_studio->isShowing(photo));
            m_studio->drag({80, 80}, {180, 140});
            m_studio->action("actionApprove")->trigger();
        }
        QTRY_VERIFY(m_studio->workbench().isSaved());
        ModelLibrary &models = m_studio->workbench().models();
        QTRY_VERIFY_WITH_TIMEOUT(!models.isBusy(), kPatienceMs);
        if (!models.active(QStringLiteral("dermoscopy"))) {
            QSKIP("no model is bundled");
        }
    }

    void cleanupTestCase() { m_studio.reset(); }

    void aStopWhileTheManifestIsWrittenIsKept()
    {
        QVERIFY(prepare());
        QSignalSpy failed(&training(), &TrainingController::failed);
        training().start(settings(2));
        QCOMPARE(training().phase(), TrainingPhase::Starting);
        m_studio->find<QPushButton>("stopTraining")->click();
        QVERIFY(!failed.isEmpty() || failed.wait(kPatienceMs));
        QCOMPARE(failed[0][0].value<Error>().code, ErrorCode::Cancelled);
        QCOMPARE(training().phase(), TrainingPhase::Idle);
        QVERIFY(!m_studio->workbench().trainer().isRunning());
        QVERIFY(!QFile::exists(training().runFolder()));
    }

    void aSecondStartIsRefusedAndTouchesNothing()
    {
        QVERIFY(prepare());
        QSignalSpy refused(&training(), &TrainingController::refused);
        training().start(settings(100000));
        const QString folder = training().runFolder();
        training().start(settings(1));
        training().prepare(QStringLiteral("dermoscopy"));
        QCOMPARE(refused.count(), 2);
        QCOMPARE(training().runFolder(), folder);
        QVERIFY(training().isRunning());
        QVERIFY(m_studio->find<TrainingPanel>("trainingPanel")->state() != TrainingPanel::State::Failed);
    }

    void closingAsksAndCancelKeepsAll() // The run of the slot before goes on.
    {
        QSignalSpy steps(&training(), &TrainingController::stepDone);
        QVERIFY(!steps.isEmpty() || steps.wait(kPatienceMs));
        QVERIFY(!steps.last()[0].value<TrainEvent>().device.isEmpty());
        m_studio->window().close();
        QMessageBox *question = findQuestion();
        QVERIFY(question);
        question->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/training-close-question.png"));
        question->button(QMessageBox::Cancel)->click();
        QVERIFY(m_studio->window().isVisible());
        QVERIFY(training().isRunning());
    }

    void stopAndSaveClosesWithACheckpoint()
    {
        QSignalSpy epochs(&training(), &TrainingController::epochDone);
        QVERIFY(epochs.wait(kPatienceMs));
        const QString folder = training().runFolder();
        m_studio->window().close();
        QMessageBox *question = findQuestion();
        QVERIFY(question);
        question->findChild<QPushButton *>(QStringLiteral("stopAndSave"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(!m_studio->window().isVisible(), kPatienceMs);
        QVERIFY(!training().isRunning());
        QVERIFY(QFile::exists(folder + QStringLiteral("/latest.pth")));
    }

    void aStoppedRunIsGoneOnWithFromTheMenuAndLeftRunning()
    {
        start();
        m_studio->action("actionResumeTraining")->trigger();
        RunChooser *chooser = findChooser();
        QVERIFY(chooser);
        QCOMPARE(chooser->chosen(), 0);
        chooser->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/training-run-chooser.png"));
        QSignalSpy epochs(&training(), &TrainingController::epochDone);
        chooser->findChild<QPushButton *>(QStringLiteral("goOnWithRun"))->click();
        QVERIFY(epochs.wait(kPatienceMs));
        QVERIFY(epochs.last()[0].value<TrainingEpoch>().epoch > 1);
        m_studio->screenshot(QStringLiteral("training-resumed"));

        m_studio->window().close();
        QMessageBox *question = findQuestion();
        QVERIFY(question);
        question->findChild<QPushButton *>(QStringLiteral("keepTraining"))->click();
        QTRY_VERIFY(!m_studio->window().isVisible());
        m_leftRunning = training().runFolder();
    }

    void theRunLeftRunningIsSeenAfterARestart()
    {
        start();
        QTRY_VERIFY_WITH_TIMEOUT(m_studio->said(QStringLiteral("goes on in the background")), kPatienceMs);
        m_studio->action("actionResumeTraining")->trigger();
        RunChooser *chooser = findChooser();
        QVERIFY(chooser);
        QCOMPARE(chooser->chosen(), -1); // Its trainer is at it.
        chooser->reject();

        const Result<RunNote> note = readRunNote(QFileInfo(m_leftRunning).path());
        QVERIFY(note);
        QVERIFY(note->leftRunning && !note->kept);
        endTheTrainer();
        QTRY_VERIFY_WITH_TIMEOUT(!storedRuns(runsRoot(), project()).front().inUse, kPatienceMs);
    }

private:
    TrainingController &training() { return m_studio->workbench().training(); }
    QString project() const { return m_folder.filePath(QStringLiteral("desk.vmunet")); }
    static QString runsRoot() { return userDataFolder() + QStringLiteral("/runs"); }

    void start()
    {
        m_studio.reset();
        m_studio = std::make_unique<Studio>(project());
        m_studio->workbench().start({});
        QTRY_VERIFY(!m_studio->workbench().projectPath().isEmpty());
    }

    bool prepare()
    {
        QSignalSpy prepared(&training(), &TrainingController::prepared);
        training().prepare(QStringLiteral("dermoscopy"));
        if (!prepared.wait(kPatienceMs)) {
            return false;
        }
        if (auto *dialog = m_studio->find<QDialog>("fineTuneDialog")) {
            dialog->reject();
        }
        return training().phase() == TrainingPhase::Offered;
    }

    QMessageBox *findQuestion()
    {
        QMessageBox *box = nullptr;
        (void)QTest::qWaitFor([&] { return (box = m_studio->find<QMessageBox>("closeWhileTraining")) != nullptr; });
        return box;
    }

    RunChooser *findChooser()
    {
        RunChooser *chooser = nullptr;
        (void)QTest::qWaitFor(
            [&] { return (chooser = m_studio->find<RunChooser>("runChooser")) && chooser->isVisible(); }, 20000);
        return chooser;
    }

    // By the process that its lock names.
    void endTheTrainer()
    {
        QLockFile lock(m_leftRunning + QStringLiteral("/run.lock"));
        qint64 process = 0;
        QString host;
        QString program;
        QVERIFY(lock.getLockInfo(&process, &host, &program));
        QVERIFY(process > 0 && process != QCoreApplication::applicationPid());
        QCOMPARE(::kill(pid_t(process), SIGKILL), 0);
    }

    QTemporaryDir m_folder;
    std::unique_ptr<Studio> m_studio;
    QString m_leftRunning;
};

QTEST_MAIN(TrainingDeskTest)
#include "training_desk_test.moc"
