// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/history_panel.h"

#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace vmunet {

HistoryPanel::HistoryPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(this)
    , m_view(new QListView)
    , m_size(new QLabel)
    , m_limit(new QSpinBox)
{
    m_view->setObjectName(QStringLiteral("historyList"));
    m_view->setAccessibleName(tr("History"));
    m_view->setModel(&m_model);
    m_view->setUniformItemSizes(true);
    m_view->setIconSize({28, 28});
    m_view->setSpacing(1);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_view, 1);
    m_limit->setObjectName(QStringLiteral("historyLimit"));
    m_limit->setAccessibleName(tr("Memory for undo"));
    m_limit->setToolTip(tr("Older steps are forgotten when undo takes more memory than this"));
    m_limit->setStatusTip(m_limit->toolTip());
    m_limit->setRange(kSmallestLimit, kLargestLimit);
    m_limit->setSuffix(tr(" MiB"));
    m_limit->setKeyboardTracking(false);
    setStyleFlag(m_size, "muted");
    auto *footer = new QHBoxLayout;
    footer->setContentsMargins(kPanelMargin, 4, kPanelMargin, 4);
    footer->addWidget(m_size, 1);
    footer->addWidget(m_limit);
    layout->addLayout(footer);

    const auto choose = [this](const QModelIndex &index) {
        if (index.row() != m_model.currentRow()) {
            Q_EMIT stepChosen(index.row());
        }
    };
    connect(m_view, &QListView::clicked, this, choose);
    connect(m_view, &QListView::activated, this, choose);
    connect(m_limit, &QSpinBox::valueChanged, this, &HistoryPanel::limitChosen);
    showSize();
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        const QModelIndex current = m_model.index(m_model.currentRow());
        m_view->setCurrentIndex(current);
        m_view->scrollTo(current);
        showSize();
    });
}

void HistoryPanel::showSize()
{
    const Document *document = m_model.document();
    m_size->setText(
        document ? tr("%1 of at most").arg(locale().formattedDataSize(document->history().bytes(), 1)) : tr("At most"));
}

void HistoryPanel::setLimit(int megabytes)
{
    const QSignalBlocker quiet(m_limit);
    m_limit->setValue(megabytes);
}

void HistoryPanel::setDocument(Document *document)
{
    m_model.setDocument(document);
}

} // namespace vmunet
