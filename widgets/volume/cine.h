// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace vmunet {

/// Steps through the slices of a volume like a film. Where showing a slice takes longer than a frame, the film runs
/// slower and leaves nothing out. Main thread.
class Cine : public QObject {
    Q_OBJECT

public:
    enum class Mode { Loop, Bounce };
    static constexpr int kSlowest = 1; ///< Frames a second.
    static constexpr int kFastest = 60;

    explicit Cine(QObject *parent = nullptr);

    /// Stops; fewer than two slices cannot be played.
    void setSlices(int count);
    /// Where the film goes on: whoever else changes the slice says so.
    void setPosition(int slice) { m_position = slice; }
    void setRate(int framesPerSecond); ///< Clamped.
    void setMode(Mode mode) { m_mode = mode; }
    bool isPlaying() const { return m_timer.isActive(); }
    void setPlaying(bool playing);

Q_SIGNALS:
    void sliceReached(int slice);
    void playingChanged(bool playing);

private:
    void step();

    QTimer m_timer;
    int m_count = 1;
    int m_position = 0;
    int m_direction = 1;
    Mode m_mode = Mode::Loop;
};

} // namespace vmunet
