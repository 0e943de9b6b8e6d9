// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/replace_region_command.h"

#include "core/editing/undo_history.h"

#include <QTest>
#include <QUndoStack>

using namespace vmunet;

class ReplaceRegionCommandTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void undoRestoresOnlyTheEditedRegion()
    {
        Mask mask({8, 8});
        mask.fill({0, 0, 4, 4}, Label{1});
        const Mask original = mask;

        QUndoStack history;
        history.push(new ReplaceRegionCommand(mask, {3, 3}, Mask({2, 2})));
        QCOMPARE(mask.at({3, 3}), kBackground);
        mask.set({7, 7}, Label{2});

        history.undo();
        QCOMPARE(mask.at({3, 3}), Label{1});
        QCOMPARE(mask.at({7, 7}), Label{2});
        mask.set({7, 7}, kBackground);
        QCOMPARE(mask, original);
    }

    void patchesBeyondTheBorderAreClipped()
    {
        Mask mask({4, 4});
        const Mask original = mask;
        Mask patch({3, 3});
        patch.fill(patch.rect(), Label{1});
        QUndoStack history;
        history.push(new ReplaceRegionCommand(mask, {-1, 2}, patch));
        QCOMPARE(mask.count(Label{1}), 4);
        history.undo();
        QCOMPARE(mask, original);
        history.redo();
        QCOMPARE(mask.count(Label{1}), 4);
    }

    void theHistoryForgetsTheOldestStepsWhenMemoryRunsOut()
    {
        Mask mask({64, 64});
        UndoHistory history;
        std::vector<Mask> states{mask};
        for (int i = 0; i < 40; ++i) {
            const Mask before = mask.cropped({0, i, 64, 1});
            mask.fill({0, i, 64, 1}, Label{1});
            history.push(ReplaceRegionCommand::forDoneChange(mask, {0, i}, before));
            states.push_back(mask);
        }
        QCOMPARE(history.stack()->count(), 40);
        history.setLimit(history.bytes() / 2);
        const int kept = history.stack()->count();
        QVERIFY(kept > 5 && kept < 20);
        for (int i = 0; i < kept; ++i) {
            history.stack()->undo();
        }
        QCOMPARE(mask, states[size_t(40 - kept)]);
        QVERIFY(!history.stack()->canUndo());
        while (history.stack()->canRedo()) {
            history.stack()->redo();
        }
        QCOMPARE(mask, states.back());
    }

    void theNewestStepStaysHoweverLarge()
    {
        Mask mask({64, 64});
        UndoHistory history;
        history.setLimit(1);
        mask.fill(mask.rect(), Label{1});
        history.push(ReplaceRegionCommand::forDoneChange(mask, {0, 0}, Mask({64, 64})));
        QCOMPARE(history.stack()->count(), 1);
    }
};

QTEST_APPLESS_MAIN(ReplaceRegionCommandTest)
#include "replace_region_command_test.moc"
