// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/surface/surface_plugin.h"

#include <QElapsedTimer>
#include <QOffscreenSurface>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace vmunet;

namespace {

void ignoreProgress(double, const QString &) { }

SurfaceSource emptySource(int columns, int rows, int slices)
{
    return {.counts = {columns, rows, slices},
        .slices = std::vector<QByteArray>(size_t(slices), QByteArray(qsizetype(columns) * rows, '\0'))};
}

void fillBall(SurfaceSource &source, std::array<double, 3> centre, double radiusMm, char label)
{
    for (int k = 0; k < source.counts[2]; ++k) {
        char *labels = source.slices[size_t(k)].data();
        for (int j = 0; j < source.counts[1]; ++j) {
            for (int i = 0; i < source.counts[0]; ++i) {
                const double x = (i - centre[0]) * std::abs(source.stepsMm[0][0]);
                const double y = (j - centre[1]) * std::abs(source.stepsMm[1][1]);
                const double z = (k - centre[2]) * std::abs(source.stepsMm[2][2]);
                if (x * x + y * y + z * z <= radiusMm * radiusMm) {
                    labels[j * source.counts[0] + i] = label;
                }
            }
        }
    }
}

double ballMl(double radiusMm)
{
    return 4.0 / 3 * M_PI * radiusMm * radiusMm * radiusMm / 1000;
}

} // namespace

class SurfaceMeshTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        const Result<SurfacePlugin *> plugin = loadSurfacePlugin();
        QVERIFY2(bool(plugin), plugin ? "" : qPrintable(plugin.error().message));
        m_plugin = *plugin;
    }

    void aBallHasItsVolumeAndPlace()
    {
        SurfaceSource source = emptySource(60, 60, 40);
        source.stepsMm = {{{1, 0, 0}, {0, 1, 0}, {0, 0, 2}}};
        fillBall(source, {30, 28, 20}, 20, 3);
        const auto mesh = build(source);
        QCOMPARE(mesh->labels(), std::vector<std::uint8_t>{3});
        QVERIFY(std::abs(mesh->volumeMl(3) / ballMl(20) - 1) < 0.03);
        const auto [lower, upper] = mesh->boundsMm();
        const double expected[3][2] = {{10, 50}, {8, 48}, {20, 60}};
        for (size_t axis = 0; axis < 3; ++axis) {
            QVERIFY(std::abs(lower[axis] - expected[axis][0]) < 1.5);
            QVERIFY(std::abs(upper[axis] - expected[axis][1]) < 1.5);
        }
    }

    void axesThatRunBackwardsTurnTheSurfaceWithThem()
    {
        SurfaceSource source = emptySource(40, 30, 20);
        source.stepsMm = {{{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}}};
        fillBall(source, {30, 15, 10}, 6, 1);
        const auto [lower, upper] = build(source)->boundsMm();
        QVERIFY(std::abs(lower[0] + 36) < 1.5 && std::abs(upper[0] + 24) < 1.5);
    }

    void everyLabelHasItsSurface()
    {
        SurfaceSource source = emptySource(80, 40, 40);
        fillBall(source, {20, 20, 20}, 15, 1);
        fillBall(source, {60, 20, 20}, 8, 7);
        const auto mesh = build(source);
        QCOMPARE(mesh->labels(), (std::vector<std::uint8_t>{1, 7}));
        QVERIFY(std::abs(mesh->volumeMl(1) / ballMl(15) - 1) < 0.04);
        QVERIFY(std::abs(mesh->volumeMl(7) / ballMl(8) - 1) < 0.06);
        QCOMPARE(mesh->volumeMl(2), 0.0);
    }

    void trianglesStayWithinTheLimit()
    {
        SurfaceSource source = emptySource(80, 80, 80);
        fillBall(source, {40, 40, 40}, 35, 1);
        const auto mesh = build(source, 5000);
        QVERIFY2(mesh->triangles() <= 5050 && mesh->triangles() > 3000, qPrintable(QString::number(mesh->triangles())));
        QVERIFY(std::abs(mesh->volumeMl(1) / ballMl(35) - 1) < 0.02);
    }

    void theWholeVolumeIsAClosedBox()
    {
        SurfaceSource source = emptySource(20, 20, 20);
        for (QByteArray &slice : source.slices) {
            slice.fill(1);
        }
        const auto mesh = build(source);
        QVERIFY(std::abs(mesh->volumeMl(1) - 8) < 0.6);
    }

    void littleOrNothingIsNoError()
    {
        QVERIFY(build(emptySource(5, 5, 5))->labels().empty());
        QCOMPARE(build(emptySource(5, 5, 5))->triangles(), 0);
        SurfaceSource one = emptySource(1, 1, 1);
        one.slices[0].fill(1);
        QCOMPARE(build(one)->labels(), std::vector<std::uint8_t>{1});
    }

    void slicesOfAnotherSizeAreRefused()
    {
        SurfaceSource source = emptySource(5, 5, 5);
        source.slices[2].resize(3);
        const auto mesh = m_plugin->mesh(source, 1000, {}, ignoreProgress);
        QVERIFY(!mesh);
        QCOMPARE(mesh.error().code, ErrorCode::Unsupported);
    }

    void aCancelledBuildEnds()
    {
        SurfaceSource source = emptySource(80, 80, 80);
        fillBall(source, {40, 40, 40}, 35, 1);
        CancelFlag cancel;
        // Between the two halves of the work.
        const auto mesh = m_plugin->mesh(source, 1000, cancel, [&](double fraction, const QString &) {
            if (fraction >= 0.5) {
                cancel.cancel();
            }
        });
        QVERIFY(!mesh);
        QCOMPARE(mesh.error().code, ErrorCode::Cancelled);
    }

    void aLargeMaskTurnsFastEnough()
    {
        SurfaceSource source = emptySource(256, 256, 256);
        fillBall(source, {90, 128, 128}, 80, 1);
        fillBall(source, {200, 128, 128}, 50, 2);
        QElapsedTimer clock;
        clock.start();
        const auto mesh = build(source, 60'000);
        qInfo("256^3: %lld triangles in %lld ms", static_cast<long long>(mesh->triangles()),
            static_cast<long long>(clock.elapsed()));
        QVERIFY(mesh->triangles() <= 60'600);
        QOffscreenSurface surface;
        surface.create();
        const auto renderer = m_plugin->renderer(surface);
        if (!renderer) {
            QSKIP(qPrintable(renderer.error().message));
        }
        (*renderer)->setMesh(mesh);
        (*renderer)->setColors({{1, QColor(220, 60, 40)}, {2, QColor(60, 160, 220)}});
        (*renderer)->resetView();
        (*renderer)->render({640, 480}, false);
        std::vector<double> times;
        for (int frame = 0; frame < 72; ++frame) {
            clock.start();
            (*renderer)->rotate(5, 0);
            QVERIFY(!(*renderer)->render({640, 480}, false).isNull());
            times.push_back(double(clock.nsecsElapsed()) / 1e6);
        }
        std::sort(times.begin(), times.end());
        qInfo("640x480: least %.1f, median %.1f, 99th percentile %.1f ms a frame", times.front(), times[36], times[71]);
        QVERIFY2(times.front() < 100, "far slower than 30 frames a second");
    }

private:
    std::shared_ptr<const SurfaceMesh> build(const SurfaceSource &source, qint64 triangles = 100'000)
    {
        auto mesh = m_plugin->mesh(source, triangles, {}, ignoreProgress);
        return mesh ? *mesh : nullptr;
    }

    SurfacePlugin *m_plugin = nullptr;
};

QTEST_MAIN(SurfaceMeshTest)
#include "surface_mesh_test.moc"
