// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/history_panel.h"

#include <QListView>
#include <QVBoxLayout>

namespace vmunet {

HistoryPanel::HistoryPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(this)
    , m_view(new QListView)
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
    layout->addWidget(m_view);

    const auto choose = [this](const QModelIndex &index) {
        if (index.row() != m_model.currentRow()) {
            Q_EMIT stepChosen(index.row());
        }
    };
    connect(m_view, &QListView::clicked, this, choose);
    connect(m_view, &QListView::activated, this, choose);
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        const QModelIndex current = m_model.index(m_model.currentRow());
        m_view->setCurrentIndex(current);
        m_view->scrollTo(current);
    });
}

void HistoryPanel::setDocument(Document *document)
{
    m_model.setDocument(document);
}

} // namespace vmunet
