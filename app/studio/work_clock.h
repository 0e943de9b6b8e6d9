// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <QTimer>

#include <functional>

namespace vmunet {

/// Measures the time that a person really spends on an image: while the window is active, up to 60 s after the last
/// input. Reports it in pieces, at the latest every 30 s, so that a crash loses little. Main thread.
class WorkClock : public QObject {
    Q_OBJECT

public:
    static constexpr int kIdleMs = 60'000;
    static constexpr int kReportMs = 30'000;
    /// Milliseconds of a clock that never goes back.
    using Clock = std::function<qint64()>;

    explicit WorkClock(Clock clock = {}, QObject *parent = nullptr);

    /// From now on there is an image to work on, or none. Reports what was spent until now.
    void setRunning(bool running);
    void setWindowActive(bool active);
    void noteInput(); ///< A key, a button, a movement of mouse or pen.
    void report(); ///< Now.

Q_SIGNALS:
    void spent(const QDateTime &started, double seconds);

private:
    void count();

    Clock m_clock;
    QTimer m_timer;
    bool m_running = false;
    bool m_active = false;
    qint64 m_lastInput;
    qint64 m_countedTo;
    qint64 m_spent = 0; ///< Not reported yet.
    QDateTime m_started;
};

} // namespace vmunet
