// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QAction;
class QCheckBox;
class QLabel;
class QSlider;
class QToolButton;

namespace vmunet {

/// Everything about the proposal: run the network, its threshold, how the mask is shown, clean-up. Runs nothing itself;
/// the buttons trigger the window's actions.
class SegmentationPanel : public QWidget {
    Q_OBJECT

public:
    struct Actions {
        QAction *segment;
        QAction *segmentAll;
        QAction *fillHoles;
        QAction *keepLargest;
        QAction *outline; ///< Checkable.
    };

    SegmentationPanel(const Actions &actions, QWidget *parent = nullptr);

    /// 0..1.
    double threshold() const;
    /// Without thresholdChanged().
    void setThreshold(double threshold);
    /// The slider works only while the probabilities of the shown slice are kept.
    void setThresholdAvailable(bool available);
    double opacity() const;
    /// "Lesion VM-UNet 256 px", or why there is none.
    void setModelLine(const QString &text);
    void setVolume(bool isVolume); ///< Shows "all slices" for volumes alone.

Q_SIGNALS:
    void thresholdChanged(double threshold);
    /// The person let the slider go, or moved it by key.
    void thresholdSettled();
    void opacityChanged(double opacity);

protected:
    bool event(QEvent *event) override;

private:
    QLabel *m_model;
    QSlider *m_threshold;
    QLabel *m_thresholdValue;
    QSlider *m_opacity;
    QToolButton *m_all;
};

} // namespace vmunet
