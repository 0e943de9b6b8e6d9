// SPDX-License-Identifier: GPL-3.0-or-later
// How long a person waits for the canvas: from the mouse event to the painted frame. Software rendering, offscreen.
//   bench_canvas [--json] [--only brush,pan,slices,undo,threshold,memory] [--clock wall|cpu]
#include "app/studio/image_opener.h"
#include "tests/bench/canvas_stage.h"
#include "widgets/theme/theme.h"
#include "widgets/volume/volume_view.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <cstdio>
#include <functional>
#include <numbers>

using namespace vmunet;
using namespace vmunet::bench;

namespace {

constexpr QSize kPhotograph{6000, 4000};
constexpr QSize kLargePhotograph{12000, 8400};

struct Report {
    QJsonObject values;
    bool useCpuClock = false;

    void add(const char *key, const Timings &timings)
    {
        if (timings.wall.size() < 50 || timings.unpainted > int(timings.wall.size())) {
            std::fprintf(stderr, "bench_canvas: most steps of %s painted nothing\n", key);
            std::exit(1);
        }
        const auto &chosen = useCpuClock ? timings.cpu : timings.wall;
        values[QLatin1String(key)] = percentile(chosen, 0.99);
        std::fprintf(stderr,
            "%-22s p50 %7.2f  p99 %7.2f  max %7.2f ms   (main thread's CPU: p50 %7.2f p99 %7.2f)  n %zu\n", key,
            percentile(timings.wall, 0.5), percentile(timings.wall, 0.99), percentile(timings.wall, 1),
            percentile(timings.cpu, 0.5), percentile(timings.cpu, 0.99), timings.wall.size());
    }
};

/// A hand that circles with changing speed around the middle of the canvas.
class Hand {
public:
    explicit Hand(const ImageCanvas &canvas)
        : m_middle(canvas.rect().center())
        , m_reach(std::min(canvas.width(), canvas.height()) * 0.3)
    {
    }

