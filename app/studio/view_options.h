// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"
#include "widgets/canvas/field_legend.h"
#include "widgets/canvas/ruler.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

class QAction;
class QActionGroup;
class QDockWidget;
class QMainWindow;

namespace vmunet {

class Document;
class ImageCanvas;
class InspectorPanel;
class LabelsPanel;
class PlaneFields;
class StudioActions;
class VolumeView;
class Workbench;

/// How the image and its mask are looked at: the mask's style, blinking, the wipe between prediction and correction,
/// the network's probabilities and doubts as colours, the ruler and the inspector. Makes the View menu's actions for
/// them and follows the open document. Owned by the window; changes no annotation.
class ViewOptions : public QObject {
    Q_OBJECT

public:
    /// `canvas` is the volume view's stack.
    ViewOptions(QMainWindow &window, VolumeView &volume, ImageCanvas &canvas, StudioActions &actions,
        LabelsPanel &labels, const Workbench &workbench);

private:
    QAction *make(const char *name, const QString &text, const QString &keys, const QString &tip);
    void makeStyles();
    void makeViews();
    void makeInspector(QMainWindow &window);
    void makeKeyboardPointers();
    void fillMenu(QMainWindow &window);
    void connectCanvas();
    void setDocument(Document *document);
    QList<ImageCanvas *> canvases() const;
    void cycleStyle();
    void updateField();
    void updateComparison();
    void updateArea();
    void inspect(QPointF at);

    ImageCanvas &m_canvas;
    StudioActions &m_actions;
    LabelsPanel &m_labels;
    QPointer<Document> m_document;
    Ruler m_ruler;
    FieldLegend *m_legend;
    PlaneFields *m_planeFields;
    InspectorPanel *m_inspector;
    QDockWidget *m_dock = nullptr;
    QActionGroup *m_styles;
    QActionGroup *m_fields;
    QAction *m_cycleStyle = nullptr;
    QAction *m_blink = nullptr;
    QAction *m_wipe = nullptr;
    QAction *m_probability = nullptr;
    QAction *m_uncertainty = nullptr;
    QAction *m_rulerOn = nullptr;
    QAction *m_byKeys = nullptr;
    QTimer m_areaDue; ///< Counting a large mask waits until the hand rests.
};

} // namespace vmunet
