// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/boolean_labels.h"
#include "core/editing/connected_parts.h"
#include "core/editing/edit_limits.h"
#include "core/editing/grow_shrink.h"
#include "core/editing/interpolate_slices.h"
#include "core/editing/invert_label.h"
#include "core/editing/small_parts.h"
#include "core/editing/smooth_label.h"
#include "tests/support/mask_rows.h"

#include <QTest>

#include <functional>

using namespace vmunet;

namespace {

constexpr GridSpacing kUnit{1, 1, 1};
constexpr Label kOne{1};

using Operation = std::function<LabelChange(std::span<const Mask>, Label)>;

/// Every operation on a label, with arguments that make it do something.
const std::vector<std::pair<const char *, Operation>> &operations()
{
    static const std::vector<std::pair<const char *, Operation>> all{
        {"grow", [](auto slices, Label label) { return grown(slices, label, 2, kUnit); }},
        {"shrink", [](auto slices, Label label) { return shrunk(slices, label, 1, kUnit); }},
        {"smooth", [](auto slices, Label label) { return smoothed(slices, label, 1.5, kUnit); }},
        {"small parts", [](auto slices, Label label) { return withoutSmallParts(slices, label, 5); }},
        {"largest", [](auto slices, Label label) { return onlyLargestPart(slices, label); }},
        {"holes", [](auto slices, Label label) { return withoutHoles(slices, label); }},
        {"invert", [](auto slices, Label label) { return inverted(slices, label); }},
        {"interpolate", [](auto slices, Label label) { return interpolated(slices, label, kUnit); }},
        {"union",
            [](auto slices, Label label) {
                return slices.empty()
                    ? LabelChange{}
                    : combined(slices[0], label, filledShape(slices[0], Label{2}), BooleanOperation::Union);
            }},
        {"intersection",
            [](auto slices, Label label) {
                return slices.empty()
                    ? LabelChange{}
                    : combined(slices[0], label, Mask(slices[0].size()), BooleanOperation::Intersection);
            }},
        {"copy",
            [](auto slices, Label label) { return slices.empty() ? LabelChange{} : copiedTo(slices[0], label, 1); }},
        {"difference",
            [](auto slices, Label label) {
                return slices.empty()
                    ? LabelChange{}
                    : combined(slices[0], label, filledShape(slices[0], label), BooleanOperation::Difference);
            }},
    };
    return all;
}

LabelSet threeLabels(Label locked = kBackground)
{
    LabelSet labels = LabelSet::fromNames({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
    if (locked != kBackground) {
        labels.setLocked(locked, true);
    }
    return labels;
}

std::vector<Mask> after(std::vector<Mask> slices, const LabelChange &change, Label label, const LabelSet &labels)
{
    const auto rule = [&labels](int, Label written) { return WriteRule::forLabel(written, labels); };
    for (const ChangedSlice &changed : applied(slices, 0, change, label, rule)) {
        slices[size_t(changed.slice)] = changed.mask;
    }
    return slices;
}

QByteArray after(const QList<QByteArray> &rows, const std::function<LabelChange(std::span<const Mask>)> &operation)
{
    const std::vector<Mask> slices{maskFrom(rows)};
    return rowsOf(after(slices, operation(slices), kOne, threeLabels())[0]);
}

std::vector<Mask> flipped(const std::vector<Mask> &slices, Qt::Orientations ways)
{
    std::vector<Mask> result;
    for (const Mask &mask : slices) {
        Mask turned(mask.size());
        for (int y = 0; y < mask.size().height(); ++y) {
            for (int x = 0; x < mask.size().width(); ++x) {
                turned.set({ways & Qt::Horizontal ? mask.size().width() - 1 - x : x,
                               ways & Qt::Vertical ? mask.size().height() - 1 - y : y},
                    mask.at({x, y}));
            }
        }
        result.push_back(turned);
    }
    return result;
}

QByteArray text(const QList<QByteArray> &rows)
{
    return rowsOf(maskFrom(rows));
}

} // namespace

class LabelOperationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyOperationTakesNothingOnePixelAndAll()
    {
        for (const auto &[name, operation] : operations()) {
            QVERIFY2(operation({}, kOne).isEmpty(), name);
            const std::vector<Mask> null{Mask()};
            QVERIFY2(operation(null, kOne).isEmpty(), name);
            const std::vector<Mask> one{maskFrom({"1"})};
            (void)after(one, operation(one, kOne), kOne, threeLabels());
            std::vector<Mask> whole{maskFrom({"111", "111"}), maskFrom({"111", "111"})};
            const std::vector<Mask> kept = after(whole, operation(whole, kOne), kOne, threeLabels());
            const bool empties = QByteArrayList{"invert", "difference", "intersection"}.contains(name);
            QVERIFY2(empties == (kept[0] != whole[0]), name); // Nothing beyond the image eats into it.
            const std::vector<Mask> absent{Mask({4, 3}), Mask({4, 3})};
            const bool adds = qstrcmp(name, "invert") == 0;
            QVERIFY2(operation(absent, kOne).isEmpty() != adds, name);
        }
    }

    void noOperationEatsALockedLabel()
    {
        const std::vector<Mask> slices{
            maskFrom({"22222222", "21111.12", "21.1..22", "21112222", "2....222", "2.1..222"}),
            maskFrom({"2.......", "........", "...33...", "...3....", "........", "......22"}),
            maskFrom({"........", ".1111...", ".1111...", ".1111..2", ".1111..2", "........"})};
        for (const Label locked : {Label{2}, kOne}) {
            for (const auto &[name, operation] : operations()) {
                const std::vector<Mask> result = after(slices, operation(slices, kOne), kOne, threeLabels(locked));
                for (size_t slice = 0; slice < slices.size(); ++slice) {
                    const Region before = regionOf(slices[slice], locked);
                    for (int y = 0; y < before.coverage.rect().height(); ++y) {
                        for (int x = 0; x < before.coverage.rect().width(); ++x) {
                            const QPoint pixel = before.area.topLeft() + QPoint(x, y);
                            QVERIFY2(
                                before.coverage.at({x, y}) == kBackground || result[slice].at(pixel) == locked, name);
                        }
                    }
                }
            }
        }
    }

    void bordersAreAlikeOnAllSides()
    {
        // Parts in a corner, along an edge and apart from both; the largest is the only one of its size.
        const std::vector<Mask> slices{
            maskFrom({"1111...2", "1..1..22", "1111....", "........", "...11...", "...11..1", "1.......", "11...222"}),
            maskFrom({"........", "........", "........", "..1.....", "........", ".....33.", "........", "........"}),
            maskFrom({"11......", "11......", "........", ".......1", "........", "...1...1", "........", "222....."})};
        for (const auto &[name, operation] : operations()) {
            const std::vector<Mask> plain = after(slices, operation(slices, kOne), kOne, threeLabels());
            for (const auto flags : {Qt::Orientations(Qt::Horizontal), Qt::Orientations(Qt::Vertical),
                     Qt::Orientations(Qt::Horizontal | Qt::Vertical)}) {
                const std::vector<Mask> turned = flipped(slices, flags);
                const std::vector<Mask> result = after(turned, operation(turned, kOne), kOne, threeLabels());
                QVERIFY2(flipped(result, flags) == plain, name);
            }
        }
    }

    void aCopyBeyondTheLastSliceIsLeftOut()
    {
        const std::vector<Mask> slices{maskFrom({"1.", ".1"})};
        QCOMPARE(after(slices, copiedTo(slices[0], kOne, 1), kOne, threeLabels()), slices);
        QCOMPARE(after(slices, copiedTo(slices[0], kOne, -1), kOne, threeLabels()), slices);
    }

    void growingAddsADiscAndGoesOverOtherLabels()
    {
        const auto grow = [](double distance) {
            return [distance](std::span<const Mask> slices) { return grown(slices, kOne, distance, kUnit); };
        };
        QCOMPARE(after({".....", ".....", "..1..", ".....", "....."}, grow(1)),
            text({".....", "..1..", ".111.", "..1..", "....."}));
        QCOMPARE(after({".....", ".....", "..1..", ".....", "....."}, grow(2)),
            text({"..1..", ".111.", "11111", ".111.", "..1.."}));
        QCOMPARE(after({"122", "...", "..1"}, grow(1)), text({"112", "1.1", ".11"})); // At the corners of the image.
    }

    void growingKnowsThePixelsShape()
    {
        const std::vector<Mask> slices{
            Mask({5, 5}), maskFrom({".....", ".....", "..1..", ".....", "....."}), Mask({5, 5})};
        const std::vector<Mask> wide = after(slices, grown(slices, kOne, 2, {1, 2, 5}), kOne, threeLabels());
        QCOMPARE(rowsOf(wide[1]), text({".....", "..1..", "11111", "..1..", "....."}));
        QVERIFY(wide[0].isEmpty()); // The next slice is five away.
        const std::vector<Mask> ball = after(slices, grown(slices, kOne, 2, {1, 1, 2}), kOne, threeLabels());
        QCOMPARE(rowsOf(ball[0]), text({".....", ".....", "..1..", ".....", "....."}));
        QCOMPARE(ball[0], ball[2]);
    }

    void shrinkingUndoesGrowingOfASolidShapeButNotAtTheBorder()
    {
        const auto shrink = [](std::span<const Mask> slices) { return shrunk(slices, kOne, 1, kUnit); };
        QCOMPARE(after({".....", "..1..", ".111.", "..1..", "....."}, shrink),
            text({".....", ".....", "..1..", ".....", "....."}));
        QCOMPARE(after({"1111", "1111", "111.", "...."}, shrink), text({"1111", "111.", "....", "...."}));
        QCOMPARE(after({"111", "121", "111"}, shrink), text({"1.1", ".2.", "1.1"})); // Another label is outside, too.
    }

    void smoothingTakesSpikesAndFillsNotches()
    {
        const auto smooth = [](std::span<const Mask> slices) { return smoothed(slices, kOne, 2, kUnit); };
        QCOMPARE(
            after({".........", "....1....", "....1....", "111111111", "111111111", "1111.1111", "111111111"}, smooth),
            text({".........", ".........", ".........", "111111111", "111111111", "111111111", "111111111"}));
    }

    void smallPartsGoByTheirSize()
    {
        const QList<QByteArray> rows{"11..1", ".1...", "....1", "2..1."};
        const auto atLeast = [](qint64 size) {
            return [size](std::span<const Mask> slices) { return withoutSmallParts(slices, kOne, size); };
        };
        QCOMPARE(after(rows, atLeast(1)), text(rows));
        QCOMPARE(after(rows, atLeast(2)), text({"11...", ".1...", "....1", "2..1."})); // Corners join.
        QCOMPARE(after(rows, atLeast(3)), text({"11...", ".1...", ".....", "2...."}));
        QCOMPARE(after(rows, atLeast(4)), text({".....", ".....", ".....", "2...."}));
    }

    void partsAreCountedThroughTheVolume()
    {
        // The two columns meet only in the second slice, at a corner.
        const std::vector<Mask> slices{maskFrom({"1....1", ".....1"}), maskFrom({".1.1..", "1.1.1."}), Mask({6, 2})};
        const std::vector<Mask> same = after(slices, onlyLargestPart(slices, kOne), kOne, threeLabels());
        QCOMPARE(same, slices);
        const std::vector<Mask> apart{
            maskFrom({"1....1", ".....1"}), maskFrom({"1.....", "......"}), maskFrom({"1...11", "......"})};
        const std::vector<Mask> largest = after(apart, onlyLargestPart(apart, kOne), kOne, threeLabels());
        QCOMPARE(rowsOf(largest[0]), text({"1.....", "......"}));
        QCOMPARE(rowsOf(largest[2]), text({"1.....", "......"}));
    }

    void aHoleOfAVolumeIsClosedOnAllSides()
    {
        const Mask full = maskFrom({"111", "111", "111"});
        const Mask ring = maskFrom({"111", "1.1", "111"});
        const std::vector<Mask> closed{full, ring, ring, full};
        QCOMPARE(after(closed, withoutHoles(closed, kOne), kOne, threeLabels()), std::vector<Mask>(4, full));
        const std::vector<Mask> open{full, ring, ring};
        QCOMPARE(after(open, withoutHoles(open, kOne), kOne, threeLabels()), open);
        const std::vector<Mask> filled{full, maskFrom({"111", "121", "111"}), full};
        QCOMPARE(after(filled, withoutHoles(filled, kOne), kOne, threeLabels()), filled);
    }

    void invertingTwiceIsNothing()
    {
        const QList<QByteArray> rows{"1.2", "..1"};
        const auto invert = [](std::span<const Mask> slices) { return inverted(slices, kOne); };
        QCOMPARE(after(rows, invert), text({".12", "11."}));
        QCOMPARE(after({".12", "11."}, invert), text(rows));
    }

    void labelsAreCombinedWithWhatAnotherEncloses()
    {
        const QList<QByteArray> rows{"22222.", "2111.1", "2.1..1", "22222."};
        const auto with = [](BooleanOperation operation) {
            return [operation](std::span<const Mask> slices) {
                return combined(slices[0], kOne, filledShape(slices[0], Label{2}), operation);
            };
        };
        // The right edge of the shape is open.
        QCOMPARE(after({"2222.", "21121", "2222."}, with(BooleanOperation::Intersection)),
            text({"2222.", "2112.", "2222."}));
        QCOMPARE(
            after({"2222.", "21121", "2222."}, with(BooleanOperation::Difference)), text({"2222.", "2..21", "2222."}));
        QCOMPARE(after({"2222.", "2.121", "2222."}, with(BooleanOperation::Union)), text({"1111.", "11111", "1111."}));
        QCOMPARE(after(rows, with(BooleanOperation::Intersection)), text({"22222.", "2.....", "2.....", "22222."}));
        QVERIFY(combined(maskFrom({"1"}), kOne, Mask({2, 2}), BooleanOperation::Difference).isEmpty());
    }

    void slicesBetweenDrawnOnesAreInterpolated()
    {
        std::vector<Mask> slices(5, Mask({9, 9}));
        slices[0].fill({0, 0, 3, 9}, kOne);
        slices[4].fill({0, 0, 7, 9}, kOne);
        const std::vector<Mask> filled = after(slices, interpolated(slices, kOne, kUnit), kOne, threeLabels());
        for (int slice = 0; slice < 5; ++slice) {
            QCOMPARE(filled[size_t(slice)].count(kOne), (3 + slice) * 9);
        }
        std::vector<Mask> single(3, Mask({9, 9}));
        single[1].fill({2, 2, 3, 3}, kOne);
        QVERIFY(interpolated(single, kOne, kUnit).isEmpty());
    }

    void drawnSlicesStayWhenInterpolating()
    {
        std::vector<Mask> slices(3, Mask({9, 9}));
        slices[0].fill({0, 0, 5, 5}, kOne);
        slices[1].fill({8, 8, 1, 1}, kOne);
        slices[2].fill({0, 0, 5, 5}, kOne);
        QVERIFY(interpolated(slices, kOne, kUnit).isEmpty());
    }

    void aLabelIsCopiedToAnotherSlice()
    {
        const std::vector<Mask> slices{maskFrom({"1.2", ".1."}), maskFrom({"..3", "3.1"})};
        const std::vector<Mask> copied = after(slices, copiedTo(slices[0], kOne, 1), kOne, threeLabels(Label{3}));
        QCOMPARE(rowsOf(copied[1]), text({"1.3", "311"}));
        QCOMPARE(copied[0], slices[0]);
        QVERIFY(copiedTo(Mask({3, 3}), kOne, 1).isEmpty());
    }

    void partsTouchingTheBorderAreKnown()
    {
        const std::vector<Mask> slices{maskFrom({"1...", "..1.", "...."})};
        LabelChoice one{};
        one[1] = true;
        const Parts parts = partsOf(slices, one, true);
        QCOMPARE(parts.sizes, (std::vector<qint64>{1, 1}));
        QCOMPARE(parts.atBorder, (std::vector<bool>{true, false}));
    }
};

QTEST_APPLESS_MAIN(LabelOperationsTest)
#include "label_operations_test.moc"
