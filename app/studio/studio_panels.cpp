// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/studio_panels.h"

#include "app/studio/studio_actions.h"
#include "widgets/panels/history_panel.h"
#include "widgets/panels/labels_panel.h"
#include "widgets/panels/ledger_panel.h"
#include "widgets/panels/models_panel.h"
#include "widgets/panels/segmentation_panel.h"
#include "widgets/panels/training_panel.h"
#include "widgets/panels/worklist_panel.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QChildEvent>
#include <QDockWidget>
#include <QMainWindow>
#include <QScrollArea>
#include <QTabBar>

#include <algorithm>

namespace vmunet {

StudioPanels::StudioPanels(QMainWindow &window, const StudioActions &actions)
    : QObject(&window)
    , images(new WorklistPanel)
    , segmentation(new SegmentationPanel({.segment = actions.segment,
          .segmentAll = actions.segmentAll,
          .fillHoles = actions.fillHoles,
          .keepLargest = actions.keepLargest,
          .outline = actions.outline}))
    , labels(new LabelsPanel)
    , models(new ModelsPanel)
    , history(new HistoryPanel)
    , training(new TrainingPanel)
    , ledger(new LedgerPanel)
    , m_window(window)
{
    m_window.installEventFilter(this);
    dock(QStringLiteral("imagesDock"), tr("Images"), images, Qt::LeftDockWidgetArea);
    dock(QStringLiteral("segmentationDock"), tr("Segmentation"), scrolled(segmentation), Qt::RightDockWidgetArea);
    dock(QStringLiteral("labelsDock"), tr("Labels"), labels, Qt::RightDockWidgetArea);
    modelsDock = dock(QStringLiteral("modelsDock"), tr("Models"), models, Qt::RightDockWidgetArea);
    QDockWidget *historyDock = dock(QStringLiteral("historyDock"), tr("History"), history, Qt::RightDockWidgetArea);
    trainingDock = dock(QStringLiteral("trainingDock"), tr("Training"), scrolled(training), Qt::RightDockWidgetArea);
    m_window.tabifyDockWidget(modelsDock, historyDock);
    m_window.tabifyDockWidget(historyDock, trainingDock);
    ledgerDock = dock(QStringLiteral("ledgerDock"), tr("Ledger"), ledger, Qt::RightDockWidgetArea);
    m_window.tabifyDockWidget(trainingDock, ledgerDock);
    m_window.setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    raise(modelsDock);
    connect(images, &WorklistPanel::widthWanted, this,
        [this](int width) { m_window.resizeDocks({m_docks[0]}, {width}, Qt::Horizontal); });
}

/// The window makes the tabs of its docks by itself, and anew when panels are moved.
bool StudioPanels::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ChildPolished) {
        if (auto *tabs = qobject_cast<QTabBar *>(static_cast<QChildEvent *>(event)->child())) {
            tabs->setAccessibleName(tr("Panels"));
        }
    }
    return QObject::eventFilter(watched, event);
}

QDockWidget *StudioPanels::dock(const QString &name, const QString &title, QWidget *content, Qt::DockWidgetArea area)
{
    auto *made = new QDockWidget(title, &m_window);
    made->setObjectName(name);
    made->setWidget(content);
    made->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    m_window.addDockWidget(area, made);
    m_docks.append(made);
    return made;
}

/// For what is higher than a small screen has room for.
QWidget *StudioPanels::scrolled(QWidget *content)
{
    auto *area = new QScrollArea;
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setWidgetResizable(true);
    area->setMinimumWidth(content->minimumSizeHint().width());
    area->setFocusPolicy(Qt::NoFocus); // What is in it has the focus.
    area->setWidget(content);
    return area;
}

QList<QAction *> StudioPanels::toggleActions() const
{
    QList<QAction *> actions;
    for (QDockWidget *one : m_docks) {
        actions.append(one->toggleViewAction());
    }
    return actions;
}

void StudioPanels::raise(QDockWidget *dock)
{
    dock->show();
    dock->raise();
}

void StudioPanels::arrange()
{
    // Wider with larger letters, as long as that leaves the image most of the window.
    const int letter = m_window.fontMetrics().averageCharWidth();
    m_window.resizeDocks({m_docks[0], m_docks[1]},
        {std::min(40 * letter, m_window.width() / 5), std::min(53 * letter, m_window.width() / 4)}, Qt::Horizontal);
    m_window.resizeDocks({m_docks[1], m_docks[2], m_docks[3]}, {230, 140, 430}, Qt::Vertical);
}

} // namespace vmunet
