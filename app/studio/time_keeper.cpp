// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/time_keeper.h"

#include "app/studio/workbench.h"

#include <QApplication>
#include <QEvent>
#include <QWidget>

namespace vmunet {

TimeKeeper::TimeKeeper(QWidget &window, Workbench &workbench, WorkClock::Clock clock)
    : QObject(&window)
    , m_window(window)
    , m_workbench(workbench)
    , m_clock(std::move(clock))
{
    qApp->installEventFilter(this);
    connect(&m_workbench, &Workbench::documentOpened, this, [this] {
        m_clock.setWindowActive(QApplication::activeWindow() != nullptr);
        m_clock.setRunning(m_workbench.session().keepsDocument());
    });
    connect(&m_workbench, &Workbench::documentClosing, this, [this] { m_clock.setRunning(false); });
    connect(&m_clock, &WorkClock::spent, this,
        [this](const QDateTime &started, double seconds) { m_workbench.session().addTime(started, seconds); });
}

bool TimeKeeper::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::MouseMove:
    case QEvent::Wheel:
    case QEvent::TabletPress:
    case QEvent::TabletMove:
        m_clock.noteInput();
        break;
    case QEvent::WindowActivate:
    case QEvent::WindowDeactivate:
        if (watched == &m_window) {
            // A dialog of the studio is work, too.
            m_clock.setWindowActive(event->type() == QEvent::WindowActivate || QApplication::activeWindow());
        }
        break;
    case QEvent::ApplicationStateChange:
        m_clock.setWindowActive(QGuiApplication::applicationState() == Qt::ApplicationActive);
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace vmunet
