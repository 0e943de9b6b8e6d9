// SPDX-License-Identifier: GPL-3.0-or-later
// What the pure function behind each tool does without an image, with one pixel, at the border, outside, and when it
// is given the whole image.
#include "core/annotation/polygon.h"
#include "core/editing/adaptive_brush.h"
#include "core/editing/brush.h"
#include "core/editing/flood_fill.h"
#include "core/editing/flood_fill_volume.h"
#include "core/editing/grab_cut.h"
#include "core/editing/magnetic_lasso.h"
#include "core/editing/model_brush.h"
#include "core/editing/threshold_range.h"
#include "core/editing/watershed.h"
#include "core/editing/write_region.h"
#include "tests/support/test_images.h"

#include <QTest>

#include <functional>

using namespace vmunet;

namespace {

constexpr Label kOne{1};
const WriteRule kPaint{.label = kOne};

/// What a tool leaves on an empty mask when it is used around a point, `reach` pixels to each side.
using Tool = std::function<Mask(const Image &image, QPointF at, double reach)>;

struct ToolCase {
    const char *name;
    Tool use;
    bool staysNear; ///< Paints nothing beyond its reach.
    bool takesCorner; ///< Paints the pixel of a corner when it is used there.
    bool takesWhole; ///< Paints all of the image when its reach covers it.
};

QPoint pixelAt(QPointF at)
{
    return {int(std::floor(at.x())), int(std::floor(at.y()))};
}

Mask written(const Image &image, const Region &region)
{
    Mask mask(image.size());
    writeRegion(mask, region, kPaint);
    return mask;
}

Mask writtenFrom(const Image &image, const LabelChange &change)
{
    Mask mask(image.size());
    for (const SliceRegion &one : change.added) {
        writeRegion(mask, one.region, kPaint);
    }
    return mask;
}

QPolygonF squareAround(QPointF at, double reach)
{
    const QRectF square(at - QPointF(reach, reach), QSizeF(2 * reach, 2 * reach));
    return {square.topLeft(), square.topRight(), square.bottomRight(), square.bottomLeft()};
}

Mask brushed(const Image &image, QPointF at, double reach, BrushShape shape)
{
    Mask mask(image.size());
    paintSegment(mask, at, at, 2 * reach, kPaint, shape);
    return mask;
}

/// Ways from corner to corner, as the magnetic lasso joins them: straight where an anchor is outside.
Mask lassoed(const Image &image, QPointF at, double reach)
{
    const QPolygonF corners = squareAround(at, reach);
    QPolygonF outline;
    for (qsizetype i = 0; i < corners.size(); ++i) {
        const QPointF next = corners.at((i + 1) % corners.size());
        const auto map = MagneticMap::build(image, 0, corners.at(i), QRect(QPoint(), image.size()));
        outline += map ? map->wayTo(next) : QPolygonF({corners.at(i), next});
    }
    return written(image, rasterise({outline, {}}, image.size()));
}

/// A seed of the object in the middle, a ring of its surroundings.
Mask grownFromSeeds(const Image &image, QPointF at, double reach)
{
    Mask seeds(image.size());
    paintSegment(seeds, at, at, 2 * reach, {.label = Label{2}}, BrushShape::Square);
    paintSegment(seeds, at, at, 2 * reach - 2, {.label = kBackground}, BrushShape::Square);
    paintSegment(seeds, at, at, reach / 2, kPaint);
    return written(image, floodedFromSeeds(image, 0, seeds));
}

Mask opinionAround(const Image &image, QPointF at, double reach)
{
    const ProbabilityMap sure{
        .size = image.size(), .classes = 1, .values = QByteArray(qsizetype(image.width) * image.height, char(255))};
    Mask mask(image.size());
    paintOpinion(mask, sure, 0.5, at, 2 * reach, {});
    return mask;
}

const std::vector<ToolCase> &tools()
{
    static const std::vector<ToolCase> all{
        {"round brush",
            [](const Image &image, QPointF at, double reach) { return brushed(image, at, reach, BrushShape::Round); },
            true, true, true},
        {"square brush",
            [](const Image &image, QPointF at, double reach) { return brushed(image, at, reach, BrushShape::Square); },
            true, true, true},
        {"adaptive brush",
            [](const Image &image, QPointF at, double reach) {
                const AdaptiveTarget target{.centre = meanAround(image, 0, at), .tolerance = 255};
                return written(image, likePixelsInDisc(image, 0, at, 2 * reach, target));
            },
            true, true, true},
        {"polygon and lasso",
            [](const Image &image, QPointF at, double reach) {
                return written(image, rasterise({squareAround(at, reach), {}}, image.size()));
            },
            true, true, true},
        {"magnetic lasso", lassoed, false, false, true},
        {"flood fill",
            [](const Image &image, QPointF at, double) {
                return written(image, similarPixels(image.samples, image.size(), pixelAt(at), 255));
            },
            false, true, true},
        {"flood fill through a volume",
            [](const Image &image, QPointF at, double) {
                return writtenFrom(image, similarVoxels(image, {0, pixelAt(at)}, 255));
            },
            false, true, true},
        {"GrabCut",
            [](const Image &image, QPointF at, double reach) {
                const QRect box = QRectF(at - QPointF(reach, reach), QSizeF(2 * reach, 2 * reach)).toAlignedRect();
                return written(image, grabbed(image, 0, {.box = box, .marks = {}}));
            },
            true, false, false},
        {"watershed", grownFromSeeds, true, true, false},
        {"model brush", opinionAround, true, true, true},
    };
    return all;
}

/// A volume of one slice with the grey of the test photograph, for what needs a volume.
Image pictureFor(const ToolCase &tool, int width, int height)
{
    Image image = testPhotograph(width, height);
    if (qstrcmp(tool.name, "flood fill through a volume") == 0) {
        Image slice;
        slice.kind = ImageKind::Volume;
        slice.width = width;
        slice.height = height;
        for (qsizetype i = 0; i < image.samples.size(); i += 3) {
            slice.samples.append(image.samples.at(i));
        }
        return slice;
    }
    return image;
}

} // namespace

class ToolEdgesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutAnImageNothingComesOfATool_data() { listTools(); }
    void withoutAnImageNothingComesOfATool()
    {
        QFETCH(int, tool);
        QVERIFY(toolAt(tool).use(Image(), {0, 0}, 5).isNull());
    }

    void onePixelIsPaintedOrLeftButNothingElse_data() { listTools(); }
    void onePixelIsPaintedOrLeftButNothingElse()
    {
        QFETCH(int, tool);
        const Image image = pictureFor(toolAt(tool), 1, 1);
        for (const double reach : {0.5, 3.0, 1000.0}) {
            const Mask mask = toolAt(tool).use(image, {0.5, 0.5}, reach);
            QCOMPARE(mask.size(), QSize(1, 1));
            QVERIFY(!toolAt(tool).takesWhole || mask.at({0, 0}) == kOne);
        }
    }

    void atTheBorderOnlyTheImagesPartOfTheReachIsPainted_data() { listTools(); }
    void atTheBorderOnlyTheImagesPartOfTheReachIsPainted()
    {
        QFETCH(int, tool);
        const Image image = pictureFor(toolAt(tool), 60, 48);
        const QList<QPointF> places{{0.5, 0.5}, {59.5, 0.5}, {0.5, 47.5}, {59.5, 47.5}, {30, 0.5}, {0.5, 24}};
        constexpr double kReach = 9;
        for (const QPointF &at : places) {
            const Mask mask = toolAt(tool).use(image, at, kReach);
            QCOMPARE(mask.size(), image.size());
            QVERIFY(!toolAt(tool).takesCorner || mask.at(pixelAt(at)) == kOne);
            QVERIFY(!toolAt(tool).staysNear || isWithin(mask, at, kReach));
        }
    }

    void outsideTheImageNothingIsPainted_data() { listTools(); }
    void outsideTheImageNothingIsPainted()
    {
        QFETCH(int, tool);
        const Image image = pictureFor(toolAt(tool), 60, 48);
        for (const QPointF &at :
            {QPointF(-20, 24), QPointF(80, 24), QPointF(30, -20), QPointF(30, 70), QPointF(-1e6, 1e6)}) {
            QVERIFY(toolAt(tool).use(image, at, 9).isEmpty());
        }
    }

    void aReachBeyondAllBordersTakesTheWholeImage_data() { listTools(); }
    void aReachBeyondAllBordersTakesTheWholeImage()
    {
        QFETCH(int, tool);
        const Image image = pictureFor(toolAt(tool), 60, 48);
        const Mask mask = toolAt(tool).use(image, {30, 24}, 500);
        QCOMPARE(mask.size(), image.size());
        if (toolAt(tool).takesWhole) {
            QCOMPARE(mask.count(kOne), 60 * 48);
        } else {
            QVERIFY(mask.count(kOne) < 60 * 48); // Nothing is left to tell the object from.
        }
    }

    void aRangeIsOfTheWholeImageOrNothing()
    {
        QVERIFY(maskInRange(Image(), 0, {.low = 0, .high = 255}).isNull());
        for (const QSize size : {QSize(1, 1), QSize(60, 48)}) {
            const Image image = testPhotograph(size.width(), size.height());
            QCOMPARE(maskInRange(image, 0, {.low = 0, .high = 255}).count(kOne), size.width() * size.height());
            QVERIFY(maskInRange(image, 0, {.low = 256, .high = 999}).isEmpty());
        }
    }

private:
    static const ToolCase &toolAt(int index) { return tools().at(std::size_t(index)); }

    static void listTools()
    {
        QTest::addColumn<int>("tool");
        for (int i = 0; i < int(tools().size()); ++i) {
            QTest::newRow(toolAt(i).name) << i;
        }
    }

    static bool isWithin(const Mask &mask, QPointF at, double reach)
    {
        for (int y = 0; y < mask.size().height(); ++y) {
            for (int x = 0; x < mask.size().width(); ++x) {
                const QPointF away = QPointF(x + 0.5, y + 0.5) - at;
                if (mask.at({x, y}) != kBackground && std::max(std::abs(away.x()), std::abs(away.y())) > reach + 0.5) {
                    return false;
                }
            }
        }
        return true;
    }
};

QTEST_APPLESS_MAIN(ToolEdgesTest)
#include "tool_edges_test.moc"
