// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/surface/surface_view.h"

#include "core/editing/document.h"
#include "widgets/theme/theme.h"

#include <QFutureWatcher>
#include <QPainter>
#include <QPromise>
#include <QThreadPool>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

constexpr int kSettleMs = 400;
constexpr qint64 kTriangles = 60'000; // What software OpenGL turns 30 times a second.
constexpr double kSlowFrameMs = 25; // Leaves some of a thirtieth of a second for the rest.
constexpr double kTurningPixels = 200'000;
constexpr double kFewestTurningPixels = 50'000;
constexpr int kAxisLength = 26;

const QColor kBackground3d(0x14, 0x16, 0x19);

SurfaceSource snapshotOf(const Document &document)
{
    const Image &image = document.image();
    SurfaceSource source{.counts = {image.width, image.height, document.sliceCount()}};
    for (int slice = 0; slice < document.sliceCount(); ++slice) {
        source.slices.push_back(document.mask(slice).labels());
    }
    if (image.geometry.known) {
        for (size_t axis = 0; axis < 3; ++axis) {
            for (size_t i = 0; i < 3; ++i) {
                source.stepsMm[axis][i] = image.geometry.direction[axis][i] * image.geometry.spacingMm[axis];
            }
        }
    }
    return source;
}

Result<std::shared_ptr<const SurfaceMesh>> meshOf(
    const SurfaceSource &source, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Result<SurfacePlugin *> plugin = loadSurfacePlugin();
    if (!plugin) {
        return plugin.error();
    }
    return (*plugin)->mesh(source, kTriangles, cancel, progress);
}

} // namespace

SurfaceView::SurfaceView(QWidget *parent)
    : QWidget(parent)
    , m_turningPixels(kTurningPixels)
    , m_reset(new QToolButton(this))
{
    setObjectName(QStringLiteral("surfaceView"));
    setAccessibleName(tr("Surface of the mask"));
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setMinimumSize(120, 80);
    setStatusTip(tr("Drag to turn, middle drag to move, wheel to zoom, double click to enlarge"));
    m_reset->setObjectName(QStringLiteral("resetSurface"));
    m_reset->setIcon(themedIcon(QStringLiteral("fit")));
    m_reset->setAccessibleName(tr("Reset the surface's view"));
    m_reset->setToolTip(tr("Show all of it from the front (Home)"));
    m_reset->setStatusTip(m_reset->toolTip());
    m_reset->setAutoRaise(true);
    m_reset->hide();
    connect(m_reset, &QToolButton::clicked, this, &SurfaceView::resetView);
    m_settle.setSingleShot(true);
    m_settle.setInterval(kSettleMs);
    connect(&m_settle, &QTimer::timeout, this, &SurfaceView::build);
}

SurfaceView::~SurfaceView()
{
    cancelBuild();
}

void SurfaceView::setDocument(Document *document)
{
    if (m_document) {
        m_document->disconnect(this);
    }
    cancelBuild();
    m_document = document;
    m_fresh = true;
    takeMesh(nullptr);
    if (document) {
        connect(document, &Document::sliceChanged, this, &SurfaceView::invalidate);
        connect(document, &Document::restored, this, &SurfaceView::invalidate);
        connect(document, &Document::labelsChanged, this, &SurfaceView::sendColors);
        m_stale = true;
        if (isVisible()) {
            build();
        }
    }
}

void SurfaceView::invalidate()
{
    m_stale = true;
    if (isVisible()) {
        m_settle.start();
    }
}

void SurfaceView::cancelBuild()
{
    m_settle.stop();
    m_cancel.cancel();
    ++m_build;
}

void SurfaceView::build()
{
    if (!m_document || !m_stale || !m_failure.isEmpty()) {
        return;
    }
    if (m_document->isStroking()) {
        m_settle.start();
        return;
    }
    cancelBuild();
    m_stale = false;
    m_cancel = CancelFlag();
    setNote(tr("Building surfaces..."));
    // Shared because the pool copies what it runs.
    const auto promise = std::make_shared<QPromise<MeshResult>>();
    follow(promise->future());
    promise->setProgressRange(0, 100);
    promise->start();
    QThreadPool::globalInstance()->start([source = snapshotOf(*m_document), cancel = m_cancel, promise] {
        promise->addResult(meshOf(source, cancel, [&promise](double fraction, const QString &what) {
            promise->setProgressValueAndText(int(100 * fraction), what);
        }));
        promise->finish();
    });
}

void SurfaceView::follow(const QFuture<MeshResult> &future)
{
    auto *watcher = new QFutureWatcher<MeshResult>(this);
    const quint64 build = m_build;
    connect(watcher, &QFutureWatcherBase::progressTextChanged, this, [this, watcher, build](const QString &what) {
        if (build == m_build) {
            setNote(tr("%1... %2 %").arg(what).arg(watcher->progressValue()));
        }
    });
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, build] {
        watcher->deleteLater();
        if (build != m_build) {
            return; // The mask has changed meanwhile.
        }
        if (const MeshResult mesh = watcher->result()) {
            takeMesh(*mesh);
        } else {
            m_failure = mesh.error().message;
            setNote(m_failure);
        }
    });
    watcher->setFuture(future);
}

