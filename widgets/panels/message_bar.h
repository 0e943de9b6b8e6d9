// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QStringList>
#include <QTimer>

#include <functional>

class QLabel;
class QPushButton;
class QToolButton;

namespace vmunet {

/// One line at the top of `host` that tells the person what went wrong or was done. Never takes the focus; a note goes
/// by itself, warnings and errors stay until closed. Several at once are counted and shown one after the other.
class MessageBar : public QFrame {
    Q_OBJECT
    Q_PROPERTY(QString severity READ severityName)

public:
    enum class Severity { Note, Warning, Error };

    explicit MessageBar(QWidget *host);

    /// What a message lets the person do about it.
    struct Action {
        QString text; ///< On its button.
        std::function<void()> run; ///< The message stays.
    };

    void show(Severity severity, const QString &text, const Action &action = {});
    /// What is shown now; empty if hidden.
    QString text() const;
    Severity severity() const { return m_severity; }
    QString severityName() const;

public Q_SLOTS:
    /// Closes the shown message; the next one follows.
    void dismiss();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Message {
        Severity severity;
        QString text;
        Action action{};
        bool operator==(const Message &other) const { return severity == other.severity && text == other.text; }
    };

    void present(const Message &message);
    void place();
    void showIcon();

    Severity m_severity = Severity::Note;
    QList<Message> m_waiting;
    QLabel *m_icon;
    QLabel *m_text;
    QLabel *m_count;
    QPushButton *m_action;
    QToolButton *m_close;
    std::function<void()> m_run;
    QTimer m_timer;
};

} // namespace vmunet
