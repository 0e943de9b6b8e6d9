// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QPushButton;

namespace vmunet {

/// A line above an image that can only be looked at: why, and what can be done about it. Stays as long as that is so.
class LookOnlyBar : public QFrame {
    Q_OBJECT

public:
    explicit LookOnlyBar(QWidget *parent = nullptr);

    /// An empty `action` hides the button. `isFree`: the button leads on now.
    void explain(const QString &text, const QString &action, bool isFree);

Q_SIGNALS:
    void actionRequested();

private:
    QLabel *m_text;
    QPushButton *m_button;
};

} // namespace vmunet