void SurfaceView::takeMesh(std::shared_ptr<const SurfaceMesh> mesh)
{
    m_mesh = std::move(mesh);
    const bool empty = !m_mesh || m_mesh->labels().empty();
    setNote(empty && m_document ? tr("Nothing is marked yet: the surface of the mask appears here") : QString());
    m_reset->setVisible(!empty);
    if (empty) {
        m_frame = {};
    } else if (!m_stage) {
        m_stage = std::make_unique<SurfaceStage>(kBackground3d);
        connect(m_stage.get(), &SurfaceStage::drawn, this, &SurfaceView::takeFrame);
        connect(m_stage.get(), &SurfaceStage::failed, this, [this](const QString &why) {
            m_failure = why;
            m_reset->hide();
            setNote(why);
        });
    }
    if (!empty && std::exchange(m_fresh, false)) {
        m_motion = {.reset = true};
    }
    if (m_stage) {
        m_stage->setMesh(m_mesh);
        sendColors(); // Draws.
    }
    update();
    Q_EMIT meshChanged();
}

void SurfaceView::sendColors()
{
    if (!m_stage || !m_document) {
        return;
    }
    std::map<std::uint8_t, QColor> colors;
    for (const LabelInfo &info : m_document->labels().labels()) {
        if (info.visible) {
            colors[std::uint8_t(info.label)] = info.color;
        }
    }
    m_stage->setColors(std::move(colors));
    draw();
}

void SurfaceView::resetView()
{
    move({.reset = true});
}

void SurfaceView::move(const SurfaceMotion &motion)
{
    m_motion.add(motion);
    draw();
}

/// Asks for a frame unless one is under way: what happens until that comes goes into the next one.
void SurfaceView::draw()
{
    if (!m_stage || !m_mesh || m_mesh->labels().empty() || !m_failure.isEmpty() || !isVisible()) {
        return;
    }
    if (m_drawing) {
        m_drawAgain = true;
        return;
    }
    m_drawing = true;
    m_drawAgain = false;
    const double ratio = devicePixelRatioF();
    const double all = std::max(1.0, width() * ratio * height() * ratio);
    const double scale = ratio * (m_dragging ? std::min(1.0, std::sqrt(m_turningPixels / all)) : 1);
    m_stage->draw(std::exchange(m_motion, {}), (QSizeF(size()) * scale).toSize(), !m_dragging);
}

void SurfaceView::takeFrame(const SurfaceFrame &frame)
{
    m_drawing = false;
    m_frame = m_mesh && !m_mesh->labels().empty() ? frame : SurfaceFrame();
    if (m_dragging && frame.milliseconds > kSlowFrameMs) {
        m_turningPixels = std::max(kFewestTurningPixels, m_turningPixels * 0.7);
    }
    if (m_drawAgain) {
        draw();
    }
    update();
    Q_EMIT frameDrawn();
}

void SurfaceView::setNote(const QString &note)
{
    if (note != m_note) {
        m_note = note;
        update();
        Q_EMIT noteChanged(note);
    }
}

void SurfaceView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), kBackground3d);
    const bool picture = m_failure.isEmpty() && m_mesh && !m_frame.picture.isNull();
    if (picture) {
        painter.setRenderHint(QPainter::SmoothPixmapTransform, m_frame.picture.size() != size() * devicePixelRatioF());
        painter.drawImage(QRectF(rect()), m_frame.picture);
        paintAxes(painter);
    }
    painter.setPen(palette().color(QPalette::PlaceholderText));
    const QRect inner = rect().adjusted(kSpacing, kSpacing, -kSpacing, -kSpacing);
    painter.drawText(
        inner, picture ? int(Qt::AlignLeft | Qt::AlignTop) : int(Qt::AlignCenter | Qt::TextWordWrap), m_note);
}

/// Left, back and head of the patient, the nearest on top.
void SurfaceView::paintAxes(QPainter &painter) const
{
    static constexpr char kLetters[3][2] = {{'R', 'L'}, {'A', 'P'}, {'I', 'S'}};
    const QColor colors[3] = {{0xf0, 0xc8, 0x4a}, {0x56, 0xc8, 0x8a}, {0xf0, 0x7a, 0x6a}};
    std::array<size_t, 3> order{0, 1, 2};
    const auto &axes = m_frame.patientAxes;
    std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return axes[a][2] < axes[b][2]; });
    const QPointF centre(kAxisLength + 18, height() - kAxisLength - 18);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const size_t axis : order) {
        const QPointF towards(axes[axis][0], axes[axis][1]);
        painter.setPen(QPen(colors[axis], 2));
        painter.drawLine(centre, centre + towards * kAxisLength);
        const QPointF at = centre + towards * (kAxisLength + 9);
        painter.drawText(
            QRectF(at.x() - 10, at.y() - 10, 20, 20), Qt::AlignCenter, QString(QLatin1Char(kLetters[axis][1])));
    }
}

void SurfaceView::resizeEvent(QResizeEvent *)
{
    m_reset->adjustSize();
    m_reset->move(width() - m_reset->width() - 4, 4);
    draw();
}

void SurfaceView::showEvent(QShowEvent *)
{
    build();
    draw();
}

void SurfaceView::hideEvent(QHideEvent *)
{
    m_settle.stop();
}

} // namespace vmunet
