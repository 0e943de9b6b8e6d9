// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"
#include "core/image/plane_layout.h"
#include "core/image/reslice.h"
#include "core/image/window_level.h"

#include <QObject>
#include <QPointer>

namespace vmunet {

class Document;
class ImageCanvas;
class PlaneMarks;

/// Shows one plane of a document's volume in a canvas, with its mask and its marks. The stack plane (across grid axis
/// 2) is painted in, so its canvas belongs to the tools and its picture and mask are the owner's; the other two are
/// shown here, and dragging in them moves the cross. Main thread.
class PlaneView : public QObject {
    Q_OBJECT

public:
    PlaneView(ImageCanvas &canvas, int through, QObject *parent);

    /// Null for none. A hidden plane is not rendered until it is shown.
    void setDocument(Document *document, const WindowLevel &window, const Voxel &cursor);
    void setShown(bool shown);
    void setCrossShown(bool shown);
    void setCursor(const Voxel &cursor);
    void setWindow(const WindowLevel &window);
    /// Thickness in millimetres; less than two pictures' worth is a single picture.
    void setSlab(double thicknessMm, Projection projection);

    ImageCanvas &canvas() { return m_canvas; }
    PlaneMarks &marks() { return *m_marks; }
    const PlaneLayout &layout() const { return m_layout; }
    int position() const { return m_cursor[size_t(m_layout.through)]; }
    const Mask &mask() const { return m_mask; } ///< As shown; of the stack plane, null.
    /// Through the window and the slab.
    QImage picture() const;
    /// The voxel under an image point, moved into the volume.
    Voxel voxelAt(QPointF image) const;

Q_SIGNALS:
    void cursorRequested(const vmunet::Voxel &voxel);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool isStack() const { return m_layout.through == 2; }
    Slab slab() const;
    LabelSlices labelSlices() const;
    void render(bool keepView);
    void takeOver(int slice, QRect area);
    void updateMarks();
    void updateCaption();

    ImageCanvas &m_canvas;
    PlaneMarks *m_marks;
    QPointer<Document> m_document;
    PlaneLayout m_layout;
    WindowLevel m_window;
    Voxel m_cursor{};
    double m_slabMm = 0;
    Projection m_projection = Projection::Mean;
    Mask m_mask;
    bool m_shown = false;
    bool m_crossShown = false;
};

/// The name and colour of a plane.
QString anatomyName(Anatomy anatomy);
QColor anatomyColor(Anatomy anatomy);

} // namespace vmunet
