// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/segmentation_panel.h"

#include "widgets/panels/flow_layout.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QCheckBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

namespace vmunet {

namespace {

constexpr int kThresholdSteps = 256; // As finely as the probabilities are kept.

QToolButton *buttonFor(QAction *action, const QString &name)
{
    auto *button = new QToolButton;
    button->setDefaultAction(action);
    button->setObjectName(name);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setIconSize({18, 18});
    return button;
}

/// A push button that follows an action: QPushButton, unlike QToolButton, has no default action.
QPushButton *primaryButtonFor(QAction *action, const QString &name)
{
    auto *button = new QPushButton(themedIcon(QStringLiteral("segment"), theme::kOnPrimary), action->text());
    button->setObjectName(name);
    button->setToolTip(action->toolTip());
    button->setStatusTip(action->statusTip());
    button->setEnabled(action->isEnabled());
    setStyleFlag(button, "primary");
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    QObject::connect(action, &QAction::enabledChanged, button, &QPushButton::setEnabled);
    return button;
}

QSlider *sliderFor(const QString &name, int maximum, int value, const QString &description)
{
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setObjectName(name);
    slider->setRange(0, maximum);
    slider->setValue(value);
    slider->setPageStep(std::max(1, maximum / 16));
    slider->setToolTip(description);
    slider->setStatusTip(description);
    return slider;
}

} // namespace

SegmentationPanel::SegmentationPanel(const Actions &actions, QWidget *parent)
    : QWidget(parent)
    , m_model(new QLabel)
    , m_threshold(sliderFor(QStringLiteral("thresholdSlider"), kThresholdSteps, kThresholdSteps / 2,
          tr("How sure the network must be; re-slices the kept probabilities at once")))
    , m_thresholdValue(new QLabel)
    , m_opacity(sliderFor(QStringLiteral("opacitySlider"), 100, 45, tr("How strongly the mask covers the image")))
    , m_all(buttonFor(actions.segmentAll, QStringLiteral("segmentAllButton")))
{
    m_model->setObjectName(QStringLiteral("modelLine"));
    m_model->setWordWrap(true);
    setStyleFlag(m_model, "muted");
    m_threshold->setAccessibleName(tr("Threshold"));
    m_opacity->setAccessibleName(tr("Mask opacity"));
    m_thresholdValue->setObjectName(QStringLiteral("thresholdValue"));
    m_thresholdValue->setMinimumWidth(m_thresholdValue->fontMetrics().horizontalAdvance(QStringLiteral("0.000")));
    auto *opacityValue = new QLabel;

    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(kPanelMargin, kPanelMargin, kPanelMargin, kPanelMargin);
    layout->setHorizontalSpacing(kSpacing);
    layout->setVerticalSpacing(kSpacing);
    layout->addWidget(primaryButtonFor(actions.segment, QStringLiteral("segmentButton")), 0, 0, 1, 3);
    layout->addWidget(m_all, 1, 0, 1, 3);
    layout->addWidget(m_model, 2, 0, 1, 3);
    layout->addWidget(new QLabel(tr("Threshold")), 3, 0);
    layout->addWidget(m_threshold, 3, 1);
    layout->addWidget(m_thresholdValue, 3, 2);
    layout->addWidget(new QLabel(tr("Opacity")), 4, 0);
    layout->addWidget(m_opacity, 4, 1);
    layout->addWidget(opacityValue, 4, 2);
    auto *cleanUp = new FlowLayout;
    cleanUp->setSpacing(4);
    cleanUp->addWidget(buttonFor(actions.outline, QStringLiteral("outlineButton")));
    cleanUp->addWidget(buttonFor(actions.fillHoles, QStringLiteral("fillHolesButton")));
    cleanUp->addWidget(buttonFor(actions.keepLargest, QStringLiteral("keepLargestButton")));
    layout->addLayout(cleanUp, 5, 0, 1, 3);
    layout->setColumnStretch(1, 1);
    layout->setRowStretch(6, 1);

    const auto showThreshold = [this] { m_thresholdValue->setText(QLocale().toString(threshold(), 'f', 3)); };
    showThreshold();
    opacityValue->setText(tr("%1 %").arg(m_opacity->value()));
    connect(m_threshold, &QSlider::valueChanged, this, showThreshold);
    connect(m_threshold, &QSlider::valueChanged, this, [this] {
        Q_EMIT thresholdChanged(threshold());
        if (!m_threshold->isSliderDown()) {
            Q_EMIT thresholdSettled();
        }
    });
    connect(m_threshold, &QSlider::sliderReleased, this, &SegmentationPanel::thresholdSettled);
    connect(m_opacity, &QSlider::valueChanged, this, [this, opacityValue](int value) {
        opacityValue->setText(tr("%1 %").arg(value));
        Q_EMIT opacityChanged(opacity());
    });
    setVolume(false);
}

/// Docks ask for no height by width; with several rows of buttons it depends on that.
bool SegmentationPanel::event(QEvent *event)
{
    const bool done = QWidget::event(event);
    if (event->type() == QEvent::Resize || event->type() == QEvent::LayoutRequest) {
        setMinimumHeight(layout()->minimumHeightForWidth(width()));
    }
    return done;
}

double SegmentationPanel::threshold() const
{
    return double(m_threshold->value()) / kThresholdSteps;
}

void SegmentationPanel::setThreshold(double threshold)
{
    const QSignalBlocker quiet(m_threshold);
    m_threshold->setValue(qRound(threshold * kThresholdSteps));
    m_thresholdValue->setText(QLocale().toString(this->threshold(), 'f', 3));
}

void SegmentationPanel::setThresholdAvailable(bool available)
{
    m_threshold->setEnabled(available);
    m_thresholdValue->setEnabled(available);
}

double SegmentationPanel::opacity() const
{
    return m_opacity->value() / 100.0;
}

void SegmentationPanel::setModelLine(const QString &text)
{
    m_model->setText(text);
}

void SegmentationPanel::setVolume(bool isVolume)
{
    m_all->setVisible(isVolume);
}

} // namespace vmunet
