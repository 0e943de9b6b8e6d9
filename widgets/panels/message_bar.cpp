// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/message_bar.h"

#include "widgets/theme/theme.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

namespace vmunet {

namespace {
constexpr int kNoteMs = 6000;
constexpr int kHostMargin = 12;
constexpr int kMostWaiting = 50;
constexpr QSize kIconSize{20, 20};
} // namespace

MessageBar::MessageBar(QWidget *host)
    : QFrame(host)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_count(new QLabel(this))
    , m_action(new QPushButton(this))
    , m_close(new QToolButton(this))
{
    setObjectName(QStringLiteral("messageBar"));
    m_text->setObjectName(QStringLiteral("messageText"));
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText); // File names are not markup.
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setStyleFlag(m_count, "muted");
    m_close->setIcon(themedIcon(QStringLiteral("close")));
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(tr("Close message"));
    m_close->setObjectName(QStringLiteral("closeMessage"));
    m_close->setFocusPolicy(Qt::TabFocus);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kPanelMargin, 4, 4, 4);
    layout->setSpacing(kSpacing);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    m_action->setObjectName(QStringLiteral("messageAction"));
    m_action->setAccessibleName(tr("What the message offers"));
    layout->addWidget(m_action);
    layout->addWidget(m_count);
    layout->addWidget(m_close);

    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &MessageBar::dismiss);
    connect(m_action, &QPushButton::clicked, this, [this] {
        if (m_run) {
            m_run();
        }
    });
    connect(m_close, &QToolButton::clicked, this, &MessageBar::dismiss);
    host->installEventFilter(this);
    hide();
}

void MessageBar::show(Severity severity, const QString &text, const Action &action)
{
    const Message message{severity, text, action};
    const bool repeated =
        (isVisible() && m_severity == severity && m_text->text() == text) || m_waiting.contains(message);
    if (repeated || m_waiting.size() >= kMostWaiting) {
        return;
    }
    if (!action.text.isEmpty() && !isHidden() && m_severity != Severity::Note) {
        // What the person can do something about comes first; the other message follows.
        m_waiting.prepend({m_severity, m_text->text(), {m_action->text(), m_run}});
        present(message);
        return;
    }
    const bool replaceable = isHidden() || m_severity == Severity::Note;
    if (replaceable) {
        present(message);
    } else {
        m_waiting.append(message);
        m_count->setText(tr("%1 more").arg(m_waiting.size()));
    }
}

QString MessageBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

QString MessageBar::severityName() const
{
    switch (m_severity) {
    case Severity::Note:
        return QStringLiteral("note");
    case Severity::Warning:
        return QStringLiteral("warning");
    case Severity::Error:
        break;
    }
    return QStringLiteral("error");
}

void MessageBar::present(const Message &message)
{
    m_severity = message.severity;
    m_text->setText(message.text);
    m_action->setText(message.action.text);
    m_action->setVisible(!message.action.text.isEmpty());
    m_run = message.action.run;
    setAccessibleName(message.text);
    showIcon();
    m_count->setText(m_waiting.isEmpty() ? QString() : tr("%1 more").arg(m_waiting.size()));
    style()->unpolish(this);
    style()->polish(this);
    m_timer.stop();
    if (m_severity == Severity::Note) {
        m_timer.start(kNoteMs);
    }
    place();
    QFrame::show();
    raise();
}

/// A label keeps pixels, so it is given them anew when the theme changes.
void MessageBar::showIcon()
{
    const QString icon = m_severity == Severity::Note ? QStringLiteral("info") : severityName();
    m_icon->setPixmap(themedIcon(icon).pixmap(kIconSize, devicePixelRatio()));
}

void MessageBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange) {
        showIcon();
    }
    QFrame::changeEvent(event);
}

void MessageBar::dismiss()
{
    m_timer.stop();
    hide();
    if (!m_waiting.isEmpty()) {
        present(m_waiting.takeFirst());
    }
}

void MessageBar::place()
{
    const int width = parentWidget()->width() - 2 * kHostMargin;
    setGeometry(kHostMargin, kHostMargin, width, layout()->totalHeightForWidth(width));
}

bool MessageBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        place();
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace vmunet
