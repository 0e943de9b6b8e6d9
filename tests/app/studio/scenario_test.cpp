// SPDX-License-Identifier: GPL-3.0-or-later
// The whole loop in the real window with the real service, as a person goes through it: each slot goes on where the
// one before ended.
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

private:
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
    std::unique_ptr<Studio> m_studio;
};

QTEST_MAIN(ScenarioTest)
#include "scenario_test.moc"
