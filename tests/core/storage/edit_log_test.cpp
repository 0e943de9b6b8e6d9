// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/edit_log.h"

#include "core/editing/document.h"
#include "core/storage/stored_annotation.h"
#include "tests/support/project_fixture.h"

#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

namespace {

ProbabilityMap ramp(QSize size, int offset)
{
    ProbabilityMap map{.size = size, .classes = 1, .values = {}};
    for (int i = 0; i < size.width() * size.height(); ++i) {
        map.values.append(char((i % size.width() * 256 / size.width() + offset) % 256));
    }
    return map;
}

} // namespace

class EditLogTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project.reset();
        open();
    }

    void cleanup()
    {
        m_document.reset();
        m_project.reset();
    }

    void anImageWithoutHistoryHasNone()
    {
        const Result<LoggedHistory> log = readEditLog(m_project->database(), m_stored.image);
        QVERIFY(log);
        QVERIFY(log->steps.empty());
        QVERIFY(!readEditLog(m_project->database(), ImageId{99}));
    }

    void undoAndRedoGoOnAfterRestart()
    {
        std::vector<std::vector<Mask>> states{masks()};
        for (int i = 0; i < 6; ++i) {
            stroke(i % 2, QPointF(4 + 4 * i, 10), Label(1 + i % 3));
            states.push_back(masks());
        }
        m_document->undo();
        m_document->undo();
        reopen();
        QCOMPARE(m_document->history().count(), 6);
        QCOMPARE(m_document->history().index(), 4);
        QCOMPARE(masks(), states[4]);
        QCOMPARE(m_document->history().undoText(), toolName(EditTool::Brush));
        m_document->redo();
        QCOMPARE(masks(), states[5]);
        reopen();
        QCOMPARE(m_document->history().index(), 5);
        for (int i = 4; i >= 0; --i) {
            m_document->undo();
            QCOMPARE(masks(), states[size_t(i)]);
        }
        reopen();
        QVERIFY(!m_document->history().canUndo());
        for (int i = 1; i <= 6; ++i) {
            m_document->redo();
            QCOMPARE(masks(), states[size_t(i)]);
        }
    }

    void aStepOverSeveralSlicesStaysOne()
    {
        Mask disc(m_document->size());
        disc.fill({5, 5, 10, 10}, Label{1});
        m_document->applySlices({{0, disc}, {1, disc}, {2, disc}}, QStringLiteral("Ball"), EditTool::Import);
        stroke(1, {20, 20}, Label{2});
        m_document->undo();
        reopen();
        QCOMPARE(m_document->history().count(), 2);
        QCOMPARE(m_document->history().index(), 1);
        QCOMPARE(m_document->history().step(0).changes.size(), size_t(3));
        m_document->undo();
        for (int slice = 0; slice < 3; ++slice) {
            QVERIFY(m_document->mask(slice).isEmpty());
        }
        reopen();
        QCOMPARE(m_document->history().index(), 0);
        m_document->redo();
        QCOMPARE(m_document->mask(2), disc);
    }

    void undoingAProposalAfterRestartBringsBackTheFormerProbabilities()
    {
        propose(1, ramp(m_document->size(), 0), 0.5);
        propose(1, ramp(m_document->size(), 64), 0.25);
        m_document->setCurrentSlice(1);
        m_document->setThreshold(0.75);
        m_document->commitThreshold();
        reopen();
        QCOMPARE(m_document->history().count(), 3);
        m_document->undo();
        QCOMPARE(m_document->threshold(1), 0.25);
        QCOMPARE(m_document->probability(1), ramp(m_document->size(), 64));
        m_document->undo();
        QCOMPARE(m_document->probability(1), ramp(m_document->size(), 0));
        QCOMPARE(m_document->threshold(1), 0.5);
        QCOMPARE(m_document->mask(1), maskAtThreshold(ramp(m_document->size(), 0), 0.5));
        m_document->undo();
        QVERIFY(m_document->probability(1).isNull());
        reopen();
        QCOMPARE(m_document->history().index(), 0);
        m_document->redo();
        m_document->redo();
        QCOMPARE(m_document->probability(1), ramp(m_document->size(), 64));
    }

    void anythingAPersonDoesIsRebuiltExactly()
    {
        QRandomGenerator random(11);
        for (int session = 0; session < 5; ++session) {
            for (int i = 0; i < 60; ++i) {
                act(random);
            }
            m_document->commitThreshold();
            const std::vector<Mask> before = masks();
            const int count = m_document->history().count();
            const int index = m_document->history().index();
            reopen();
            QCOMPARE(masks(), before);
            QCOMPARE(m_document->history().count(), count);
            QCOMPARE(m_document->history().index(), index);
        }
        while (m_document->history().canUndo()) {
            m_document->undo();
        }
        for (const Mask &mask : masks()) {
            QVERIFY(mask.isEmpty());
        }
    }

    void limitsKeepTheNewestSteps()
    {
        for (int i = 0; i < 30; ++i) {
            stroke(0, QPointF(2 + i, 10), Label{1});
        }
        const auto stepsWithin = [this](const EditLogLimits &limits) {
            const Result<LoggedHistory> log = readEditLog(m_project->database(), m_stored.image, limits);
            return log ? int(log->steps.size()) : -1;
        };
        QCOMPARE(stepsWithin({}), 30);
        QCOMPARE(stepsWithin({.revisions = 7}), 7);
        const int within = stepsWithin({.pixels = 2400 + 10 * 60});
        QVERIFY(within > 3 && within < 30);
        QCOMPARE(stepsWithin({.pixels = 0}), 0);
        const Result<LoggedHistory> log = readEditLog(m_project->database(), m_stored.image, {.revisions = 7});
        Mask mask = m_document->mask(0);
        for (auto step = log->steps.rbegin(); step != log->steps.rend(); ++step) {
            step->changes[0].delta.undo(mask);
        }
        const auto history = m_project->annotations().history(m_stored.image, 0, 8);
        QCOMPARE(mask, *m_project->annotations().mask(m_stored.image, 0, history->back().id));
    }

    void workFromElsewhereBecomesAStepOfItsOwn()
    {
        stroke(0, {10, 10}, Label{1});
        stroke(0, {20, 10}, Label{1});
        Mask patch({3, 3});
        patch.fill(patch.rect(), Label{2});
        QVERIFY(m_project->annotations().addEdit(
            m_stored.image, {.slice = 0, .area = QRect(40, 20, 3, 3), .after = patch, .name = {}}));
        m_document->undo(); // By a window that knows nothing of it.
        reopen();
        const std::vector<Mask> now = masks();
        QCOMPARE(m_document->history().count(), 4);
        QCOMPARE(m_document->history().undoText(), toolName(EditTool::Undo));
        for (int i = 0; i < 4; ++i) {
            m_document->undo();
        }
        QVERIFY(m_document->mask(0).isEmpty());
        for (int i = 0; i < 4; ++i) {
            m_document->redo();
        }
        QCOMPARE(masks(), now);
    }

    void stepsMadeWhileTheLogIsReadStayOnTop()
    {
        stroke(0, {10, 10}, Label{1});
        stroke(0, {20, 10}, Label{1});
        m_document->undo();
        const Result<LoggedHistory> log = readEditLog(m_project->database(), m_stored.image);
        load();
        stroke(1, {30, 10}, Label{2});
        m_document->restoreHistory(log->steps, log->index);
        QCOMPARE(m_document->history().count(), 2);
        m_document->undo();
        m_document->undo();
        QVERIFY(m_document->mask(0).isEmpty() && m_document->mask(1).isEmpty());
    }

    void aHistoryOfAnotherImageIsIgnored()
    {
        stroke(2, {10, 10}, Label{1});
        const Result<LoggedHistory> log = readEditLog(m_project->database(), m_stored.image);
        Document small(imageOf(QStringLiteral("s"), {5, 5}), LabelSet::lesion());
        small.restoreHistory(log->steps, log->index);
        QCOMPARE(small.history().count(), 0);
        Document flat(imageOf(QStringLiteral("f"), m_document->size()), LabelSet::lesion());
        flat.restoreHistory(log->steps, log->index);
        QCOMPARE(flat.history().count(), 0);
    }

