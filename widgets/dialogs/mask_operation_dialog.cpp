// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/mask_operation_dialog.h"

#include "widgets/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace vmunet {

namespace {

constexpr int kLabelRole = Qt::UserRole + 1;

} // namespace

MaskOperationDialog::MaskOperationDialog(const MaskRequest &initial, const Offer &offer, QWidget *parent)
    : QDialog(parent)
    , m_initial(initial)
{
    setObjectName(QStringLiteral("maskOperationDialog"));
    setWindowTitle(toolName(initial.operation));
    auto *form = new QFormLayout;
    form->setSpacing(kSpacing);
    if (initial.operation == EditTool::Combine) {
        addOperand(*form, offer);
        if (m_operand->count() == 0) {
            m_operand->addItem(tr("Nothing yet: draw another label, or let the network segment"));
            m_operand->setEnabled(false);
        }
    } else {
        addAmount(*form, offer);
    }
    if (offer.isVolume) {
        m_wholeVolume = new QCheckBox(tr("All slices"));
        m_wholeVolume->setObjectName(QStringLiteral("maskAllSlices"));
        m_wholeVolume->setToolTip(tr("Work through the volume, with the distance of its slices"));
        m_wholeVolume->setChecked(initial.wholeVolume);
        form->addRow(QString(), m_wholeVolume);
    }
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Apply"));
    setStyleFlag(buttons->button(QDialogButtonBox::Ok), "primary");
    buttons->button(QDialogButtonBox::Ok)->setEnabled(!m_operand || m_operand->isEnabled());
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(kPanelMargin, kPanelMargin, kPanelMargin, kPanelMargin);
    column->setSpacing(kSpacing * 2);
    column->addLayout(form);
    column->addWidget(buttons);
}

void MaskOperationDialog::addAmount(QFormLayout &form, const Offer &offer)
{
    m_amount = new QDoubleSpinBox;
    m_amount->setObjectName(QStringLiteral("maskAmount"));
    if (m_initial.operation == EditTool::RemoveSmall) {
        m_amount->setDecimals(0);
        m_amount->setRange(1, 1e9);
        m_amount->setSuffix(offer.isVolume ? tr(" voxels") : tr(" pixels"));
        form.addRow(tr("Remove parts of fewer than"), m_amount);
    } else {
        m_amount->setRange(0.1, 1000);
        m_amount->setDecimals(1);
        m_amount->setSuffix(offer.unit);
        form.addRow(m_initial.operation == EditTool::Smooth ? tr("Width") : tr("By"), m_amount);
    }
    m_amount->setAccessibleName(tr("Amount"));
    m_amount->setValue(m_initial.amount);
    m_amount->selectAll();
}

void MaskOperationDialog::addOperand(QFormLayout &form, const Offer &offer)
{
    m_boolean = new QComboBox;
    m_boolean->setObjectName(QStringLiteral("maskBoolean"));
    m_boolean->setAccessibleName(tr("Operation"));
    m_boolean->addItem(tr("Add"), int(BooleanOperation::Union));
    m_boolean->addItem(tr("Keep only what is inside"), int(BooleanOperation::Intersection));
    m_boolean->addItem(tr("Take away"), int(BooleanOperation::Difference));
    m_boolean->setCurrentIndex(m_boolean->findData(int(m_initial.boolean)));
    m_operand = new QComboBox;
    m_operand->setObjectName(QStringLiteral("maskOperand"));
    m_operand->setAccessibleName(tr("Shape"));
    const auto add = [this](const QString &text, Operand operand, Label label) {
        m_operand->addItem(text, int(operand));
        m_operand->setItemData(m_operand->count() - 1, int(label), kLabelRole);
        if (operand == m_initial.operand && label == m_initial.other) {
            m_operand->setCurrentIndex(m_operand->count() - 1);
        }
    };
    for (const LabelInfo &info : offer.labels.labels()) {
        if (info.label != m_initial.label) {
            add(info.name, Operand::OtherLabel, info.label);
        }
    }
    if (offer.hasNetwork) {
        add(tr("What the network proposed"), Operand::Network, kBackground);
    }
    if (offer.isVolume) {
        add(tr("The previous slice"), Operand::PreviousSlice, kBackground);
        add(tr("The next slice"), Operand::NextSlice, kBackground);
    }
    const LabelInfo *own = offer.labels.find(m_initial.label);
    form.addRow(own ? tr("%1:").arg(own->name) : tr("Label:"), m_boolean);
    form.addRow(tr("Shape:"), m_operand);
}

MaskRequest MaskOperationDialog::request() const
{
    MaskRequest request = m_initial;
    if (m_amount) {
        request.amount = m_amount->value();
    }
    if (m_boolean) {
        request.boolean = BooleanOperation(m_boolean->currentData().toInt());
        request.operand = Operand(m_operand->currentData().toInt());
        request.other = Label(m_operand->currentData(kLabelRole).toInt());
    }
    request.wholeVolume = m_wholeVolume ? m_wholeVolume->isChecked() : m_initial.wholeVolume;
    return request;
}

} // namespace vmunet
