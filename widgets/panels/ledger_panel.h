// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/ledger.h"

#include <QWidget>

class QChart;
class QLabel;
class QProgressBar;
class QPushButton;
class QStackedWidget;
class QTreeWidget;

namespace vmunet {

/// What each model version cost and saved: a sentence, the median time per image and Dice as bars, and a table with
/// labels below their model. Knows no project.
class LedgerPanel : public QWidget {
    Q_OBJECT

public:
    explicit LedgerPanel(QWidget *parent = nullptr);

    void setLedger(const Ledger &ledger);
    const Ledger &ledger() const { return m_ledger; }
    QString verdict() const;
    void showProgress(double fraction);
    void hideProgress();

Q_SIGNALS:
    void refreshWanted();
    void saveWanted(); ///< As CSV.
    void cancelWanted();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildTable();
    void fillTable();
    void fillCharts();
    void colorCharts();

    Ledger m_ledger;
    QLabel *m_verdict;
    QLabel *m_empty;
    QStackedWidget *m_pages;
    QChart *m_times;
    QChart *m_dice;
    QTreeWidget *m_table;
    QProgressBar *m_progress;
    QPushButton *m_cancel;
    QPushButton *m_refresh;
    QPushButton *m_save;
};

} // namespace vmunet
