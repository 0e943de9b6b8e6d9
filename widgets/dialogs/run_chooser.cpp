// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/run_chooser.h"

#include "widgets/theme/theme.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace vmunet {

RunChooser::RunChooser(const QList<RunChoice> &choices, QWidget *parent)
    : QDialog(parent)
    , m_list(new QTreeWidget)
    , m_accept(iconButton(QStringLiteral("goOnWithRun"), QStringLiteral("play"), tr("Go on"),
          tr("Train the epochs that are left, then compare on the held-out part")))
{
    setObjectName(QStringLiteral("runChooser"));
    setWindowTitle(tr("Go on with a run"));
    setMinimumSize(520, 300);
    m_list->setObjectName(QStringLiteral("runs"));
    m_list->setAccessibleName(tr("Training runs"));
    m_list->setHeaderLabels({tr("Refined from, last saved"), tr("Done")});
    m_list->setRootIsDecorated(false);
    for (const RunChoice &choice : choices) {
        auto *item = new QTreeWidgetItem(m_list, {choice.title, choice.detail});
        item->setDisabled(!choice.available);
        if (choice.available && !m_list->currentItem()) {
            m_list->setCurrentItem(item);
        }
    }
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_list->header()->setStretchLastSection(false);

    auto *explanation = new QLabel(tr("A run goes on where its last checkpoint was saved, to the same numbers as if it "
                                      "had never stopped."));
    explanation->setWordWrap(true);
    setStyleFlag(explanation, "muted");
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    setStyleFlag(m_accept, "primary");
    m_accept->setDefault(true);
    m_accept->setEnabled(chosen() >= 0);
    buttons->addButton(m_accept, QDialogButtonBox::AcceptRole);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 18, 18, 14);
    layout->setSpacing(12);
    layout->addWidget(explanation);
    layout->addWidget(m_list, 1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this] { m_accept->setEnabled(chosen() >= 0); });
    connect(m_list, &QTreeWidget::itemActivated, m_accept, &QPushButton::click);
}

int RunChooser::chosen() const
{
    QTreeWidgetItem *item = m_list->currentItem();
    return item && !item->isDisabled() ? m_list->indexOfTopLevelItem(item) : -1;
}

} // namespace vmunet
