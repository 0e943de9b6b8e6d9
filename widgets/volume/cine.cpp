// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/volume/cine.h"

#include <algorithm>

namespace vmunet {

Cine::Cine(QObject *parent)
    : QObject(parent)
{
    m_timer.setTimerType(Qt::PreciseTimer);
    setRate(10);
    connect(&m_timer, &QTimer::timeout, this, &Cine::step);
}

void Cine::setSlices(int count)
{
    setPlaying(false);
    m_count = count;
    m_direction = 1;
}

void Cine::setRate(int framesPerSecond)
{
    m_timer.setInterval(1000 / std::clamp(framesPerSecond, kSlowest, kFastest));
}

void Cine::setPlaying(bool playing)
{
    playing = playing && m_count > 1;
    if (playing == isPlaying()) {
        return;
    }
    if (playing) {
        m_timer.start();
    } else {
        m_timer.stop();
    }
    Q_EMIT playingChanged(playing);
}

void Cine::step()
{
    int next = m_position + (m_mode == Mode::Bounce ? m_direction : 1);
    if (m_mode == Mode::Bounce && (next < 0 || next >= m_count)) {
        m_direction = -m_direction;
        next = m_position + m_direction;
    }
    m_position = (next % m_count + m_count) % m_count;
    Q_EMIT sliceReached(m_position);
}

} // namespace vmunet
