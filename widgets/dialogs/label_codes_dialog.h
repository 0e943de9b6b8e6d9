// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;

namespace vmunet {

/// Which DICOM codes a label stands for: a common structure by its name, or any code typed in. Both codes may stay
/// empty; half a code is not accepted.
class LabelCodesDialog : public QDialog {
    Q_OBJECT

public:
    explicit LabelCodesDialog(const LabelInfo &label, QWidget *parent = nullptr);

    DicomCode category() const { return m_category.code(); }
    DicomCode type() const { return m_type.code(); }

private:
    struct CodeFields {
        QLineEdit *value;
        QLineEdit *scheme;
        QLineEdit *meaning;

        DicomCode code() const;
        void show(const DicomCode &code) const;
        bool isWhole() const; ///< All three or none.
    };

    CodeFields makeFields(const QString &name, const QString &title);
    void chooseStructure(int index);
    void check();

    QComboBox *m_structures;
    CodeFields m_category;
    CodeFields m_type;
    QLabel *m_problem;
};

} // namespace vmunet
