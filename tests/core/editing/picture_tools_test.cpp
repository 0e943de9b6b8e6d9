// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/adaptive_brush.h"
#include "core/editing/brush.h"
#include "core/editing/edit_limits.h"
#include "core/editing/flood_fill_volume.h"
#include "core/editing/grab_cut.h"
#include "core/editing/magnetic_lasso.h"
#include "core/editing/model_brush.h"
#include "core/editing/picture_crop.h"
#include "core/editing/threshold_range.h"
#include "core/editing/watershed.h"
#include "core/editing/write_region.h"
#include "tests/support/mask_rows.h"
#include "tests/support/test_images.h"

#include <QTest>

using namespace vmunet;

namespace {

constexpr Label kOne{1};

/// Dice of a region against the dark disc of testPhotograph().
double diceWithDisc(const Region &region, const Image &image)
{
    qint64 both = 0;
    qint64 sum = 0;
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            const bool disc = std::hypot(x - image.width / 2.0, y - image.height / 2.0) < image.height / 4.0;
            const bool found = region.coverage.at(QPoint(x, y) - region.area.topLeft()) != kBackground;
            both += disc && found;
            sum += int(disc) + int(found);
        }
    }
    return sum == 0 ? 0 : 2.0 * double(both) / double(sum);
}

/// A volume of `values`, one a voxel, of the given size.
Image volumeOf(QSize size, int slices, const QByteArray &values)
{
    Image image;
    image.kind = ImageKind::Volume;
    image.width = size.width();
    image.height = size.height();
    image.slices = slices;
    image.samples = values;
    image.rescaleIntercept = -100;
    return image;
}

Image photographOf(QSize size, std::uint8_t red, std::uint8_t green, std::uint8_t blue)
{
    Image image;
    image.width = size.width();
    image.height = size.height();
    image.channels = 3;
    for (int i = 0; i < size.width() * size.height(); ++i) {
        image.samples.append(char(red)).append(char(green)).append(char(blue));
    }
    return image;
}

qint64 pixels(const LabelChange &change)
{
    qint64 sum = 0;
    for (const SliceRegion &one : change.added) {
        sum += one.region.coverage.count(kOne);
    }
    return sum;
}

} // namespace

class PictureToolsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingComesOfNoImage()
    {
        const Image none;
        QVERIFY(pictureCrop(none, 0, {0, 0, 5, 5}, 100).isNull());
        QVERIFY(grabbed(none, 0, {.box = {0, 0, 5, 5}, .marks = {}}).isEmpty());
        QVERIFY(floodedFromSeeds(none, 0, Mask()).isEmpty());
        QVERIFY(!MagneticMap::build(none, 0, {1, 1}, {0, 0, 5, 5}));
        QVERIFY(likePixelsInDisc(none, 0, {0, 0}, 5, {.centre = {1, 1, 1}}).isEmpty());
        QVERIFY(similarVoxels(none, {0, {0, 0}}, 10).isEmpty());
        QVERIFY(maskInRange(none, 0, {}).isNull());
        QVERIFY(pixelsInRange(none, 0, 0, {}).isEmpty());
        QVERIFY(opinionIn({}, 0.5, {0, 0, 5, 5}).isNull());
    }

    void onePixelIsAnImage()
    {
        const Image one = photographOf({1, 1}, 10, 20, 30);
        QCOMPARE(pictureCrop(one, 0, {-5, -5, 20, 20}, 100).area, QRect(0, 0, 1, 1));
        (void)grabbed(one, 0, {.box = {0, 0, 1, 1}, .marks = {}});
        QVERIFY(floodedFromSeeds(one, 0, maskFrom({"1"})).isEmpty());
        QVERIFY(MagneticMap::build(one, 0, {0.5, 0.5}, {0, 0, 1, 1}));
        QCOMPARE(likePixelsInDisc(one, 0, {0.5, 0.5}, 9, {.centre = {10, 20, 30}}).area, QRect(0, 0, 1, 1));
        QCOMPARE(maskInRange(one, 0, {.low = 17, .high = 18}), maskFrom({"1"}));
        const Image voxel = volumeOf({1, 1}, 1, QByteArray(1, char(7)));
        QCOMPARE(pixels(similarVoxels(voxel, {0, {0, 0}}, 0)), 1);
    }

    void grabCutFindsTheDiscInABox()
    {
        const Image image = testPhotograph();
        const Region found = grabbed(image, 0, {.box = {20, 12, 56, 56}, .marks = {}});
        QVERIFY2(diceWithDisc(found, image) > 0.97, qPrintable(QString::number(diceWithDisc(found, image))));
        QVERIFY(QRect(20, 12, 56, 56).contains(found.area));
        QCOMPARE(grabbed(image, 0, {.box = {20, 12, 56, 56}, .marks = {}}).coverage, found.coverage);
    }

    void grabCutGoesByMarksAndStopsWhenAsked()
    {
        const Image image = testPhotograph();
        Mask marks(image.size());
        marks.fill({40, 38, 16, 4}, Label{1});
        marks.fill({5, 5, 80, 2}, Label{2});
        const QRect box = boxAround(marks);
        QVERIFY(box.contains(QRect(28, 20, 40, 40)));
        const Region found = grabbed(image, 0, {.box = box, .marks = marks});
        QVERIFY2(diceWithDisc(found, image) > 0.95, qPrintable(QString::number(diceWithDisc(found, image))));
        QVERIFY(grabbed(image, 0, {.box = box, .marks = marks}, [](double) { return false; }).isEmpty());
    }

    void grabCutOutsideIsNothing()
    {
        const Image image = testPhotograph();
        QVERIFY(grabbed(image, 0, {.box = {200, 200, 10, 10}, .marks = {}}).isEmpty());
        QVERIFY(grabbed(image, 3, {.box = {20, 12, 56, 56}, .marks = {}}).isEmpty());
        QVERIFY(grabbed(image, 0, {.box = {20, 12, 56, 56}, .marks = Mask({3, 3})}).isEmpty());
        QVERIFY(boxAround(Mask({9, 9})).isEmpty());
    }

    void watershedGrowsSeedsToTheEdges()
    {
        const Image image = testPhotograph();
        Mask seeds(image.size());
        seeds.fill({46, 38, 4, 4}, Label{1});
        QVERIFY(floodedFromSeeds(image, 0, seeds).isEmpty()); // Without surroundings there is no border.
        seeds.fill({4, 4, 88, 2}, Label{2});
        const Region found = floodedFromSeeds(image, 0, seeds);
        QVERIFY2(diceWithDisc(found, image) > 0.95, qPrintable(QString::number(diceWithDisc(found, image))));
    }

    void theMagneticWayFollowsAnEdge()
    {
        const Image image = testPhotograph();
        // Left to right along the lower half of the disc, whose edge is 20 from (48, 40).
        const auto map = MagneticMap::build(image, 0, {28.5, 40.5}, QRect(QPoint(), image.size()));
        QVERIFY(map);
        const QPolygonF way = map->wayTo({67.5, 40.5});
        QCOMPARE(way.first(), QPointF(28.5, 40.5));
        QCOMPARE(way.last(), QPointF(67.5, 40.5));
        QVERIFY(way.size() > 20);
        for (const QPointF &point : way) {
            const double radius = std::hypot(point.x() - 48, point.y() - 40);
            QVERIFY2(std::abs(radius - 20) < 3, qPrintable(QString::number(radius)));
        }
    }

    void theMagneticWayIsStraightBeyondItsWindow()
    {
        const Image image = testPhotograph();
        const auto map = MagneticMap::build(image, 0, {28, 40}, {20, 30, 20, 20});
        QVERIFY(map);
        QCOMPARE(map->wayTo({90, 40}), QPolygonF({{28, 40}, {90, 40}}));
        QVERIFY(!MagneticMap::build(image, 0, {-5, 40}, QRect(-20, 30, 40, 20)));
    }

    void theAdaptiveBrushStaysOnItsSideOfAnEdge()
    {
        const Image image = testPhotograph();
        const QPointF inside(48, 30);
        const AdaptiveTarget target{.centre = meanAround(image, 0, inside), .tolerance = 20};
        const Region painted = likePixelsInDisc(image, 0, inside, 40, target);
        QVERIFY(painted.coverage.count(kOne) > 400);
        for (int y = 0; y < painted.area.height(); ++y) {
            for (int x = 0; x < painted.area.width(); ++x) {
                const QPoint pixel = painted.area.topLeft() + QPoint(x, y);
                if (painted.coverage.at({x, y}) != kBackground) {
                    QVERIFY(std::hypot(pixel.x() - 48, pixel.y() - 40) < 20);
                    QVERIFY(std::hypot(pixel.x() + 0.5 - 48, pixel.y() + 0.5 - 30) <= 20);
                }
            }
        }
        QVERIFY(likePixelsInDisc(image, 0, {500, 500}, 40, target).isEmpty());
        QVERIFY(meanAround(image, 0, {-1, 5}).empty());
    }

    void theAdaptiveBrushTakesOnlyWhatIsJoined()
    {
        QByteArray values(7 * 3, char(50));
        for (int y = 0; y < 3; ++y) {
            values[y * 7 + 3] = char(200); // A wall.
        }
        const Image image = volumeOf({7, 3}, 1, values);
        const Region painted = likePixelsInDisc(image, 0, {1.5, 1.5}, 40, {.centre = {-50}, .tolerance = 5});
        QCOMPARE(painted.area, QRect(0, 0, 3, 3));
    }

    void theModelBrushPaintsTheNetworksOpinionInsideTheBrush()
    {
        ProbabilityMap map{.size = {8, 8}, .classes = 1, .values = QByteArray(64, char(0))};
        for (int y = 0; y < 8; ++y) {
            for (int x = 4; x < 8; ++x) {
                map.values[y * 8 + x] = char(200);
            }
        }
        Mask mask({8, 8});
        mask.fill({0, 0, 8, 8}, Label{2});
        const QRect looked = paintOpinion(mask, map, 0.5, {4, 4}, 4, {});
        QCOMPARE(looked, QRect(2, 2, 4, 4));
        QCOMPARE(mask.at({3, 4}), kBackground);
        QCOMPARE(mask.at({4, 4}), kOne);
        QCOMPARE(mask.at({1, 4}), Label{2});
        QCOMPARE(mask.at({6, 4}), Label{2});
        QVERIFY(paintOpinion(mask, map, 0.5, {40, 40}, 4, {}).isEmpty());
        Mask other({9, 9});
        QVERIFY(paintOpinion(other, map, 0.5, {4, 4}, 4, {}).isEmpty());
        QCOMPARE(opinionIn(map, 0.9, map.values.isEmpty() ? QRect() : QRect(0, 0, 8, 8)).count(kOne), 0);
        QCOMPARE(opinionIn(map, 0.5, {-3, -3, 100, 100}), maskAtThreshold(map, 0.5));
    }

    void theModelBrushLeavesLockedLabels()
    {
        const ProbabilityMap map{.size = {4, 4}, .classes = 1, .values = QByteArray(16, char(255))};
        Mask mask = maskFrom({"22..", "22..", "....", "...."});
        LabelSet labels = LabelSet::fromNames({QStringLiteral("a"), QStringLiteral("b")});
        labels.setLocked(Label{2}, true);
        paintOpinion(mask, map, 0.5, {2, 2}, 20, WriteRule::forLabel(kOne, labels));
        QCOMPARE(mask, maskFrom({"2211", "2211", "1111", "1111"}));
    }

    void floodingAVolumeGoesThroughSlices()
    {
        QByteArray values(5 * 5 * 4, char(10));
        const auto at = [](int slice, int y, int x) { return (slice * 5 + y) * 5 + x; };
        for (int slice = 0; slice < 3; ++slice) { // A column, which bends in the third slice and comes back up.
            values[at(slice, 1, 1)] = char(60);
        }
        values[at(2, 1, 2)] = values[at(2, 1, 3)] = values[at(1, 1, 3)] = values[at(0, 1, 3)] = char(64);
        values[at(0, 3, 3)] = char(60); // Not joined.
        const Image image = volumeOf({5, 5}, 4, values);
        QCOMPARE(pixels(similarVoxels(image, {0, {1, 1}}, 4)), 7);
        QCOMPARE(pixels(similarVoxels(image, {0, {1, 1}}, 3)), 3);
        QCOMPARE(pixels(similarVoxels(image, {0, {1, 1}}, 255)), 100);
        QVERIFY(similarVoxels(image, {4, {1, 1}}, 4).isEmpty());
        QVERIFY(similarVoxels(image, {0, {-1, 1}}, 4).isEmpty());
    }

    void aLongFloodCanBeStopped()
    {
        const Image image = testVolume(128, 24);
        int asked = 0;
        const LabelChange stopped = similarVoxels(image, {0, {0, 0}}, 1e6, [&asked](double) {
            ++asked;
            return false;
        });
        QCOMPARE(asked, 1);
        QVERIFY(pixels(stopped) < pixels(similarVoxels(image, {0, {0, 0}}, 1e6)));
    }

    void aRangeTakesItsEnds()
    {
        const Image image = volumeOf({3, 1}, 2, QByteArray("\x0a\x14\x1e\x28\x32\x3c", 6)); // -90, -80 ... -40.
        QCOMPARE(maskInRange(image, 0, {.low = -90, .high = -80}), maskFrom({"11."}));
        QCOMPARE(pixels(pixelsInRange(image, 0, 1, {.low = -80, .high = -50})), 4);
        QCOMPARE(pixels(pixelsInRange(image, -3, 9, {.low = -1000, .high = 1000})), 6);
        QVERIFY(pixelsInRange(image, 0, 1, {.low = 5, .high = -5}).isEmpty());
        QVERIFY(pixelsInRange(image, 0, 1, {.low = -90, .high = 0}, [](double) { return false; }).isEmpty());
    }

    void aRangeOfAPhotographIsOfOneChannel()
    {
        const Image image = photographOf({2, 1}, 200, 100, 50);
        const auto in = [&image](ValueChannel channel, double value) {
            return !maskInRange(image, 0, {.low = value, .high = value, .channel = channel}).isEmpty();
        };
        QVERIFY(in(ValueChannel::Red, 200) && in(ValueChannel::Green, 100) && in(ValueChannel::Blue, 50));
        QVERIFY(in(ValueChannel::Grey, qGray(200, 100, 50)));
        QCOMPARE(channelValues(image, 0, ValueChannel::Green), (std::vector<float>{100, 100}));
    }

    void editingCanBeLimitedToALabelOrARange()
    {
        const Image image = volumeOf({4, 1}, 1, QByteArray("\x0a\x14\x1e\x28", 4));
        LabelSet labels = LabelSet::fromNames({QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c")});
        labels.setLocked(Label{3}, true);
        const Mask mask = maskFrom({"2.23"});
        const auto painted = [&](const EditLimits &limits) {
            Mask copy = mask;
            const Region all{mask.rect(), maskFrom({"1111"})};
            writeRegion(copy, all, ruleUnder(limits, kOne, labels, image, 0));
            Mask stroked = mask;
            paintSegment(stroked, {0, 0.5}, {4, 0.5}, 3, ruleUnder(limits, kOne, labels, image, 0));
            Mask merged = mergedProposal(mask, maskFrom({"1111"}), ruleUnder(limits, kOne, labels, image, 0));
            return copy == stroked && copy == merged ? rowsOf(copy) : QByteArray("they differ");
        };
        QCOMPARE(painted({}), QByteArray("1113\n"));
        QCOMPARE(painted({.inside = Label{2}, .values = {}}), QByteArray("1.13\n"));
        QCOMPARE(painted({.inside = kBackground, .values = {}}), QByteArray("2123\n"));
        QCOMPARE(painted({.inside = Label{3}, .values = {}}), QByteArray("2.23\n"));
        QCOMPARE(painted({.inside = {}, .values = ValueRange{-90, -80}}), QByteArray("1123\n"));
        QCOMPARE(painted({.inside = Label{2}, .values = ValueRange{-90, -80}}), QByteArray("1.23\n"));
    }

    void theSquareBrushPaintsASquareAndSweepsIt()
    {
        Mask dab({7, 5});
        paintSegment(dab, {2.5, 2.5}, {2.5, 2.5}, 3, {.label = kOne}, BrushShape::Square);
        QCOMPARE(rowsOf(dab), rowsOf(maskFrom({".......", ".111...", ".111...", ".111...", "......."})));
        Mask way({7, 5});
        paintSegment(way, {-3, 2.5}, {4.5, 2.5}, 3, {.label = kOne}, BrushShape::Square);
        QCOMPARE(way.count(kOne), 18);
        Mask diagonal({20, 20});
        paintSegment(diagonal, {5, 5}, {15, 15}, 4, {.label = kOne}, BrushShape::Square);
        QCOMPARE(diagonal.at({3, 3}), kOne);
        QCOMPARE(diagonal.at({16, 16}), kOne);
        QCOMPARE(diagonal.at({13, 6}), kBackground);
        QCOMPARE(diagonal.at({10, 10}), kOne);
    }

    void aBallIsThinnerInOtherSlices()
    {
        QCOMPARE(ballDiameterAt(10, 0, 2), 10.0);
        QCOMPARE(ballDiameterAt(10, 2, 2), 6.0);
        QCOMPARE(ballDiameterAt(10, -2, 2), 6.0);
        QCOMPARE(ballDiameterAt(10, 3, 2), 0.0);
    }

    void aCropIsShrunkAndAVolumeStretchedToItsOwnContrast()
    {
        const Image photograph = testPhotograph(100, 80);
        const PictureCrop crop = pictureCrop(photograph, 0, {10, 10, 50, 40}, 500);
        QCOMPARE(crop.area, QRect(10, 10, 50, 40));
        QCOMPARE(crop.size, QSize(25, 20));
        QCOMPARE(crop.rgb.size(), 25 * 20 * 3);
        const PictureCrop volume = pictureCrop(testVolume(), 0, {0, 0, 64, 64}, 1 << 20);
        QCOMPARE(volume.size, QSize(64, 64));
        QVERIFY(std::uint8_t(volume.rgb.at(0)) == 0 && std::uint8_t(volume.rgb.back()) == 255);
    }
};

QTEST_APPLESS_MAIN(PictureToolsTest)
#include "picture_tools_test.moc"
