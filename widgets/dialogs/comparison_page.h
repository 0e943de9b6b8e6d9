// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>

class QPushButton;

namespace vmunet {

/// Shows what a new model is worth beside the old one, and lets a person decide. Shown until closed; the decisions are
/// signals.
class ComparisonPage : public QDialog {
    Q_OBJECT

public:
    /// `html`: as the trainer's comparison.html. `summary`: one line above it.
    ComparisonPage(const QString &summary, const QString &html, QWidget *parent = nullptr);

    /// Which decisions make sense: publishing what is in use already does not, nor going back from the first model.
    void setChoices(bool canPublish, bool canGoBack);

Q_SIGNALS:
    void publishRequested(); ///< Use the new model from now on.
    void rejectRequested(); ///< Do not offer it any more; nothing in use changes.
    void goBackRequested(); ///< Use the model again that was in use before.

private:
    QPushButton *m_publish;
    QPushButton *m_reject;
    QPushButton *m_goBack;
};

} // namespace vmunet
