// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/input/key_bindings.h"

#include <QDialog>

class QTextBrowser;

namespace vmunet {

/// All keys and mouse gestures that are in force, on one sheet.
class KeySheet : public QDialog {
    Q_OBJECT

public:
    explicit KeySheet(const KeyBindings &bindings, QWidget *parent = nullptr);

Q_SIGNALS:
    void changeRequested();

private:
    static QString pageOf(const KeyBindings &bindings);

    QTextBrowser *m_page;
};

} // namespace vmunet
