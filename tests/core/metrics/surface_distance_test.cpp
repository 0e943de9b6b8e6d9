// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/surface_distance.h"

#include "tests/support/metrics_reference.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

using namespace vmunet;

namespace {

using Labels = std::vector<std::uint8_t>;

/// Coordinates of the border pixels, straight from the definition.
std::vector<std::array<int, 3>> border(const Labels &labels, const VoxelGrid &grid)
{
    const auto inside = [&](int x, int y, int z) {
        return x >= 0 && y >= 0 && z >= 0 && x < grid.width && y < grid.height && z < grid.slices
            && labels[size_t((z * grid.height + y) * grid.width + x)] != 0;
    };
    std::vector<std::array<int, 3>> result;
    for (int z = 0; z < grid.slices; ++z) {
        for (int y = 0; y < grid.height; ++y) {
            for (int x = 0; x < grid.width; ++x) {
                const bool enclosed = inside(x - 1, y, z) && inside(x + 1, y, z) && inside(x, y - 1, z)
                    && inside(x, y + 1, z) && (grid.slices == 1 || (inside(x, y, z - 1) && inside(x, y, z + 1)));
                if (inside(x, y, z) && !enclosed) {
                    result.push_back({x, y, z});
                }
            }
        }
    }
    return result;
}

/// All distances, sorted, by comparing every pair.
std::vector<double> everyDistance(const Labels &a, const Labels &b, const VoxelGrid &grid)
{
    const auto borderA = border(a, grid);
    const auto borderB = border(b, grid);
    std::vector<double> distances;
    const auto append = [&](const auto &from, const auto &to) {
        for (const auto &p : from) {
            double least = INFINITY;
            for (const auto &q : to) {
                least = std::min(least,
                    std::hypot(grid.columnSpacing * (p[0] - q[0]), grid.rowSpacing * (p[1] - q[1]),
                        grid.sliceSpacing * (p[2] - q[2])));
            }
            distances.push_back(least);
        }
    };
    append(borderA, borderB);
    append(borderB, borderA);
    std::sort(distances.begin(), distances.end());
    return distances;
}

Labels randomBlobs(const VoxelGrid &grid, std::mt19937 &random)
{
    Labels labels(size_t(grid.width) * size_t(grid.height) * size_t(grid.slices));
    const std::uint32_t density = 1 + random() % 8;
    for (auto &label : labels) {
        label = random() % 9 < density;
    }
    labels[random() % labels.size()] = 1;
    return labels;
}

bool close(double a, double b)
{
    return std::abs(a - b) <= 1e-9;
}

} // namespace

class SurfaceDistanceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void distancesMatchTheReference()
    {
        const auto cases = test::readMetricsCases();
        if (cases.empty()) {
            QSKIP("the reference is not at hand");
        }
        for (const test::MetricsCase &recorded : cases) {
            const VoxelGrid grid{80, 60};
            VoxelGrid stretched = grid;
            stretched.rowSpacing = 2;
            stretched.columnSpacing = 0.5;
            const auto distances = surfaceDistances(recorded.prediction, recorded.truth, grid);
            QCOMPARE(distances.has_value(), recorded.expected.contains("hd"));
            if (!distances) {
                continue;
            }
            QVERIFY(close(distances->hausdorff, recorded.expected["hd"].get<double>()));
            QVERIFY(close(distances->hausdorff95, recorded.expected["hd95"].get<double>()));
            QVERIFY(close(distances->average, recorded.expected["assd"].get<double>()));
            const auto spaced = surfaceDistances(recorded.prediction, recorded.truth, stretched);
            QVERIFY(close(spaced->hausdorff95, recorded.expected["hd95_spacing_2_0p5"].get<double>()));
        }
    }

    void randomShapesMatchEveryPairCompared_data()
    {
        QTest::addColumn<VoxelGrid>("grid");
        QTest::newRow("row") << VoxelGrid{17, 1};
        QTest::newRow("column") << VoxelGrid{1, 9};
        QTest::newRow("picture") << VoxelGrid{13, 11, 1, 1, 3, 1};
        QTest::newRow("volume") << VoxelGrid{7, 6, 5};
        QTest::newRow("anisotropic volume") << VoxelGrid{6, 7, 4, 0.7, 0.9, 5};
        QTest::newRow("stack of columns") << VoxelGrid{1, 1, 8, 1, 1, 2.5};
    }

    void randomShapesMatchEveryPairCompared()
    {
        QFETCH(VoxelGrid, grid);
        std::mt19937 random(7);
        for (int round = 0; round < 60; ++round) {
            const Labels a = randomBlobs(grid, random);
            const Labels b = randomBlobs(grid, random);
            const std::vector<double> all = everyDistance(a, b, grid);
            const auto distances = surfaceDistances(a, b, grid);
            QVERIFY(distances);
            QVERIFY(close(distances->hausdorff, all.back()));
            const double position = 0.95 * double(all.size() - 1);
            const auto below = size_t(position);
            const double above = all[std::min(below + 1, all.size() - 1)];
            QVERIFY(close(distances->hausdorff95, all[below] + (position - double(below)) * (above - all[below])));
        }
    }

    void anEmptyStructureHasNoDistance()
    {
        const Labels nothing(12, 0);
        const Labels something(12, 1);
        QVERIFY(!surfaceDistances(nothing, something, {4, 3}));
        QVERIFY(!surfaceDistances(something, nothing, {4, 3}));
    }

    void aVolumeOfAnAbdomenTakesASecondOrSo()
    {
        const VoxelGrid grid{512, 512, 40};
        Labels a(size_t(512) * 512 * 40);
        Labels b(a.size());
        for (int z = 0; z < 40; ++z) {
            for (int y = 0; y < 512; ++y) {
                for (int x = 0; x < 512; ++x) {
                    const auto at = size_t((z * 512 + y) * 512 + x);
                    a[at] = std::hypot(x - 200, y - 250, 4 * (z - 20)) < 120;
                    b[at] = std::hypot(x - 210, y - 250, 4 * (z - 20)) < 110;
                }
            }
        }
        QElapsedTimer timer;
        timer.start();
        const auto distances = surfaceDistances(a, b, grid);
        qInfo("512 x 512 x 40, organ of 240 pixels: %lld ms", static_cast<long long>(timer.elapsed()));
        QVERIFY(distances);
        QVERIFY(std::abs(distances->hausdorff - 20) < 1.5);
    }
};

QTEST_APPLESS_MAIN(SurfaceDistanceTest)
#include "surface_distance_test.moc"
