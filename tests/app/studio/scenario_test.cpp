// SPDX-License-Identifier: GPL-3.0-or-later
// The whole loop in the real window with the real service, as a person goes through it: each slot goes on where the
// one before ended.
#include "core/annotation/region.h"
#include "tests/app/studio/studio_fixture.h"
#include "widgets/panels/models_panel.h"
#include "widgets/panels/slice_bar.h"
#include "widgets/panels/training_panel.h"

#include <QDialog>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSlider>
#include <QSpinBox>
#include <QTextBrowser>

#include <csignal>
#include <sys/types.h>

using namespace vmunet;
using namespace vmunet::test;

namespace {

constexpr int kServiceMs = 60000; // A cold start reads Torch from the disk, perhaps beside other tests.
constexpr int kTrainingMs = 240000;

QString sample(const char *path)
{
    return QStringLiteral(VMUNET_RESOURCES "/samples/") + QLatin1String(path);
}

} // namespace

class ScenarioTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        isolate();
        if (!QFile::exists(QStringLiteral(VMUNET_BINARIES "/vmunet-service"))) {
            QSKIP("the service is not built");
        }
        const QDir samples(sample("dermoscopy/images"));
        for (const QString &name : samples.entryList(QDir::Files, QDir::Name)) {
            const QString copy = m_folder.filePath(name);
            QVERIFY(QFile::copy(samples.filePath(name), copy));
            m_photos.append(copy);
        }
        QVERIFY(m_photos.size() >= 3);
        start({m_photos.first()});
        QVERIFY(m_studio->isShowing(m_photos.first()));
    }

    void cleanupTestCase() { m_studio.reset(); }

    void aPhotographIsSegmentedByTheService()
    {
        ensureModel(QStringLiteral("dermoscopy"), QStringLiteral("tiny_binary.safetensors"));
        QVERIFY(segment());
        QVERIFY(!document().probability(0).isNull());
        QCOMPARE(mask(), maskAtThreshold(document().probability(0), 0.5));
        QCOMPARE(m_studio->find<QLabel>("statusDevice")->text(), QStringLiteral("CPU"));
        m_studio->screenshot(QStringLiteral("scenario-1-segmented"));
    }

    void theThresholdSliderReslicesWithoutTheNetwork()
    {
        auto *slider = m_studio->find<QSlider>("thresholdSlider");
        QVERIFY(slider->isEnabled());
        const Mask before = mask();
        slider->setValue(64);
        QCOMPARE(mask(), maskAtThreshold(document().probability(0), 0.25));
        QVERIFY(!m_studio->workbench().segmentation().isRunning());
        m_studio->action("actionUndo")->trigger();
        QCOMPARE(mask(), before);
        QCOMPARE(slider->value(), 128);
    }

    void theSameAnswerTwiceIsOnePrediction()
    {
        QVERIFY(segment());
        QSignalSpy proposed(&m_studio->workbench().segmentation(), &SegmentationController::proposed);
        const int steps = document().history().index();
        QVERIFY(segment());
        QCOMPARE(proposed.count(), 0);
        QCOMPARE(document().history().index(), steps);
    }

    void aBoxIsSegmentedAlone()
    {
        const ProbabilityMap kept = document().probability(0);
        m_studio->action("actionClearSlice")->trigger();
        m_studio->action("networkBoxTool")->trigger();
        const QRect middle(
            QPoint(document().size().width() / 4, document().size().height() / 4), document().size() / 2);
        m_studio->drag(middle.topLeft(), middle.bottomRight());
        QVERIFY(m_studio->workbench().segmentation().isRunning());
        QVERIFY(segmentationEnds());
        QVERIFY(!mask().isEmpty());
        QVERIFY(middle.adjusted(-2, -2, 2, 2).contains(boundsOf(mask(), Label{1})));
        QCOMPARE(document().probability(0), kept);
        m_studio->screenshot(QStringLiteral("scenario-2-box"));
        m_studio->action("actionUndo")->trigger();
        QVERIFY(mask().isEmpty());
    }

    void strokesAreErasedAndUndone()
    {
        m_studio->action("actionClearSlice")->trigger();
        m_studio->action("brushTool")->trigger();
        m_studio->drag({60, 60}, {160, 60});
        const Mask painted = mask();
        QCOMPARE(mask().at({100, 60}), Label{1});
        m_studio->action("eraserTool")->trigger();
        m_studio->drag({100, 40}, {100, 90});
        QCOMPARE(mask().at({100, 60}), kBackground);
        m_studio->screenshot(QStringLiteral("scenario-2-corrected"));
        m_studio->action("actionUndo")->trigger();
        QCOMPARE(mask(), painted);
        m_studio->action("brushTool")->trigger();
        m_studio->action("actionSave")->trigger();
        QVERIFY(m_studio->workbench().isSaved() || QTest::qWaitFor([&] { return m_studio->workbench().isSaved(); }));
    }

    void aKilledServiceCostsNothingButTheWait()
    {
        InferenceClient &client = m_studio->workbench().client();
        const qint64 victim = client.processId();
        QVERIFY(victim > 0);
        QSignalSpy progress(&m_studio->workbench().segmentation(), &SegmentationController::progress);
        m_studio->action("actionSegment")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!progress.isEmpty() || !m_studio->workbench().segmentation().isRunning(), kServiceMs);
        QCOMPARE(::kill(pid_t(victim), SIGKILL), 0);
        QVERIFY(segmentationEnds());
        QVERIFY(segment());
        QVERIFY(client.processId() != victim);
        QCOMPARE(mask(), maskAtThreshold(document().probability(0), document().threshold(0)));
        m_studio->screenshot(QStringLiteral("scenario-3-after-kill"));
    }

    void closingAndReopeningShowsTheSameMask()
    {
        m_studio->drag({30, 200}, {90, 200});
        const Mask kept = mask();
        const ProbabilityMap probability = document().probability(0);
        start({project()});
        QVERIFY(m_studio->isShowing(m_photos.first()));
        QCOMPARE(mask(), kept);
        QCOMPARE(document().probability(0), probability);
        m_studio->screenshot(QStringLiteral("scenario-4-reopened"));
    }

    void approvedPhotographsAreOfferedForFineTuning()
    {
        m_studio->workbench().open(m_photos);
        for (const QString &photo : std::as_const(m_photos)) {
            m_studio->workbench().showImage(photo);
            QVERIFY(m_studio->isShowing(photo));
            m_studio->action("actionClearSlice")->trigger();
            m_studio->drag({80, 80}, {180, 140});
            m_studio->action("actionApprove")->trigger();
        }
        QTRY_VERIFY(m_studio->workbench().isSaved());
        QDialog *dialog = askForFineTuning();
        QVERIFY(dialog);
        QVERIFY(dialog->findChild<QLabel *>(QStringLiteral("fineTuneSummary"))->text().contains(QLatin1Char('2')));
        QVERIFY(dialog->findChild<QPushButton *>(QStringLiteral("startTraining"))->isEnabled());
        dialog->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/scenario-5-dialog.png"));
        dialog->reject();
    }

    void fineTuningMakesANewModel()
    {
        TrainingController &training = m_studio->workbench().training();
        QSignalSpy outcome(&training, &TrainingController::finished);
        QSignalSpy failed(&training, &TrainingController::failed);
        QDialog *dialog = askForFineTuning();
        QVERIFY(dialog);
        dialog->findChild<QSpinBox *>(QStringLiteral("epochs"))->setValue(3);
        dialog->findChild<QSpinBox *>(QStringLiteral("batchSize"))->setValue(1);
        dialog->findChild<QSpinBox *>(QStringLiteral("inputSide"))->setValue(64);
        dialog->findChild<QPushButton *>(QStringLiteral("startTraining"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(bool(training.newModel()) || !failed.isEmpty(), kTrainingMs);
        QVERIFY2(failed.isEmpty(), qPrintable(m_studio->find<QLabel>("trainingStatus")->text()));
        QCOMPARE(outcome.count(), 1);
        const auto result = outcome.first().first().value<TrainingOutcome>();
        QCOMPARE(result.epochsDone, 3);
        QVERIFY(!result.cases.isEmpty());
        QVERIFY(result.diceAfter >= 0 && result.diceAfter <= 1);
        QVERIFY(m_studio->find<QPushButton>("activateTrained")->isVisible());
        m_studio->screenshot(QStringLiteral("scenario-6-trained"));
    }

    void theNewModelIsComparedPublishedAndLeftAgain()
    {
        Workbench &workbench = m_studio->workbench();
        const ModelId former = workbench.activeModel()->id;
        m_studio->find<QPushButton>("compareModels")->click();
        auto *page = m_studio->find<QDialog>("comparisonPage");
        QVERIFY(page);
        const auto button = [page](const char *name) { return page->findChild<QPushButton *>(QLatin1String(name)); };
        const QString text = page->findChild<QTextBrowser *>(QStringLiteral("comparisonReport"))->toPlainText();
        for (const char *part : {"Dice", "IoU", "HD95", "Cases that got worse", "bootstrap"}) {
            QVERIFY2(text.contains(QLatin1String(part)), part);
        }
        page->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/scenario-6-comparison.png"));
        QVERIFY(button("publishModel")->isEnabled() && !button("goBackFromModel")->isEnabled());
        button("publishModel")->click();
        QTRY_COMPARE(workbench.activeModel()->id, workbench.training().newModel());
        QTRY_VERIFY(!button("publishModel")->isEnabled() && button("goBackFromModel")->isEnabled());
        button("goBackFromModel")->click();
        QTRY_COMPARE(workbench.activeModel()->id, former);
        page->reject();
        m_studio->find<TrainingPanel>("trainingPanel")->setActivateAvailable(true); // It was published once.
    }

    void theNewModelIsActivatedAndLeftAgain()
    {
        Workbench &workbench = m_studio->workbench();
        const ModelRecord former = *workbench.activeModel();
        const ModelId trained = workbench.training().newModel();
        m_studio->find<QPushButton>("activateTrained")->click();
        QTRY_COMPARE(workbench.activeModel()->id, trained);
        QCOMPARE(workbench.activeModel()->parent, former.id);
        QVERIFY(segment());
        m_studio->find<QWidget>("modelsDock")->raise();
        m_studio->screenshot(QStringLiteral("scenario-7-new-model"));
        m_studio->find<QPushButton>("goBackModel")->click();
        QTRY_COMPARE(workbench.activeModel()->id, former.id);
        QVERIFY(segment());
    }

    void aCtSliceIsSegmentedWithSeveralClasses()
    {
        m_volume = m_folder.filePath(QStringLiteral("abdomen.nii.gz"));
        QVERIFY(QFile::copy(sample("ct/abdomen.nii.gz"), m_volume));
        m_studio->workbench().open({m_volume});
        QVERIFY(m_studio->isShowing(m_volume));
        ensureModel(QStringLiteral("ct"), QStringLiteral("tiny_multiclass.safetensors"));
        m_studio->find<QSlider>("sliceSlider")->setValue(5);
        QCOMPARE(document().currentSlice(), 5);
        m_studio->window().findChild<SliceBar *>()->applyPreset(2);
        QVERIFY(segment());
        QVERIFY(document().probability(5).classes > 2);
        QCOMPARE(int(document().labels().labels().size()), document().probability(5).classes - 1);
        QCOMPARE(mask(), maskAtThreshold(document().probability(5), 0.5));
        QVERIFY(document().probability(4).isNull());
        m_studio->screenshot(QStringLiteral("scenario-8-ct"));
    }

    void labelsOfACtSliceArePaintedErasedAndUndone()
    {
        m_studio->action("actionClearSlice")->trigger();
        m_studio->window().activateWindow();
        QTRY_VERIFY(m_studio->window().isActiveWindow());
        QTest::keyClick(&m_studio->canvas(), Qt::Key_2);
        m_studio->drag({30, 40}, {70, 40});
        QCOMPARE(mask().at({50, 40}), Label{2});
        m_studio->action("eraserTool")->trigger();
        m_studio->drag({50, 20}, {50, 60});
        QCOMPARE(mask().at({50, 40}), kBackground);
        m_studio->action("actionUndo")->trigger();
        QCOMPARE(mask().at({50, 40}), Label{2});
        m_studio->action("brushTool")->trigger();
        m_studio->action("actionApprove")->trigger();
        QCOMPARE(document().currentSlice(), 6);
        m_studio->action("actionPreviousSlice")->trigger();
    }

    void allSlicesSurviveAKilledService()
    {
        QSignalSpy proposed(&m_studio->workbench().segmentation(), &SegmentationController::proposed);
        m_studio->action("actionSegmentAll")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!proposed.isEmpty(), kServiceMs);
        QCOMPARE(::kill(pid_t(m_studio->workbench().client().processId()), SIGKILL), 0);
        QVERIFY(segmentationEnds());
        QCOMPARE(proposed.count(), document().sliceCount());
        m_studio->screenshot(QStringLiteral("scenario-9-ct-all"));
    }

    void theCtIsReopenedWithAllItsSlices()
    {
        std::vector<Mask> kept;
        for (int slice = 0; slice < document().sliceCount(); ++slice) {
            kept.push_back(document().mask(slice));
        }
        start({project(), m_volume});
        QVERIFY(m_studio->isShowing(m_volume));
        for (int slice = 0; slice < document().sliceCount(); ++slice) {
            QCOMPARE(document().mask(slice), kept[size_t(slice)]);
        }
        m_studio->screenshot(QStringLiteral("scenario-10-ct-reopened"));
    }

    void theCtModelIsFineTunedActivatedAndLeftAgain()
    {
        TrainingController &training = m_studio->workbench().training();
        QSignalSpy failed(&training, &TrainingController::failed);
        m_studio->find<QSlider>("sliceSlider")->setValue(5);
        for (int i = 0; i < 3; ++i) {
            m_studio->action("actionApprove")->trigger();
        }
        QDialog *dialog = askForFineTuning();
        QVERIFY(dialog);
        dialog->findChild<QSpinBox *>(QStringLiteral("epochs"))->setValue(1);
        dialog->findChild<QSpinBox *>(QStringLiteral("inputSide"))->setValue(64);
        dialog->findChild<QPushButton *>(QStringLiteral("startTraining"))->click();
        QTRY_VERIFY_WITH_TIMEOUT(bool(training.newModel()) || !failed.isEmpty(), kTrainingMs);
        QVERIFY2(failed.isEmpty(), qPrintable(m_studio->find<QLabel>("trainingStatus")->text()));
        const ModelId former = m_studio->workbench().activeModel()->id;
        m_studio->find<QPushButton>("activateTrained")->click();
        QTRY_COMPARE(m_studio->workbench().activeModel()->id, training.newModel());
        QVERIFY(segment());
        m_studio->screenshot(QStringLiteral("scenario-11-ct-trained"));
        m_studio->find<QPushButton>("goBackModel")->click();
        QTRY_COMPARE(m_studio->workbench().activeModel()->id, former);
        QVERIFY(segment());
    }

private:
    QDialog *askForFineTuning()
    {
        m_studio->action("actionFineTune")->trigger();
        QDialog *dialog = nullptr;
        (void)QTest::qWaitFor(
            [&] { return (dialog = m_studio->find<QDialog>("fineTuneDialog")) && dialog->isVisible(); }, 20000);
        return dialog;
    }

    QString project() const { return m_folder.filePath(QStringLiteral("scenario.vmunet")); }
    Document &document() { return *m_studio->workbench().document(); }
    const Mask &mask() { return document().currentMask(); }

    void start(const QStringList &paths)
    {
        if (m_studio) {
            m_studio->window().close();
            m_studio.reset();
        }
        m_studio = std::make_unique<Studio>(project());
        m_studio->workbench().start(paths);
    }

    /// The bundled model, or the reference's tiny one where none is bundled.
    void ensureModel(const QString &task, const QString &reference)
    {
        ModelLibrary &models = m_studio->workbench().models();
        QTRY_VERIFY_WITH_TIMEOUT(models.active(task) || !models.isBusy(), kServiceMs);
        if (!models.active(task)) {
            const QString path = QStringLiteral(VMUNET_SHARED_DATA "/reference/") + reference;
            if (!QFile::exists(path)) {
                QSKIP("there is no model to segment with");
            }
            models.addFile(path);
            QTRY_VERIFY_WITH_TIMEOUT(models.active(task), kServiceMs);
        }
    }

    bool segmentationEnds()
    {
        return QTest::qWaitFor([&] { return !m_studio->workbench().segmentation().isRunning(); }, kServiceMs);
    }

    bool segment(const char *action = "actionSegment")
    {
        m_studio->action(action)->trigger();
        return m_studio->workbench().segmentation().isRunning() && segmentationEnds();
    }

    QTemporaryDir m_folder;
    QStringList m_photos;
    QString m_volume;
    std::unique_ptr<Studio> m_studio;
};

QTEST_MAIN(ScenarioTest)
#include "scenario_test.moc"
