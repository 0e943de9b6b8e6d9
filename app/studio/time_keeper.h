// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/studio/work_clock.h"

class QWidget;

namespace vmunet {

class Workbench;

/// Writes the time that is spent on the open image to the project: when another is opened, when the studio closes, and
/// every 30 s. Listens to the input of the window and its dialogs. Owned by the window.
class TimeKeeper : public QObject {
    Q_OBJECT

public:
    TimeKeeper(QWidget &window, Workbench &workbench, WorkClock::Clock clock = {});

    void report() { m_clock.report(); } ///< Before the project is closed.

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget &m_window;
    Workbench &m_workbench;
    WorkClock m_clock;
};

} // namespace vmunet
