// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/canvas_stage.h"

#include <QApplication>
#include <QTest>
#include <QWheelEvent>
#include <QWindow>

#include <algorithm>
#include <cmath>
#include <ctime>

namespace vmunet::bench {

namespace {

constexpr QSize kWindow{1920, 1080};

double now(clockid_t clock)
{
    timespec time{};
    clock_gettime(clock, &time);
    return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

/// -1..1, the same for the same pixel.
float texture(int x, int y)
{
    quint32 hash = quint32(x) * 0x9e3779b1u ^ quint32(y) * 0x85ebca77u;
    hash = (hash ^ (hash >> 15)) * 0x2c1b3c6du;
    return float(hash >> 8) / float(1 << 23) - 1;
}

/// Signed distance in units of the shorter side to a wavy blob in the middle: negative inside.
float blob(QSize size, int x, int y, double phase)
{
    const auto shorter = float(std::min(size.width(), size.height()));
    const float dx = (float(x) - float(size.width()) / 2) / shorter;
    const float dy = (float(y) - float(size.height()) / 2) / shorter;
    const float angle = std::atan2(dy, dx) + float(phase);
    return std::hypot(dx, dy) - 0.33F - 0.03F * std::sin(9 * angle) - 0.008F * std::sin(61 * angle);
}

} // namespace

double percentile(std::vector<double> times, double fraction)
{
    if (times.empty()) {
        return 0;
    }
    std::sort(times.begin(), times.end());
    return times[std::min(times.size() - 1, size_t(double(times.size()) * fraction))];
}

CanvasStage::CanvasStage()
    : m_tools(m_view.canvas())
{
    m_view.resize(kWindow);
    m_view.show();
    canvas().installEventFilter(this);
    QCoreApplication::processEvents();
}

CanvasStage::~CanvasStage()
{
    m_tools.setDocument(nullptr);
    m_view.clear();
}

bool CanvasStage::eventFilter(QObject *watched, QEvent *event)
{
    m_frames += event->type() == QEvent::Paint ? 1 : 0;
    return QObject::eventFilter(watched, event);
}

void CanvasStage::open(Image image, const Mask &mask)
{
    OpenedImage opened;
    opened.slice = image.slices / 2;
    opened.window = initialWindow(image);
    opened.picture = ImagePyramid(renderSlice(image, opened.slice, opened.window));
    opened.image = std::move(image);
    open(opened);
    std::vector<Mask> masks(size_t(opened.image.slices), mask);
    m_document->restore(std::move(masks));
    QCoreApplication::processEvents();
}

void CanvasStage::open(const OpenedImage &opened)
{
    m_tools.setDocument(nullptr);
    m_view.clear();
    m_document = std::make_unique<Document>(opened.image, LabelSet::lesion());
    m_document->setCurrentSlice(opened.slice);
    m_view.setDocument(m_document.get(), opened);
    m_tools.setDocument(m_document.get());
    m_tools.setLabel(Label{1}, Qt::white);
    QCoreApplication::processEvents();
}

void CanvasStage::zoomTo(double scale)
{
    const QPoint middle = canvas().rect().center();
    for (int i = 0; i < 100 && std::abs(std::log(canvas().zoom() / scale)) > 0.01; ++i) {
        const double notches = std::log(scale / canvas().zoom()) / std::log(1.25);
        const int delta = qRound(std::clamp(notches, -1.0, 1.0) * 120);
        if (delta == 0) {
            break;
        }
        wheel(middle, delta);
    }
}

CanvasStage::Start CanvasStage::begin() const
{
    return {.wall = now(CLOCK_MONOTONIC), .cpu = now(CLOCK_THREAD_CPUTIME_ID), .frames = m_frames};
}

void CanvasStage::end(const Start &start, Timings *timings)
{
    QCoreApplication::processEvents();
    if (!timings) {
        return;
    }
    if (m_frames == start.frames) {
        ++timings->unpainted;
        return;
    }
    timings->wall.push_back(now(CLOCK_MONOTONIC) - start.wall);
    timings->cpu.push_back(now(CLOCK_THREAD_CPUTIME_ID) - start.cpu);
}

void CanvasStage::press(QPoint at, Qt::MouseButton button)
{
    QTest::mousePress(m_view.windowHandle(), button, Qt::NoModifier, canvas().mapTo(&m_view, at));
    QCoreApplication::processEvents();
}

void CanvasStage::move(QPoint at, Timings *timings)
{
    step(timings, [&] { QTest::mouseMove(m_view.windowHandle(), canvas().mapTo(&m_view, at)); });
}

void CanvasStage::release(QPoint at, Qt::MouseButton button)
{
    QTest::mouseRelease(m_view.windowHandle(), button, Qt::NoModifier, canvas().mapTo(&m_view, at));
    QCoreApplication::processEvents();
}

void CanvasStage::wheel(QPoint at, int delta, Timings *timings)
{
    step(timings, [&] {
        QWheelEvent event(
            at, canvas().mapToGlobal(at), {}, {0, delta}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&canvas(), &event);
    });
}

void CanvasStage::settle(Timings *timings)
{
    while (!canvas().isSettled()) {
        step(timings, [this, before = m_frames] {
            while (m_frames == before) {
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            }
        });
    }
}

Image syntheticPhotograph(QSize size)
{
    Image image;
    image.width = size.width();
    image.height = size.height();
    image.channels = 3;
    image.path = QStringLiteral("synthetic");
    image.samples.resize(qsizetype(image.width) * image.height * 3);
    auto *out = reinterpret_cast<uchar *>(image.samples.data());
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x, out += 3) {
            const float inside = std::clamp(-blob(size, x, y, 0.4) * 20, 0.0F, 1.0F);
            const float grain = 12 * texture(x, y) + 10 * texture(x / 16, y / 16);
            out[0] = uchar(220 - 120 * inside + grain);
            out[1] = uchar(180 - 110 * inside + grain);
            out[2] = uchar(160 - 100 * inside + grain);
        }
    }
    return image;
}