    QPoint at(int step) const
    {
        const double turn = step * 0.045 + std::sin(step * 0.11) * 0.4;
        const double reach = m_reach * (0.6 + 0.4 * std::sin(step * 0.023));
        return m_middle + QPointF(reach * std::cos(turn), reach * std::sin(turn)).toPoint();
    }

private:
    QPoint m_middle;
    double m_reach;
};

/// Every other stroke erases what the one before painted. `first` numbers them, for other places.
void strokes(CanvasStage &stage, double diameter, int count, int steps, Timings *timings, int first = 0)
{
    stage.tools().setBrushDiameter(diameter);
    const Hand hand(stage.canvas());
    for (int stroke = first; stroke < first + count; ++stroke) {
        stage.tools().setTool(stroke % 2 ? ToolKind::Eraser : ToolKind::Brush);
        int step = stroke / 2 * 37;
        stage.press(hand.at(step));
        for (const int end = step + steps; step < end; ++step) {
            stage.move(hand.at(step + 1), timings);
        }
        stage.release(hand.at(step));
    }
}

void benchBrush(CanvasStage &stage, Report &report)
{
    stage.open(syntheticPhotograph(kPhotograph), syntheticMask(kPhotograph));
    for (const auto &[key, diameter] : {std::pair("brush200_p99_ms", 200.0), std::pair("brush1000_p99_ms", 1000.0)}) {
        Timings timings;
        for (const double zoom : {0.0, 0.5, 1.0, 2.0, 5.0}) {
            stage.canvas().fit();
            if (zoom > 0) {
                stage.zoomTo(zoom);
            }
            strokes(stage, diameter, 4, 60, &timings);
        }
        report.add(key, timings);
    }
}

void benchUndo(CanvasStage &stage, Report &report)
{
    stage.open(syntheticPhotograph(kPhotograph), syntheticMask(kPhotograph));
    Timings timings;
    for (const double zoom : {0.0, 1.0}) {
        stage.canvas().fit();
        if (zoom > 0) {
            stage.zoomTo(zoom);
        }
        for (const double diameter : {20.0, 200.0, 1000.0}) {
            strokes(stage, diameter, 12, 40, nullptr);
            while (stage.document().history().canUndo()) {
                stage.step(&timings, [&] { stage.document().undo(); });
            }
            while (stage.document().history().canRedo()) {
                stage.step(&timings, [&] { stage.document().redo(); });
            }
            stage.document().history().assign({}, 0);
        }
    }
    report.add("undo_p99_ms", timings);
}

void benchPanAndZoom(CanvasStage &stage, Report &report)
{
    stage.open(syntheticPhotograph(kLargePhotograph), syntheticMask(kLargePhotograph));
    Timings timings;
    Timings exact;
    for (const double zoom : {0.1, 0.3, 0.7, 1.0, 1.6, 6.0}) {
        stage.zoomTo(zoom);
        const Hand hand(stage.canvas());
        stage.press(hand.at(0), Qt::MiddleButton);
        for (int step = 1; step <= 120; ++step) {
            stage.move(hand.at(step), &timings);
        }
        stage.release(hand.at(120), Qt::MiddleButton);
    }
    for (int turn = 0; turn < 4; ++turn) {
        stage.canvas().fit();
        for (const int direction : {1, -1}) {
            for (int notch = 0; notch < 22; ++notch) {
                const QPoint at = stage.canvas().rect().center() + QPoint(60 * turn, 30);
                // In two turns the next step comes before the last one's picture is exact.
                stage.step(turn % 2 ? nullptr : &exact, [&] {
                    stage.wheel(at, 120 * direction, &timings);
                    if (turn % 2 == 0) {
                        stage.settle(&timings);
                    }
                });
            }
        }
    }
    report.add("zoom_exact_p99_ms", exact);
    report.add("pan_zoom_p99_ms", timings);
}

void benchSlices(CanvasStage &stage, Report &report)
{
    stage.open(syntheticVolume(512, 400), syntheticMask({512, 512}));
    Timings timings;
    VolumeView &volume = stage.view().volume();
    volume.setLayout(VolumeView::Layout::AllPlanes);
    QCoreApplication::processEvents();
    for (int turn = 0; turn < 3; ++turn) {
        for (const int direction : {1, -1}) {
            for (int notch = 0; notch < 120; ++notch) {
                // On the diagonal: each step is another picture in every plane.
                const Voxel &at = volume.cursor();
                stage.step(&timings, [&] {
                    volume.setCursor({at[0] + direction, at[1] + direction, at[2] + direction});
                });
            }
        }
    }
    volume.setLayout(VolumeView::Layout::OnePlane);
    report.add("slice_change_p99_ms", timings);
}

void benchThreshold(CanvasStage &stage, Report &report)
{
    stage.open(syntheticPhotograph(kPhotograph), Mask(kPhotograph));
    stage.document().applyProposal(0, syntheticProbability(kPhotograph), 0.5, QStringLiteral("Proposal"));
    QCoreApplication::processEvents();
    Timings timings;
    for (const double zoom : {0.0, 1.0}) {
        stage.canvas().fit();
        if (zoom > 0) {
            stage.zoomTo(zoom);
        }
        strokes(stage, 60, 2, 40, nullptr); // Corrections, which a slider must leave alone.
        for (int step = 0; step < 240; ++step) {
            const int value = 128 + int(100 * std::sin(step * 0.2));
            if (value != qRound(stage.document().threshold(0) * 256)) {
                stage.step(&timings, [&] { stage.document().setThreshold(value / 256.0); });
            }
        }
        stage.document().commitThreshold();
        QCoreApplication::processEvents();
    }
    report.add("threshold_step_p99_ms", timings);
}

/// Peak resident size of this process, MiB.
double peakMemoryMib()
{
    QFile file(QStringLiteral("/proc/self/status"));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    for (const QByteArray &line : file.readAll().split('\n')) {
        if (line.startsWith("VmHWM:")) {
            return line.mid(6).simplified().split(' ').first().toDouble() / 1024;
        }
    }
    return 0;
}

/// The life of a photograph in a process of its own: opened from a file, proposed, corrected a thousand times.
int measureMemory(const QString &photograph)
{
    ImageOpener opener;
    std::optional<OpenedImage> opened;
    QObject::connect(&opener, &ImageOpener::opened, [&](const QString &, const OpenedImage &image) { opened = image; });
    opener.open(photograph);
    if (!QTest::qWaitFor([&] { return opened.has_value(); }, 60'000)) {
        std::fprintf(stderr, "bench_canvas: the photograph was not read\n");
        return 1;
    }
    CanvasStage stage;
    stage.open(*std::exchange(opened, std::nullopt));
    stage.document().applyProposal(0, syntheticProbability(kPhotograph), 0.5, QStringLiteral("Proposal"));
    const UndoHistory &history = stage.document().history();
    for (int stroke = 0; history.count() <= 1000; stroke += 10) {
        if (stroke > 10'000) {
            std::fprintf(stderr, "bench_canvas: the history holds %d steps only\n", history.count());
            return 1;
        }
        strokes(stage, stroke % 100 == 0 ? 1000 : 60, 10, 12, nullptr, stroke);
    }
    std::printf("%f\n", peakMemoryMib());
    return 0;
}

void benchMemory(Report &report)
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("photograph.jpg"));
    {
        const Image image = syntheticPhotograph(kPhotograph);
        renderSlice(image, 0, {}).save(path, "JPG", 92);
    }
    QProcess child;
    child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    child.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--measure-memory"), path});
    if (!child.waitForFinished(300'000) || child.exitCode() != 0) {
        std::fprintf(stderr, "bench_canvas: memory could not be measured\n");
        std::exit(1);
    }
    const double mib = child.readAllStandardOutput().trimmed().toDouble();
    report.values[QStringLiteral("memory_mib")] = mib;
    std::fprintf(stderr, "%-22s %.0f MiB, the process's peak in all\n", "memory_mib", mib);
}

} // namespace

