// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>
#include <QString>

class QPushButton;
class QTreeWidget;

namespace vmunet {

/// A training run as it is offered to be gone on with.
struct RunChoice {
    QString title;
    QString detail;
    bool available = true; ///< Otherwise shown, but not to be chosen.
};

/// Lets a person choose one of several training runs. The first available one is chosen at the start.
class RunChooser : public QDialog {
    Q_OBJECT

public:
    explicit RunChooser(const QList<RunChoice> &choices, QWidget *parent = nullptr);

    int chosen() const; ///< Row of the choices; -1 where none is available.

private:
    QTreeWidget *m_list;
    QPushButton *m_accept;
};

} // namespace vmunet
