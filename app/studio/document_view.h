// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/studio/image_opener.h"
#include "core/image/plane_layout.h"
#include "core/image/window_level.h"

#include <QWidget>

namespace vmunet {

class Document;
class ImageCanvas;
class MessageBar;
class SliceBar;
class VolumeControls;
class VolumeView;

/// Shows a document: its current slice in the canvas, its mask over it; of a volume the other planes, and slice, window
/// and volume controls below. Main thread.
class DocumentView : public QWidget {
    Q_OBJECT

public:
    explicit DocumentView(QWidget *parent = nullptr);

    /// `document` outlives its being shown; null shows the placeholder.
    void setDocument(Document *document, const OpenedImage &opened);
    void clear();
    ImageCanvas &canvas() { return *m_canvas; }
    SliceBar &sliceBar() { return *m_sliceBar; }
    MessageBar &messages() { return *m_messages; }
    VolumeView &volume() { return *m_volume; }
    VolumeControls &volumeControls() { return *m_volumeControls; }
    void stepSlices(int steps);

Q_SIGNALS:
    /// "x 12  y 34  120 HU", empty outside.
    void pixelDescribed(const QString &text);

private:
    void connectVolume();
    void showSlice();
    QImage slicePicture() const;
    void setWindow(const WindowLevel &window);
    void dragWindow(QPointF delta);
    QString describe(QPointF at) const;
    QString describe(const Voxel &voxel) const;

    Document *m_document = nullptr;
    WindowLevel m_window;
    ImageCanvas *m_canvas;
    VolumeView *m_volume;
    SliceBar *m_sliceBar;
    VolumeControls *m_volumeControls;
    MessageBar *m_messages;
};

} // namespace vmunet
