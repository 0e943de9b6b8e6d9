// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/reslice.h"
#include "widgets/volume/cine.h"

#include <QWidget>

class QAction;
class QComboBox;
class QDoubleSpinBox;
class QHBoxLayout;
class QLabel;
class QSpinBox;

namespace vmunet {

/// Below the planes of a volume: which of them are shown, how thick they are, the film, and where the cross is.
class VolumeBar : public QWidget {
    Q_OBJECT

public:
    /// Its buttons show these two checkable actions.
    VolumeBar(QAction *allPlanes, QAction *play, QWidget *parent = nullptr);

    double slabMm() const; ///< 0 for single pictures.
    Projection projection() const;
    void setSlab(double thicknessMm, Projection projection); ///< Emits slabChanged() if it differs.
    int rate() const; ///< Frames a second.
    void setRate(int framesPerSecond);
    Cine::Mode cineMode() const;
    void setCineMode(Cine::Mode mode);
    void setCursorText(const QString &text);

Q_SIGNALS:
    void slabChanged(double thicknessMm, vmunet::Projection projection);
    void cineChanged(int framesPerSecond, vmunet::Cine::Mode mode);

private:
    void addSlab(QHBoxLayout &layout);
    void addCine(QHBoxLayout &layout, QAction *play);

    QDoubleSpinBox *m_slab;
    QComboBox *m_projection;
    QSpinBox *m_rate;
    QComboBox *m_mode;
    QLabel *m_cursor;
};

} // namespace vmunet
