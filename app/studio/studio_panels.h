// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>

class QAction;
class QDockWidget;
class QMainWindow;

namespace vmunet {

class HistoryPanel;
class LabelsPanel;
class LedgerPanel;
class ModelsPanel;
class SegmentationPanel;
class StudioActions;
class TrainingPanel;
class WorklistPanel;

/// The window's docks and what is in them: images on the left; segmentation, labels, and models, history and training
/// in tabs on the right. Owned by the window.
class StudioPanels : public QObject {
    Q_OBJECT

public:
    StudioPanels(QMainWindow &window, const StudioActions &actions);

    QList<QAction *> toggleActions() const;
    void raise(QDockWidget *dock);
    /// The sizes that a first start has.
    void arrange();

    WorklistPanel *images;
    SegmentationPanel *segmentation;
    LabelsPanel *labels;
    ModelsPanel *models;
    HistoryPanel *history;
    TrainingPanel *training;
    LedgerPanel *ledger;
    QDockWidget *trainingDock = nullptr;
    QDockWidget *modelsDock = nullptr;
    QDockWidget *ledgerDock = nullptr;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QDockWidget *dock(const QString &name, const QString &title, QWidget *content, Qt::DockWidgetArea area);

    static QWidget *scrolled(QWidget *content);

    QMainWindow &m_window;
    QList<QDockWidget *> m_docks;
};

} // namespace vmunet
