// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/surface/surface_stage.h"

#include <QFuture>
#include <QPointer>
#include <QTimer>
#include <QWidget>

#include <memory>

class QToolButton;

namespace vmunet {

class Document;

/// The surfaces of a volume's masks, to be turned by the mouse: left drag turns, middle or Shift drag moves, right drag
/// and wheel zoom. They are built anew on a worker shortly after the last change, and only while they are in sight; VTK
/// is loaded when that happens for the first time. Main thread.
class SurfaceView : public QWidget {
    Q_OBJECT

public:
    explicit SurfaceView(QWidget *parent = nullptr);
    ~SurfaceView() override;

    void setDocument(Document *document); ///< Null for none.
    /// What is shown; null before the first is built.
    const SurfaceMesh *mesh() const { return m_mesh.get(); }
    const SurfaceFrame &frame() const { return m_frame; }
    /// A line in place of the picture, or about what is going on; empty for none.
    QString note() const { return m_note; }
    void resetView();

Q_SIGNALS:
    void doubleClicked();
    void meshChanged();
    void frameDrawn();
    void noteChanged(const QString &note);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    using MeshResult = Result<std::shared_ptr<const SurfaceMesh>>;

    void invalidate();
    void build();
    void cancelBuild();
    void follow(const QFuture<MeshResult> &future);
    void takeMesh(std::shared_ptr<const SurfaceMesh> mesh);
    void takeFrame(const SurfaceFrame &frame);
    void sendColors();
    void move(const SurfaceMotion &motion);
    void draw();
    void setNote(const QString &note);
    void paintAxes(QPainter &painter) const;

    QPointer<Document> m_document;
    std::unique_ptr<SurfaceStage> m_stage; ///< Since the first surface.
    std::shared_ptr<const SurfaceMesh> m_mesh;
    SurfaceFrame m_frame;
    SurfaceMotion m_motion; ///< Since the frame that was asked for last.
    QTimer m_settle; ///< Until the mask has been left alone for a while.
    CancelFlag m_cancel; ///< Of the build under way.
    quint64 m_build = 0; ///< Numbers them, so that a late answer is told.
    bool m_stale = true; ///< The mask is not the mesh's any more.
    bool m_fresh = true; ///< The next mesh is the first of its volume: show all of it.
    bool m_drawing = false; ///< A frame was asked for and has not come.
    bool m_drawAgain = false;
    bool m_dragging = false;
    double m_turningPixels = 0; ///< How large pictures may be that are fast enough to turn.
    QPointF m_lastPosition;
    QString m_failure; ///< Why nothing can be shown at all.
    QString m_note;
    QToolButton *m_reset;
};

} // namespace vmunet
