// SPDX-License-Identifier: GPL-3.0-or-later
// How long a turn of a 256^3 mask's surfaces takes, from the mouse event to the picture that was read back. Needs
// OpenGL:
//   xvfb-run -a -s "-screen 0 1920x1080x24" env QT_QPA_PLATFORM=xcb bench_surface [--json]
#include "core/editing/document.h"
#include "tests/bench/canvas_stage.h"
#include "widgets/surface/surface_view.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <cstdio>

using namespace vmunet;
using namespace vmunet::bench;

namespace {

constexpr int kSide = 256;
constexpr QSize kPane(955, 500); // A quarter of a window of 1920 by 1080.

/// Two organs with wavy surfaces.
std::vector<SliceMask> organs()
{
    const auto inside = [](double x, double y, double z, double radius) {
        const double wave = 4 * std::sin(x / 7) * std::sin(y / 9) * std::sin(z / 8);
        return std::hypot(x, y, z) < radius + wave;
    };
    std::vector<SliceMask> slices;
    for (int z = 0; z < kSide; ++z) {
        Mask mask({kSide, kSide});
        for (int y = 0; y < kSide; ++y) {
            std::uint8_t *row = mask.row(y);
            for (int x = 0; x < kSide; ++x) {
                row[x] = inside(x - 90, y - 128, z - 128, 80) ? 1 : inside(x - 205, y - 128, z - 128, 45) ? 2 : 0;
            }
        }
        slices.push_back({z, std::move(mask)});
    }
    return slices;
}

Image volume()
{
    Image image{.kind = ImageKind::Volume, .width = kSide, .height = kSide, .slices = kSide};
    image.samples.resize(qsizetype(kSide) * kSide * kSide);
    return image;
}

void waitFor(const QSignalSpy &signal)
{
    while (signal.isEmpty()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
}

/// Waits for the picture of one mouse event.
double timedMove(SurfaceView &view, QPoint at)
{
    QSignalSpy drawn(&view, &SurfaceView::frameDrawn);
    QElapsedTimer clock;
    clock.start();
    QMouseEvent moved(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(&view, &moved);
    waitFor(drawn);
    return double(clock.nsecsElapsed()) / 1e6;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    Document document(volume(), LabelSet::fromNames({QStringLiteral("A"), QStringLiteral("B")}));
    document.applySlices(organs(), QStringLiteral("Organs"), EditTool::Import);
    SurfaceView view;
    view.resize(kPane);
    QSignalSpy drawn(&view, &SurfaceView::frameDrawn);
    view.setDocument(&document);
    view.show();
    if (!QTest::qWaitFor([&] { return !drawn.isEmpty(); }, 60'000)) {
        std::fprintf(stderr, "bench_surface: nothing is drawn: %s\n", qPrintable(view.note()));
        return 1;
    }
    QTest::mousePress(&view, Qt::LeftButton, {}, {100, 250});
    std::vector<double> times;
    for (int step = 0; step < 400; ++step) {
        times.push_back(timedMove(view, {100 + 8 * (step % 90), 250 + step % 7}));
    }
    const QSize turning = view.frame().picture.size();
    drawn.clear();
    QElapsedTimer clock;
    clock.start();
    QTest::mouseRelease(&view, Qt::LeftButton, {}, {200, 250});
    waitFor(drawn);
    const double p99 = percentile(times, 0.99);
    std::fprintf(stderr,
        "surface_turn_p99_ms p50 %.2f  p99 %.2f  max %.2f ms, %dx%d of %dx%d pixels, %lld triangles; at rest %.1f ms\n",
        percentile(times, 0.5), p99, percentile(times, 1), turning.width(), turning.height(), view.width(),
        view.height(), static_cast<long long>(view.mesh()->triangles()), double(clock.nsecsElapsed()) / 1e6);
    if (application.arguments().contains(QStringLiteral("--json"))) {
        std::printf("{\"surface_turn_p99_ms\":%.3f}\n", p99);
    }
    return 0;
}