private:
    void open()
    {
        m_project = *Project::openOrCreate(m_folder->filePath(QStringLiteral("p.vmunet")));
        load();
    }

    /// The image as the window opens it, and every change kept as the window keeps it.
    void load()
    {
        const Image image = imageOf(m_folder->filePath(QStringLiteral("ct.nii")), {60, 40}, 3);
        const Result<StoredAnnotation> stored =
            openAnnotation(*m_project, image, QString(64, QLatin1Char('a')), LabelSet::synapseOrgans());
        QVERIFY2(stored, qPrintable(stored ? QString() : stored.error().message));
        m_stored = *stored;
        m_document = std::make_unique<Document>(image, m_stored.labels);
        m_document->restore(m_stored.masks);
        for (const KeptProbability &kept : m_stored.probabilities) {
            m_document->setProbability(kept.slice, kept.map, kept.threshold);
        }
        connect(m_document.get(), &Document::editCommitted, this, [this](const EditRecord &edit) {
            if (edit.tool == EditTool::Proposal) {
                QVERIFY(m_project->annotations().addPrediction(m_stored.image, edit.slice, m_document->mask(edit.slice),
                    m_document->probability(edit.slice),
                    {.model = model(), .device = {}, .preprocessing = {}, .threshold = *edit.threshold}));
            } else {
                QVERIFY(m_project->annotations().addEdit(m_stored.image, edit));
            }
        });
    }

    void reopen()
    {
        m_document.reset();
        m_project.reset();
        open();
        Result<LoggedHistory> log = readEditLog(m_project->database(), m_stored.image);
        QVERIFY2(log, qPrintable(log ? QString() : log.error().message));
        m_document->restoreHistory(std::move(log->steps), log->index);
    }

    ModelId model()
    {
        return *m_project->models().add({.sha256 = hashOfText(QStringLiteral("model")),
            .path = QStringLiteral("/m.safetensors"),
            .name = QStringLiteral("m"),
            .task = QStringLiteral("ct")});
    }

    void stroke(int slice, QPointF at, Label label)
    {
        m_document->setCurrentSlice(slice);
        m_document->beginStroke(at, 5, label);
        m_document->extendStroke(at, at + QPointF(6, 3));
        m_document->endStroke();
    }

    void propose(int slice, const ProbabilityMap &map, double threshold)
    {
        m_document->applyProposal(slice, map, threshold, QStringLiteral("model"));
    }

    void act(QRandomGenerator &random)
    {
        const int slice = random.bounded(3);
        switch (random.bounded(10)) {
        case 0:
        case 1:
            m_document->undo();
            break;
        case 2:
            m_document->redo();
            break;
        case 3:
            propose(slice, ramp(m_document->size(), random.bounded(256)), random.bounded(1, 16) / 16.0);
            break;
        case 4:
            m_document->setThreshold(random.bounded(1, 16) / 16.0);
            m_document->commitThreshold();
            break;
        case 5:
            m_document->applySlices(
                {{0, m_document->mask(1)}, {2, m_document->mask(slice)}}, QStringLiteral("copy"), EditTool::Import);
            break;
        default:
            stroke(slice, QPointF(random.bounded(60), random.bounded(40)), Label(random.bounded(4)));
        }
    }

    std::vector<Mask> masks() const
    {
        std::vector<Mask> all;
        for (int slice = 0; slice < m_document->sliceCount(); ++slice) {
            all.push_back(m_document->mask(slice));
        }
        return all;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
    StoredAnnotation m_stored;
    std::unique_ptr<Document> m_document;
};

QTEST_GUILESS_MAIN(EditLogTest)
#include "edit_log_test.moc"
