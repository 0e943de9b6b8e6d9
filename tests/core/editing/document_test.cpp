// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/document.h"

#include "core/editing/brush.h"

#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

using namespace vmunet;

namespace {

Image photograph(QSize size)
{
    return {.width = size.width(),
        .height = size.height(),
        .channels = 3,
        .samples = QByteArray(qsizetype(size.width()) * size.height() * 3, char(90))};
}

Image volume(QSize size, int slices)
{
    return {.kind = ImageKind::Volume,
        .width = size.width(),
        .height = size.height(),
        .slices = slices,
        .samples = QByteArray(qsizetype(size.width()) * size.height() * slices, char(10))};
}

bool fillAll(Document &document, Label label)
{
    return document.fillPolygon({QPolygonF(QRectF(QPointF(0, 0), document.size())), {}}, label);
}

ProbabilityMap ramp(QSize size)
{
    ProbabilityMap map{.size = size, .classes = 1, .values = {}};
    for (int i = 0; i < size.width() * size.height(); ++i) {
        map.values.append(char(i % size.width() * 256 / size.width()));
    }
    return map;
}

/// Follows a document through its editCommitted() alone, as the project file does.
class Follower {
public:
    explicit Follower(Document &document)
    {
        for (int slice = 0; slice < document.sliceCount(); ++slice) {
            masks.push_back(document.mask(slice));
        }
        QObject::connect(&document, &Document::editCommitted, [this](const EditRecord &edit) {
            Mask &mask = masks[size_t(edit.slice)];
            mask.paste(edit.after, edit.area.topLeft());
        });
    }

    bool follows(const Document &document) const
    {
        for (int slice = 0; slice < document.sliceCount(); ++slice) {
            if (masks[size_t(slice)] != document.mask(slice)) {
                return false;
            }
        }
        return true;
    }

    std::vector<Mask> masks;
};

} // namespace

class DocumentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneStrokeIsOneUndoStep()
    {
        Document document(photograph({100, 80}), LabelSet::lesion());
        QSignalSpy committed(&document, &Document::editCommitted);
        document.beginStroke({20, 20}, 10, Label{1});
        document.extendStroke({20, 20}, {60, 40});
        document.extendStroke({60, 40}, {90, 10});
        QCOMPARE(committed.count(), 0);
        document.endStroke();
        QCOMPARE(committed.count(), 1);
        QCOMPARE(document.history().count(), 1);
        QVERIFY(!document.currentMask().isEmpty());
        document.undo();
        QVERIFY(document.currentMask().isEmpty());
        document.redo();
        QVERIFY(!document.currentMask().isEmpty());
    }

    void aStrokeThatChangesNothingIsNoStep()
    {
        Document document(photograph({30, 30}), LabelSet::lesion());
        QSignalSpy committed(&document, &Document::editCommitted);
        document.beginStroke({15, 15}, 10, kBackground);
        document.endStroke();
        document.beginStroke({500, 500}, 10, Label{1});
        document.endStroke();
        document.endStroke();
        QCOMPARE(committed.count(), 0);
        QCOMPARE(document.history().count(), 0);
    }

    void undoInTheMiddleOfAStrokeTakesTheStrokeBack()
    {
        Document document(photograph({30, 30}), LabelSet::lesion());
        document.beginStroke({15, 15}, 10, Label{1});
        document.undo();
        QVERIFY(!document.isStroking());
        QVERIFY(document.currentMask().isEmpty());
    }

    void everyChangeOfAMaskMovesTheRevision()
    {
        Document document(photograph({30, 30}), LabelSet::lesion());
        quint64 last = document.revision();
        const auto moved = [&] { return std::exchange(last, document.revision()) < last; };
        document.beginStroke({15, 15}, 10, Label{1});
        QVERIFY(document.revision() > last);
        document.endStroke();
        last = document.revision();
        document.undo();
        QVERIFY(document.revision() > last);
        last = document.revision();
        document.redo();
        QVERIFY(document.revision() > last);
        last = document.revision();
        document.setLabels(LabelSet::synapseOrgans());
        QVERIFY(!moved());
    }

    void lockedLabelsSurviveEveryTool()
    {
        LabelSet labels = LabelSet::synapseOrgans();
        Document document(photograph({40, 40}), labels);
        document.beginStroke({10, 10}, 8, Label{2});
        document.endStroke();
        const qint64 pixels = document.currentMask().count(Label{2});
        labels.setLocked(Label{2}, true);
        document.setLabels(labels);

        document.beginStroke({10, 10}, 30, kBackground);
        document.endStroke();
        QVERIFY(document.fillPolygon({QPolygonF(QRectF(0, 0, 40, 40)), {}}, Label{1}));
        fillAll(document, Label{3});
        QCOMPARE(document.currentMask().count(Label{3}), 1600 - pixels);
        document.replaceSlice(0, Mask({40, 40}), QStringLiteral("empty"));
        document.applyProposal(0, ramp({40, 40}), 0.5, QStringLiteral("model"));
        document.setThreshold(0.1);
        document.commitThreshold();
        QCOMPARE(document.currentMask().count(Label{2}), pixels);
    }

    void aStrokeOverSlicesIsOneStepAndKeepsLockedLabels()
    {
        LabelSet labels = LabelSet::synapseOrgans();
        Document document(volume({20, 10}, 5), labels);
        document.setCurrentSlice(3);
        fillAll(document, Label{2});
        labels.setLocked(Label{2}, true);
        document.setLabels(labels);
        Follower follower(document);
        document.beginStroke(Label{1}, EditTool::Brush);
        for (int slice = -1; slice <= 5; ++slice) { // Those outside are left out.
            document.paintStroke(slice, {-5, 0, 10, 10}, [](Mask &mask, const WriteRule &rule) {
                paintSegment(mask, {2, 5}, {2, 5}, 4, rule);
            });
        }
        document.endStroke();
        QVERIFY(document.mask(0).at({2, 5}) == Label{1} && document.mask(0) == document.mask(4));
        QCOMPARE(document.mask(3).count(Label{2}), 200);
        QVERIFY(follower.follows(document));
        document.undo();
        QVERIFY(document.mask(0).isEmpty() && document.mask(4).isEmpty());
        QVERIFY(follower.follows(document));
    }

    void limitsHoldForStrokesAndFillsButNotForProposals()
    {
        Document document(photograph({20, 10}), LabelSet::synapseOrgans());
        document.fillPolygon({QPolygonF(QRectF(0, 0, 10, 10)), {}}, Label{2});
        document.setLimits({.inside = Label{2}, .values = {}});
        document.beginStroke({10, 5}, 6, Label{1});
        document.endStroke();
        QVERIFY(document.currentMask().at({8, 5}) == Label{1} && document.currentMask().at({11, 5}) == kBackground);
        fillAll(document, Label{3});
        QCOMPARE(document.currentMask().at({15, 5}), kBackground);
        document.setLimits({.inside = {}, .values = ValueRange{0, 50}}); // The photograph is brighter.
        QVERIFY(!fillAll(document, Label{4}));
        QVERIFY(document.applyProposal(0, ramp({20, 10}), 0.5, QStringLiteral("model")));
        QCOMPARE(document.currentMask(), maskAtThreshold(ramp({20, 10}), 0.5));
    }

    void editsActOnTheCurrentSliceAndUndoFindsTheirs()
    {
        Document document(volume({20, 20}, 5), LabelSet::synapseOrgans());
        document.setCurrentSlice(3);
        QVERIFY(fillAll(document, Label{4}));
        QCOMPARE(document.mask(3).count(Label{4}), 400);
        QVERIFY(document.mask(2).isEmpty());
        document.setCurrentSlice(99);
        QCOMPARE(document.currentSlice(), 4);
        document.undo();
        QVERIFY(document.mask(3).isEmpty());
    }

    void severalSlicesAreOneUndoStep()
    {
        LabelSet labels = LabelSet::synapseOrgans();
        Document document(volume({20, 10}, 5), labels);
        document.setCurrentSlice(2);
        fillAll(document, Label{2});
        labels.setLocked(Label{2}, true);
        document.setLabels(labels);
        Follower follower(document);
        QSignalSpy committed(&document, &Document::editCommitted);
        Mask full({20, 10});
        full.fill(full.rect(), Label{1});
        Mask corner({20, 10});
        corner.fill({3, 4, 2, 2}, Label{1});
        QVERIFY(document.applySlices(
            {{1, full}, {2, full}, {3, Mask({20, 10})}, {4, corner}}, QStringLiteral("Ball"), EditTool::Import));

        QCOMPARE(document.history().count(), 2);
        QCOMPARE(committed.count(), 2); // Slice 2 is locked, slice 3 as it was.
        const auto record = [&committed](int i) { return committed.at(i).first().value<EditRecord>(); };
        QCOMPARE(record(0).slice, 1);
        QCOMPARE(record(1).slice, 4);
        QCOMPARE(record(1).area, QRect(3, 4, 2, 2));
        QCOMPARE(record(0).step, record(1).step);
        QCOMPARE(document.mask(2).count(Label{2}), 200);

        document.undo();
        QCOMPARE(committed.count(), 4);
        QCOMPARE(record(2).step, record(3).step);
        QVERIFY(record(2).step > record(0).step);
        QVERIFY(document.mask(1).isEmpty() && document.mask(4).isEmpty());
        document.redo();
        QCOMPARE(document.mask(1), full);
        QCOMPARE(document.mask(4), corner);
        QVERIFY(record(4).step > record(2).step);
        QVERIFY(follower.follows(document));
    }

    void severalSlicesMustAllFit()
    {
        Document document(volume({20, 10}, 3), LabelSet::lesion());
        Mask full({20, 10});
        full.fill(full.rect(), Label{1});
        QVERIFY(!document.applySlices({{0, full}, {3, full}}, QStringLiteral("x"), EditTool::Import));
        QVERIFY(!document.applySlices({{0, full}, {1, Mask({20, 11})}}, QStringLiteral("x"), EditTool::Import));
        QVERIFY(!document.applySlices({}, QStringLiteral("x"), EditTool::Import));
        QVERIFY(document.mask(0).isEmpty());
        QCOMPARE(document.history().count(), 0);
    }

    void everyToolIsFoundByItsKey()
    {
        for (int tool = 0; tool <= int(EditTool::RedoProposal); ++tool) {
            QCOMPARE(toolFromKey(toolKey(EditTool(tool))), std::optional(EditTool(tool)));
            QVERIFY(!toolName(EditTool(tool)).isEmpty());
        }
        QVERIFY(!toolFromKey(QStringLiteral("teleport")));
    }

    void proposalsOfAnotherSizeOrSliceAreIgnored()
    {
        Document document(photograph({20, 20}), LabelSet::lesion());
        QVERIFY(!document.replaceSlice(0, Mask({20, 21}), QStringLiteral("x")));
        QVERIFY(!document.replaceSlice(1, Mask({20, 20}), QStringLiteral("x")));
        QVERIFY(!document.applyProposal(0, ramp({10, 10}), 0.5, QStringLiteral("x")));
        QVERIFY(document.probability(0).isNull());
    }

    void undoingAProposalBringsBackTheFormerProbabilities()
    {
        Document document(photograph({32, 8}), LabelSet::lesion());
        document.applyProposal(0, ramp({32, 8}), 0.5, QStringLiteral("first"));
        ProbabilityMap other = ramp({32, 8});
        other.values.fill(char(255));
        document.applyProposal(0, other, 0.25, QStringLiteral("second"));
        QCOMPARE(document.currentMask().count(Label{1}), 256);
        document.undo();
        QCOMPARE(document.probability(0), ramp({32, 8}));
        QCOMPARE(document.threshold(0), 0.5);
        QCOMPARE(document.currentMask().count(Label{1}), 128);
        document.undo();
        QVERIFY(document.probability(0).isNull());
        document.redo();
        QCOMPARE(document.probability(0), ramp({32, 8}));
    }

    void aProposalOfTheSameMaskIsAStepOfItsOwn()
    {
        Document document(photograph({32, 8}), LabelSet::lesion());
        ProbabilityMap sure{.size = {32, 8}, .classes = 1, .values = QByteArray(256, char(250))};
        QVERIFY(document.applyProposal(0, sure, 0.5, QStringLiteral("first")));
        ProbabilityMap unsure = sure;
        unsure.values.fill(char(140));
        QVERIFY(document.applyProposal(0, unsure, 0.5, QStringLiteral("second")));
        document.undo();
        QCOMPARE(document.probability(0), sure);
        QCOMPARE(document.currentMask().count(Label{1}), 256);
    }

    void aMovingThresholdIsOneUndoStep()
    {
        Document document(photograph({32, 8}), LabelSet::lesion());
        document.applyProposal(0, ramp({32, 8}), 0.5, QStringLiteral("model"));
        QSignalSpy changed(&document, &Document::sliceChanged);
        for (const double threshold : {0.4, 0.3, 0.25}) {
            document.setThreshold(threshold);
            QCOMPARE(document.currentMask(), maskAtThreshold(ramp({32, 8}), threshold));
        }
        QCOMPARE(changed.count(), 3);
        document.commitThreshold();
        QCOMPARE(document.history().count(), 2);
        document.undo();
        QCOMPARE(document.currentMask(), maskAtThreshold(ramp({32, 8}), 0.5));
        QCOMPARE(document.threshold(0), 0.5);
        document.redo();
        QCOMPARE(document.threshold(0), 0.25);
    }

    void correctionsSurviveAnotherThreshold()
    {
        Document document(photograph({32, 32}), LabelSet::lesion());
        document.applyProposal(0, ramp({32, 32}), 0.5, QStringLiteral("model"));
        document.beginStroke({4, 16}, 6, Label{1});
        document.endStroke();
        document.beginStroke({28, 16}, 6, kBackground);
        document.endStroke();
        for (const double threshold : {0.9, 0.1, 0.6}) {
            document.setThreshold(threshold);
            QCOMPARE(document.currentMask().at({4, 16}), Label{1});
            QCOMPARE(document.currentMask().at({28, 16}), kBackground);
        }
        QCOMPARE(document.currentMask().at({18, 0}), kBackground);
        document.setThreshold(0.5);
        document.commitThreshold();
        QCOMPARE(document.history().count(), 3); // Back where it was: no step.
    }

    void editCommittedAloneRebuildsTheMasks()
    {
        Document document(volume({60, 50}, 3), LabelSet::synapseOrgans());
        Follower follower(document);
        QRandomGenerator random(7);
        for (int round = 0; round < 400; ++round) {
            const QPointF at(random.bounded(80.0) - 10, random.bounded(70.0) - 10);
            const auto label = Label(random.bounded(4));
            switch (random.bounded(10)) {
            case 0:
                document.setCurrentSlice(random.bounded(3));
                break;
            case 1:
                document.undo();
                break;
            case 2:
                document.redo();
                break;
            case 3:
                document.fillPolygon({QPolygonF(QRectF(at, QSizeF(20, 9))), {}}, label);
                break;
            case 4:
                document.beginStroke(label, EditTool::Brush);
                for (int slice = 0; slice < 3; ++slice) {
                    const QRect area = brushBounds(at, at, 9, QRect(0, 0, 60, 50));
                    document.paintStroke(
                        slice, area, [at](Mask &mask, const WriteRule &rule) { paintSegment(mask, at, at, 9, rule); });
                }
                document.endStroke();
                break;
            case 5:
                document.applyProposal(random.bounded(3), ramp({60, 50}), random.generateDouble(), QStringLiteral("m"));
                break;
            case 7:
                document.applySlices({{0, document.mask(1)}, {1, document.mask(2)}, {2, document.mask(0)}},
                    QStringLiteral("turn"), EditTool::Import);
                break;
            case 6:
                document.setThreshold(random.generateDouble());
                break;
            default:
                document.beginStroke(at, 1 + random.bounded(20.0), label);
                document.extendStroke(at, at + QPointF(random.bounded(20.0), random.bounded(20.0)));
                document.endStroke();
            }
        }
        document.commitThreshold();
        QVERIFY(follower.follows(document));
        while (document.history().canUndo()) {
            document.undo();
        }
        QVERIFY(follower.follows(document));
        QVERIFY(document.mask(0).isEmpty() && document.mask(1).isEmpty() && document.mask(2).isEmpty());
    }

    void restoringClearsTheHistory()
    {
        Document document(volume({10, 10}, 2), LabelSet::lesion());
        document.beginStroke({5, 5}, 4, Label{1});
        document.endStroke();
        Mask kept({10, 10});
        kept.fill({0, 0, 2, 2}, Label{1});
        document.restore({Mask({10, 10}), kept});
        QCOMPARE(document.history().count(), 0);
        QVERIFY(document.mask(0).isEmpty());
        QCOMPARE(document.mask(1), kept);
    }
};

QTEST_GUILESS_MAIN(DocumentTest)
#include "document_test.moc"
