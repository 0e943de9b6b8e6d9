// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/comparison_page.h"

#include "widgets/theme/theme.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace vmunet {

ComparisonPage::ComparisonPage(const QString &summary, const QString &html, QWidget *parent)
    : QDialog(parent)
    , m_publish(iconButton(QStringLiteral("publishModel"), QStringLiteral("activate"), tr("&Publish"),
          tr("Segment with the new model from now on")))
    , m_reject(iconButton(QStringLiteral("rejectModel"), QStringLiteral("close"), tr("&Reject"),
          tr("Keep the model in use; the new one stays in the list of models")))
    , m_goBack(iconButton(QStringLiteral("goBackFromModel"), QStringLiteral("back"), tr("&Go back"),
          tr("Segment again with the model that was in use before")))
{
    setObjectName(QStringLiteral("comparisonPage"));
    setWindowTitle(tr("The new model on held-out corrections"));
    resize(1080, 720);
    auto *heading = new QLabel(summary);
    heading->setObjectName(QStringLiteral("comparisonSummary"));
    heading->setWordWrap(true);
    setStyleFlag(heading, "heading");
    auto *browser = new QTextBrowser;
    browser->setObjectName(QStringLiteral("comparisonReport"));
    browser->setAccessibleName(tr("Before and after, in numbers and pictures"));
    browser->setOpenLinks(false);
    browser->setHtml(html);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    setStyleFlag(m_publish, "primary");
    buttons->addButton(m_publish, QDialogButtonBox::ActionRole);
    buttons->addButton(m_reject, QDialogButtonBox::ActionRole);
    buttons->addButton(m_goBack, QDialogButtonBox::ActionRole);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 18, 18, 14);
    layout->setSpacing(12);
    layout->addWidget(heading);
    layout->addWidget(browser, 1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_publish, &QPushButton::clicked, this, &ComparisonPage::publishRequested);
    connect(m_goBack, &QPushButton::clicked, this, &ComparisonPage::goBackRequested);
    connect(m_reject, &QPushButton::clicked, this, [this] {
        Q_EMIT rejectRequested();
        reject();
    });
}

void ComparisonPage::setChoices(bool canPublish, bool canGoBack)
{
    m_publish->setEnabled(canPublish);
    m_reject->setEnabled(canPublish);
    m_goBack->setEnabled(canGoBack);
}

} // namespace vmunet
