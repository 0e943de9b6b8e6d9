// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/undo_history.h"

#include <QSignalSpy>
#include <QTest>

using namespace vmunet;

namespace {

UndoStep step(quint64 number, int rows = 10)
{
    Mask after({64, 64});
    for (int y = 0; y < rows; ++y) {
        after.fill({y, y, 3, 1}, Label{1});
    }
    UndoStep made{.number = number, .name = QString::number(number), .changes = {SliceChange{}}};
    made.changes.front().delta.append(Mask({64, 64}), {0, 0}, after);
    return made;
}

} // namespace

class UndoHistoryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theOldestStepsGoWhenBytesRunOut()
    {
        UndoHistory history;
        for (quint64 number = 1; number <= 40; ++number) {
            history.push(step(number));
        }
        QCOMPARE(history.count(), 40);
        QVERIFY(!history.hasForgotten());
        const qsizetype limit = history.bytes() / 2;
        history.setLimit(limit);
        QCOMPARE(history.count(), 20);
        QCOMPARE(history.step(0).number, quint64(21));
        QCOMPARE(history.index(), 20);
        QVERIFY(history.hasForgotten());
        history.push(step(41));
        QCOMPARE(history.count(), 20);
        QCOMPARE(history.undoText(), QStringLiteral("41"));
        QVERIFY(history.bytes() <= limit);
    }

    void largeStepsPushOutManySmallOnes()
    {
        UndoHistory history;
        for (quint64 number = 1; number <= 40; ++number) {
            history.push(step(number, 1));
        }
        history.setLimit(history.bytes());
        history.push(step(41, 60));
        QVERIFY(history.count() < 40);
        QVERIFY(history.count() > 20);
    }

    void theNewestStepStaysHoweverLarge()
    {
        UndoHistory history;
        history.setLimit(1);
        history.push(step(1));
        history.push(step(2));
        QCOMPARE(history.count(), 1);
        QCOMPARE(history.undoText(), QStringLiteral("2"));
    }

    void aNewStepDropsTheUndoneOnes()
    {
        UndoHistory history;
        for (quint64 number = 1; number <= 4; ++number) {
            history.push(step(number));
        }
        history.setIndex(2);
        QCOMPARE(history.redoText(), QStringLiteral("3"));
        history.push(step(5));
        QCOMPARE(history.count(), 3);
        QVERIFY(!history.canRedo());
        history.setIndex(0);
        QVERIFY(!history.canUndo());
        UndoHistory fresh;
        fresh.push(step(5));
        history.push(step(5));
        QCOMPARE(history.bytes(), fresh.bytes());
    }

    void undoneStepsAreKeptWhenTheLimitShrinks()
    {
        UndoHistory history;
        for (quint64 number = 1; number <= 4; ++number) {
            history.push(step(number));
        }
        history.setIndex(2);
        history.setLimit(1);
        QCOMPARE(history.index(), 1);
        QCOMPARE(history.undoText(), QStringLiteral("2"));
        QCOMPARE(history.redoText(), QStringLiteral("3"));
    }

    void keptProbabilitiesCountUnlessTheyAreShared()
    {
        const ProbabilityMap map{.size = {100, 10}, .classes = 1, .values = QByteArray(1000, char(1))};
        UndoStep threshold = step(1);
        threshold.changes[0].opinion = {{map, 0.5}, {map, 0.4}};
        UndoStep proposal = step(2);
        proposal.changes[0].opinion = {{map, 0.5}, {ProbabilityMap(), 0.5}};
        QCOMPARE(threshold.bytes(), step(1).bytes());
        QCOMPARE(proposal.bytes(), step(1).bytes() + 1000);
    }

    void everyChangeIsAnnounced()
    {
        UndoHistory history;
        QSignalSpy changed(&history, &UndoHistory::changed);
        history.push(step(1));
        history.setIndex(0);
        history.assign({}, 0);
        QCOMPARE(changed.count(), 3);
        QCOMPARE(history.bytes(), 0);
    }
};

QTEST_APPLESS_MAIN(UndoHistoryTest)
#include "undo_history_test.moc"
