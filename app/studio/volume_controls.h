// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/volume/cine.h"
#include "widgets/volume/window_presets.h"

#include <QObject>
#include <QPointer>

class QAction;
class QMenuBar;

namespace vmunet {

class Document;
class SliceBar;
class StudioActions;
class VolumeBar;
class VolumeView;

/// Everything about volumes that is neither picture nor mask: which planes are shown, slab, film, window presets; the
/// actions, and what is remembered of them. Owned by the document view, whose widgets it wires. Main thread.
class VolumeControls : public QObject {
    Q_OBJECT

public:
    VolumeControls(VolumeView &view, SliceBar &slices, QObject *parent);

    VolumeBar &bar() { return *m_bar; }
    QAction *allPlanes() { return m_allPlanes; }
    QAction *play() { return m_play; }
    /// Keys and looks by `actions`, and a menu of its own before the last one.
    void addTo(StudioActions &actions, QMenuBar &menus);
    /// After the view has it; null for none. A slab is never carried from one volume to the next.
    void setDocument(Document *document);

Q_SIGNALS:
    /// The slab has changed: the slice that is painted in has to be shown anew.
    void pictureChanged();

private:
    void connectSlab();
    void connectCine();
    void connectPresets();
    void askForPreset(const WindowLevel &window);

    VolumeView &m_view;
    SliceBar &m_slices;
    QAction *m_allPlanes;
    QAction *m_play;
    VolumeBar *m_bar;
    Cine m_cine;
    QPointer<Document> m_document;
};

} // namespace vmunet
