// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/work_clock.h"

#include <QElapsedTimer>

#include <algorithm>

namespace vmunet {

namespace {

WorkClock::Clock monotonicClock()
{
    QElapsedTimer timer;
    timer.start();
    return [timer] { return timer.elapsed(); };
}

} // namespace

WorkClock::WorkClock(Clock clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock ? std::move(clock) : monotonicClock())
    , m_lastInput(m_clock() - kIdleMs)
    , m_countedTo(m_clock())
{
    m_timer.setInterval(kReportMs);
    connect(&m_timer, &QTimer::timeout, this, &WorkClock::report);
}

void WorkClock::setRunning(bool running)
{
    report();
    m_running = running;
    if (running) {
        m_timer.start();
    } else {
        m_timer.stop();
    }
}

void WorkClock::setWindowActive(bool active)
{
    count();
    m_active = active;
}

void WorkClock::noteInput()
{
    count();
    m_lastInput = m_clock();
}

/// What counts ends 60 s after the last input, whenever one looks.
void WorkClock::count()
{
    const qint64 now = m_clock();
    const qint64 until = std::min(now, m_lastInput + kIdleMs);
    if (m_running && m_active && until > m_countedTo) {
        if (m_spent == 0) {
            m_started = QDateTime::currentDateTimeUtc().addMSecs(m_countedTo - now);
        }
        m_spent += until - m_countedTo;
    }
    m_countedTo = now;
}

void WorkClock::report()
{
    count();
    if (m_spent > 0) {
        Q_EMIT spent(m_started, double(std::exchange(m_spent, 0)) / 1000);
    }
}

} // namespace vmunet
