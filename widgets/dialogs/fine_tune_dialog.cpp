// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/fine_tune_dialog.h"

#include "widgets/theme/theme.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

QSpinBox *spinBox(const QString &name, int low, int high, int value, const QString &tip)
{
    auto *box = new QSpinBox;
    box->setObjectName(name);
    box->setRange(low, high);
    box->setValue(value);
    box->setToolTip(tip);
    return box;
}

/// Shows 0.0001 as such, and steps by a factor.
class LearningRateBox : public QDoubleSpinBox {
public:
    LearningRateBox()
    {
        setDecimals(6);
        setRange(0.000001, 0.1);
    }
    void stepBy(int steps) override { setValue(value() * std::pow(2.0, steps)); }
    QString textFromValue(double value) const override { return locale().toString(value, 'g', 3); }
};

} // namespace

FineTuneDialog::FineTuneDialog(const FineTuneOffer &offer, const FineTuneSettings &proposed, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("fineTuneDialog"));
    setWindowTitle(tr("Fine-tune on corrections"));
    setMinimumWidth(440);

    auto *summary = new QLabel;
    summary->setObjectName(QStringLiteral("fineTuneSummary"));
    summary->setWordWrap(true);
    setStyleFlag(summary, "heading");
    summary->setText(
        tr("Approved samples: %1 to train on, %2 held out").arg(offer.trainingSamples).arg(offer.heldOutSamples));
    auto *explanation = new QLabel(tr(
        "Refines \"%1\". Held-out samples come from other patients or lesions (%2 in all) and only measure Dice before "
        "and after. The model in use stays as it is; the new one is yours to activate.")
                                       .arg(offer.modelName)
                                       .arg(offer.groups));
    explanation->setWordWrap(true);
    setStyleFlag(explanation, "muted");

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    auto *start = iconButton(QStringLiteral("startTraining"), QStringLiteral("train"), tr("Start"),
        tr("Train in the background; the studio stays usable"));
    setStyleFlag(start, "primary");
    start->setEnabled(offer.obstacle.isEmpty());
    start->setDefault(true);
    buttons->addButton(start, QDialogButtonBox::AcceptRole);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 18, 18, 14);
    layout->setSpacing(12);
    layout->addWidget(summary);
    layout->addWidget(explanation);
    layout->addWidget(settingsBox(proposed));
    if (!offer.excluded.isEmpty()) {
        layout->addWidget(excludedList(offer), 1);
    }
    if (!offer.obstacle.isEmpty()) {
        auto *obstacle = new QLabel(offer.obstacle);
        obstacle->setObjectName(QStringLiteral("fineTuneObstacle"));
        obstacle->setWordWrap(true);
        QPalette caution = obstacle->palette();
        caution.setColor(QPalette::WindowText, theme::kCaution);
        obstacle->setPalette(caution);
        layout->addWidget(obstacle);
    }
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

QWidget *FineTuneDialog::settingsBox(const FineTuneSettings &proposed)
{
    m_epochs = spinBox(QStringLiteral("epochs"), 1, 1000, proposed.epochs, tr("Passes over the training samples"));
    m_batchSize = spinBox(
        QStringLiteral("batchSize"), 1, 256, proposed.batchSize, tr("Samples per step; fewer need less memory"));
    m_inputSide = spinBox(QStringLiteral("inputSide"), 32, 1024, proposed.inputSide,
        tr("Side of the network's square input in pixels, a multiple of 32"));
    m_inputSide->setSingleStep(32);
    m_learningRate = new LearningRateBox;
    m_learningRate->setObjectName(QStringLiteral("learningRate"));
    m_learningRate->setValue(proposed.learningRate);
    m_learningRate->setToolTip(tr("Size of the steps at the start; falls along a cosine"));
    auto *box = new QWidget;
    auto *form = new QFormLayout(box);
    form->setContentsMargins(0, 0, 0, 0);
    form->setSpacing(kSpacing);
    form->addRow(tr("Epochs"), m_epochs);
    form->addRow(tr("Learning rate"), m_learningRate);
    form->addRow(tr("Batch size"), m_batchSize);
    form->addRow(tr("Input size"), m_inputSide);
    return box;
}

QWidget *FineTuneDialog::excludedList(const FineTuneOffer &offer)
{
    auto *list = new QTreeWidget;
    list->setObjectName(QStringLiteral("excludedSamples"));
    list->setAccessibleName(tr("Excluded samples"));
    list->setHeaderLabels({tr("Excluded (%1)").arg(offer.excluded.size()), tr("Reason")});
    list->setRootIsDecorated(false);
    list->setMinimumHeight(110);
    list->setSelectionMode(QAbstractItemView::NoSelection);
    for (const FineTuneOffer::Excluded &one : offer.excluded) {
        auto *item = new QTreeWidgetItem(list, {one.name, one.reason});
        item->setToolTip(0, one.name);
        item->setToolTip(1, one.reason);
    }
    list->header()->resizeSection(0, 170);
    return list;
}

FineTuneSettings FineTuneDialog::settings() const
{
    return {.epochs = m_epochs->value(),
        .learningRate = m_learningRate->value(),
        .batchSize = m_batchSize->value(),
        .inputSide = std::max(32, m_inputSide->value() / 32 * 32)};
}

} // namespace vmunet
