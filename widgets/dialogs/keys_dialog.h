// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/input/key_bindings.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace vmunet {

/// Which scheme a person wants; Automatic goes by the kind of image.
enum class SchemeChoice { Automatic, Radiology, Photo };

/// Changes the keys of all actions and chooses the scheme. A key that is taken is named with its owner and only moves
/// when the person says so. Changes act at once.
class KeysDialog : public QDialog {
    Q_OBJECT

public:
    KeysDialog(KeyBindings &bindings, SchemeChoice choice, QWidget *parent = nullptr);

    void selectAction(const QString &objectName);

Q_SIGNALS:
    void schemeChosen(vmunet::SchemeChoice choice);
    void importRequested();
    void exportRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildControls(SchemeChoice choice);
    void arrange();
    void fill();
    void filter(const QString &text);
    QAction *selected() const;
    void updateButtons();
    void listen(QPushButton *button);
    void stopListening();
    void offer(const QKeySequence &key);
    void take();

    KeyBindings &m_bindings;
    QComboBox *m_scheme;
    QLineEdit *m_search;
    QTreeWidget *m_list;
    QLabel *m_state;
    QPushButton *m_change;
    QPushButton *m_add;
    QPushButton *m_clear;
    QPushButton *m_reset;
    QPushButton *m_takeOver;
    QPushButton *m_listening = nullptr; ///< The button that waits for a key.
    bool m_adds = false; ///< The key comes beside the others instead of replacing them.
    QKeySequence m_offered;
};

} // namespace vmunet
