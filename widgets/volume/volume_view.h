// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/reslice.h"
#include "core/image/window_level.h"

#include <QPointer>
#include <QWidget>

#include <array>

class QGridLayout;

namespace vmunet {

class Document;
class ImageCanvas;
class PlaneView;
class SurfaceView;

/// The planes of a volume side by side, linked by a cross: the canvas that is painted in, and the two planes across it,
/// with the surface of the mask. One plane or all of them; of anything that is no volume, the one canvas alone. Owned
/// by the document view.
class VolumeView : public QWidget {
    Q_OBJECT

public:
    enum class Layout { OnePlane, AllPlanes };

    /// `stack` becomes a child.
    explicit VolumeView(ImageCanvas *stack, QWidget *parent = nullptr);

    /// A photograph is shown in the one canvas without marks. Null for none.
    void setDocument(Document *document, const WindowLevel &window);
    void setWindow(const WindowLevel &window);
    void setSlab(double thicknessMm, Projection projection);
    void setLayout(Layout layout);
    Layout layout() const { return m_layout; } ///< As chosen; a photograph shows one plane all the same.
    bool isVolume() const { return !m_document.isNull(); }
    bool hasAllPlanes() const; ///< Of a single slice there is nothing to cut.

    /// The current slice, through the window and the slab, for the stack's canvas.
    QImage stackPicture() const;
    const Voxel &cursor() const { return m_cursor; }
    /// Clamped; shows the slice there.
    void setCursor(const Voxel &voxel);
    /// "L 12.0  P 30.5  S 104.0 mm   57 HU"; empty without a volume.
    QString cursorText() const;

    /// The plane across grid axis `through`: 0 columns, 1 rows, 2 the stack.
    PlaneView &plane(int through) { return *m_planes[size_t(through)]; }
    SurfaceView &surface() { return *m_surface; }
    /// The two canvases beside the stack's.
    std::array<ImageCanvas *, 2> sideCanvases();

Q_SIGNALS:
    void cursorMoved();
    void layoutChanged(vmunet::VolumeView::Layout layout);
    /// In one of the side planes, like ImageCanvas::windowDragged().
    void windowDragged(QPointF delta);

private:
    void applyLayout();
    void enlarge(int pane);

    QPointer<Document> m_document; ///< Only while it is a volume.
    std::array<PlaneView *, 3> m_planes{};
    SurfaceView *m_surface;
    QGridLayout *m_grid;
    Layout m_layout = Layout::OnePlane;
    int m_enlarged = -1; ///< What fills the view, of all: a plane, or kSurfacePane; -1 for none.
    Voxel m_cursor{};
};

} // namespace vmunet
