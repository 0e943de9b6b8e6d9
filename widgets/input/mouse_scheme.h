// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QPair>
#include <QPointer>
#include <QString>

class QWheelEvent;

namespace vmunet {

class ImageCanvas;

/// How people know mouse and keys from the programs of their trade.
enum class InputScheme {
    Radiology, ///< Wheel: slice; right drag: window and level; Ctrl and wheel: zoom.
    Photo, ///< Wheel: zoom; Ctrl and wheel: slice; D and A: next and previous image.
};

/// Gives the canvases of one window the mouse of a scheme, by translating wheel events on their way. Shift and wheel
/// changes the brush in both. Main thread.
class MouseScheme : public QObject {
    Q_OBJECT

public:
    explicit MouseScheme(QWidget &window);

    void setScheme(InputScheme scheme);
    InputScheme scheme() const { return m_scheme; }
    /// Whether the shown image has a window to drag.
    void setVolume(bool volume);

    /// For the sheet of keys: gesture and what it does.
    static QList<QPair<QString, QString>> gestures(InputScheme scheme);

Q_SIGNALS:
    void brushStepped(int direction);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool translate(ImageCanvas &canvas, const QWheelEvent &event);
    void applyDrag();

    QWidget &m_window;
    InputScheme m_scheme = InputScheme::Radiology;
    bool m_volume = false;
    bool m_translating = false; ///< An event of ours is on its way.
    int m_brushRemainder = 0;
};

} // namespace vmunet
