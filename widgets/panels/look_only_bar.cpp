// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/look_only_bar.h"

#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace vmunet {

LookOnlyBar::LookOnlyBar(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel)
    , m_button(new QPushButton(tr("Take over")))
{
    setObjectName(QStringLiteral("lookOnlyBar"));
    m_text->setObjectName(QStringLiteral("lookOnlyText"));
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_button->setObjectName(QStringLiteral("lookOnlyButton"));
    auto *icon = new QLabel;
    icon->setPixmap(themedIcon(QStringLiteral("lock"), theme::kCaution).pixmap(18, 18));
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kPanelMargin, 6, kPanelMargin, 6);
    layout->setSpacing(kSpacing);
    layout->addWidget(icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, &LookOnlyBar::actionRequested);
    hide();
}

void LookOnlyBar::explain(const QString &text, const QString &action, bool isFree)
{
    m_text->setText(text);
    setAccessibleName(text);
    m_button->setText(action);
    m_button->setEnabled(isFree);
    m_button->setVisible(!action.isEmpty());
    show();
}

} // namespace vmunet
