// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QAction;
class QMainWindow;
class QToolButton;

namespace vmunet {

class StudioActions;
class Workbench;

/// Who works here: shown in the status bar, chosen there or in the menu, kept in the settings, and written with every
/// revision and review. At first it is the account's name. Owned by the window.
class AnnotatorChoice : public QObject {
    Q_OBJECT

public:
    AnnotatorChoice(QMainWindow &window, Workbench &workbench, StudioActions &actions);

    QAction *action() const { return m_action; }
    static QString name(); ///< Never empty.
    /// From now on; empty means the account. The open image is opened again, for it may be another person's.
    void choose(const QString &name);

private:
    void ask();
    void askFrom(const QStringList &known);
    void show();

    QMainWindow &m_window;
    Workbench &m_workbench;
    QAction *m_action;
    QToolButton *m_button;
};

} // namespace vmunet
