// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/volume/volume_bar.h"

#include "widgets/theme/theme.h"

#include <QAction>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSpinBox>
#include <QToolButton>

namespace vmunet {

namespace {

constexpr double kThickestMm = 200;

QToolButton *actionButton(QAction *action, const QString &objectName)
{
    auto *button = new QToolButton;
    button->setObjectName(objectName);
    button->setDefaultAction(action);
    button->setAccessibleName(action->text().remove(QLatin1Char('&')));
    button->setAutoRaise(true);
    return button;
}

} // namespace

VolumeBar::VolumeBar(QAction *allPlanes, QAction *play, QWidget *parent)
    : QWidget(parent)
    , m_slab(new QDoubleSpinBox)
    , m_projection(new QComboBox)
    , m_rate(new QSpinBox)
    , m_mode(new QComboBox)
    , m_cursor(new QLabel)
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kPanelMargin, 0, kPanelMargin, 6);
    layout->setSpacing(kSpacing);
    layout->addWidget(actionButton(allPlanes, QStringLiteral("allPlanesButton")));
    layout->addSpacing(kSpacing);
    addSlab(*layout);
    layout->addSpacing(kSpacing);
    addCine(*layout, play);
    layout->addStretch(1);
    m_cursor->setObjectName(QStringLiteral("cursorPosition"));
    m_cursor->setToolTip(tr("Where the cross is in the patient, in millimetres"));
    setStyleFlag(m_cursor, "muted");
    // Of one size, so that the window is not laid out anew at every step of the cross.
    m_cursor->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_cursor->setFixedSize(
        m_cursor->fontMetrics().horizontalAdvance(
            tr("%1  %2  %3 mm").arg(QStringLiteral("R 000.0"), QStringLiteral("A 000.0"), QStringLiteral("S 000.0"))
            + tr("   %1 HU").arg(QStringLiteral("-0000"))),
        m_cursor->fontMetrics().height());
    layout->addWidget(m_cursor);
}

void VolumeBar::addSlab(QHBoxLayout &layout)
{
    m_slab->setObjectName(QStringLiteral("slabThickness"));
    m_slab->setAccessibleName(tr("Slab thickness"));
    m_slab->setToolTip(tr("Shows so many millimetres as one picture; 0 for single slices"));
    m_slab->setStatusTip(m_slab->toolTip());
    m_slab->setRange(0, kThickestMm);
    m_slab->setDecimals(1);
    m_slab->setSingleStep(5);
    m_slab->setSuffix(tr(" mm"));
    m_slab->setSpecialValueText(tr("Single slice"));
    m_projection->setObjectName(QStringLiteral("slabProjection"));
    m_projection->setAccessibleName(tr("Slab projection"));
    m_projection->setToolTip(tr("Mean lessens noise; maximum shows vessels and bone"));
    m_projection->setStatusTip(m_projection->toolTip());
    m_projection->addItem(tr("Mean"), int(Projection::Mean));
    m_projection->addItem(tr("Maximum (MIP)"), int(Projection::Maximum));
    m_projection->setEnabled(false);
    layout.addWidget(new QLabel(tr("Slab")));
    layout.addWidget(m_slab);
    layout.addWidget(m_projection);
    const auto report = [this] {
        m_projection->setEnabled(slabMm() > 0);
        Q_EMIT slabChanged(slabMm(), projection());
    };
    connect(m_slab, &QDoubleSpinBox::valueChanged, this, report);
    connect(m_projection, &QComboBox::currentIndexChanged, this, report);
}

void VolumeBar::addCine(QHBoxLayout &layout, QAction *play)
{
    m_rate->setObjectName(QStringLiteral("cineRate"));
    m_rate->setAccessibleName(tr("Frames a second"));
    m_rate->setToolTip(tr("How fast the slices are played"));
    m_rate->setStatusTip(m_rate->toolTip());
    m_rate->setRange(Cine::kSlowest, Cine::kFastest);
    m_rate->setValue(10);
    m_rate->setSuffix(tr(" /s"));
    m_mode->setObjectName(QStringLiteral("cineMode"));
    m_mode->setAccessibleName(tr("At the last slice"));
    m_mode->setToolTip(tr("What to do at the last slice: begin again, or turn back"));
    m_mode->setStatusTip(m_mode->toolTip());
    m_mode->addItem(tr("Loop"), int(Cine::Mode::Loop));
    m_mode->addItem(tr("Bounce"), int(Cine::Mode::Bounce));
    layout.addWidget(actionButton(play, QStringLiteral("cineButton")));
    layout.addWidget(m_rate);
    layout.addWidget(m_mode);
    const auto report = [this] { Q_EMIT cineChanged(rate(), cineMode()); };
    connect(m_rate, &QSpinBox::valueChanged, this, report);
    connect(m_mode, &QComboBox::currentIndexChanged, this, report);
}

double VolumeBar::slabMm() const
{
    return m_slab->value();
}

Projection VolumeBar::projection() const
{
    return Projection(m_projection->currentData().toInt());
}

void VolumeBar::setSlab(double thicknessMm, Projection projection)
{
    m_projection->setCurrentIndex(m_projection->findData(int(projection)));
    m_slab->setValue(thicknessMm);
}

int VolumeBar::rate() const
{
    return m_rate->value();
}

void VolumeBar::setRate(int framesPerSecond)
{
    m_rate->setValue(framesPerSecond);
}

Cine::Mode VolumeBar::cineMode() const
{
    return Cine::Mode(m_mode->currentData().toInt());
}

void VolumeBar::setCineMode(Cine::Mode mode)
{
    m_mode->setCurrentIndex(m_mode->findData(int(mode)));
}

void VolumeBar::setCursorText(const QString &text)
{
    m_cursor->setText(text);
}

} // namespace vmunet