Image syntheticVolume(int side, int slices)
{
    Image image;
    image.kind = ImageKind::Volume;
    image.width = side;
    image.height = side;
    image.slices = slices;
    image.type = SampleType::Int16;
    image.modality = QStringLiteral("CT");
    image.path = QStringLiteral("synthetic");
    image.geometry = {.spacingMm = {0.8, 0.8, 1.0}, .known = true};
    image.samples.resize(qsizetype(side) * side * slices * 2);
    auto *out = reinterpret_cast<qint16 *>(image.samples.data());
    for (int slice = 0; slice < slices; ++slice) {
        const float depth = 2 * float(slice) / float(slices) - 1;
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                const float dx = 2 * float(x) / float(side) - 1;
                const float dy = 2 * float(y) / float(side) - 1;
                const bool body = dx * dx + dy * dy + depth * depth / 4 < 0.8F;
                *out++ = qint16(body ? 40 + 60 * texture(x / 8, y / 8 + slice) + 15 * texture(x, y) : -1000);
            }
        }
    }
    return image;
}

Mask syntheticMask(QSize size, double phase)
{
    Mask mask(size);
    for (int y = 0; y < size.height(); ++y) {
        std::uint8_t *row = mask.row(y);
        for (int x = 0; x < size.width(); ++x) {
            row[x] = blob(size, x, y, phase) < 0 ? 1 : 0;
        }
    }
    return mask;
}

ProbabilityMap syntheticProbability(QSize size)
{
    ProbabilityMap map{.size = size, .classes = 1};
    map.values.resize(qsizetype(size.width()) * size.height());
    char *out = map.values.data();
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            const float grain = 0.02F * texture(x / 4, y / 4);
            *out++ = char(quantisedProbability(1 / (1 + std::exp(60 * blob(size, x, y, 0) + grain))));
        }
    }
    return map;
}

} // namespace vmunet::bench
