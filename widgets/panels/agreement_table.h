// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/agreement.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace vmunet {

/// How readers agree, by structure: of the open image or of the whole project, which is asked for.
class AgreementTable : public QWidget {
    Q_OBJECT

public:
    explicit AgreementTable(QWidget *parent = nullptr);

    bool wantsWholeProject() const;
    ReadingPairs pairs() const;
    void setAgreements(const std::vector<Agreement> &rows);
    const std::vector<Agreement> &agreements() const { return m_rows; }
    /// Instead of rows: what is being done, or why there are none.
    void setNote(const QString &text);

Q_SIGNALS:
    void wanted(); ///< Other rows, as the boxes say now.
    void exportRequested();

private:
    QComboBox *m_scope;
    QCheckBox *m_independent;
    QTreeWidget *m_list;
    QLabel *m_note;
    QPushButton *m_export;
    std::vector<Agreement> m_rows;
};

} // namespace vmunet
