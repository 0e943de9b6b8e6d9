// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "widgets/tools/mask_operations.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;

namespace vmunet {

/// Asks for what a mask operation needs to know: how much, or what to combine with.
class MaskOperationDialog : public QDialog {
    Q_OBJECT

public:
    /// What the document offers.
    struct Offer {
        LabelSet labels;
        QString unit; ///< Of lengths: " mm" or " px".
        bool isVolume = false;
        bool hasNetwork = false; ///< The current slice has kept probabilities.
    };

    MaskOperationDialog(const MaskRequest &initial, const Offer &offer, QWidget *parent = nullptr);

    MaskRequest request() const;

private:
    void addAmount(QFormLayout &form, const Offer &offer);
    void addOperand(QFormLayout &form, const Offer &offer);

    MaskRequest m_initial;
    QDoubleSpinBox *m_amount = nullptr;
    QComboBox *m_boolean = nullptr;
    QComboBox *m_operand = nullptr; ///< Its data: an Operand, and for labels that label.
    QCheckBox *m_wholeVolume = nullptr;
};

} // namespace vmunet