int main(int argc, char **argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication application(argc, argv);
    applyTheme(application);
    QCommandLineParser parser;
    const QCommandLineOption json(QStringLiteral("json"));
    const QCommandLineOption only(
        QStringLiteral("only"), {}, QStringLiteral("parts"), QStringLiteral("brush,pan,slices,undo,threshold,memory"));
    const QCommandLineOption clock(QStringLiteral("clock"), {}, QStringLiteral("clock"), QStringLiteral("wall"));
    const QCommandLineOption memory(QStringLiteral("measure-memory"), {}, QStringLiteral("photograph"));
    parser.addOptions({json, only, clock, memory});
    parser.process(application);
    if (parser.isSet(memory)) {
        return measureMemory(parser.value(memory));
    }

    Report report{.useCpuClock = parser.value(clock) == QLatin1String("cpu")};
    const QStringList parts = parser.value(only).split(QLatin1Char(','));
    if (parts.contains(QLatin1String("memory"))) {
        benchMemory(report);
    }
    CanvasStage stage;
    const std::pair<const char *, std::function<void()>> benches[] = {
        {"brush", [&] { benchBrush(stage, report); }},
        {"pan", [&] { benchPanAndZoom(stage, report); }},
        {"slices", [&] { benchSlices(stage, report); }},
        {"undo", [&] { benchUndo(stage, report); }},
        {"threshold", [&] { benchThreshold(stage, report); }},
    };
    for (const auto &[name, run] : benches) {
        if (parts.contains(QLatin1String(name))) {
            run();
        }
    }
    if (parser.isSet(json)) {
        std::printf("%s\n", QJsonDocument(report.values).toJson(QJsonDocument::Compact).constData());
    }
    return 0;
}
