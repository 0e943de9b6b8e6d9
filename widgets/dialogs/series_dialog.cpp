// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/series_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace vmunet {

SeriesDialog::SeriesDialog(const std::vector<SeriesInfo> &series, int current, QWidget *parent)
    : QDialog(parent)
    , m_list(new QTreeWidget)
{
    setObjectName(QStringLiteral("seriesDialog"));
    setWindowTitle(tr("Series of the folder"));
    setMinimumSize(620, 320);
    m_list->setObjectName(QStringLiteral("series"));
    m_list->setAccessibleName(tr("Series"));
    m_list->setHeaderLabels({tr("Series"), tr("Kind"), tr("Slices"), tr("Pixels"), tr("Patient")});
    m_list->setRootIsDecorated(false);
    for (const SeriesInfo &info : series) {
        const QString title = info.description.isEmpty() ? tr("Without a name") : info.description;
        auto *item = new QTreeWidgetItem(m_list,
            {title, info.modality, QString::number(info.slices), tr("%1 x %2").arg(info.width).arg(info.height),
                info.patientId});
        item->setToolTip(0, info.seriesUid);
    }
    m_list->setCurrentItem(m_list->topLevelItem(current));
    m_list->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_list->header()->setStretchLastSection(false);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(18, 18, 18, 14);
    layout->setSpacing(12);
    layout->addWidget(m_list, 1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QTreeWidget::itemActivated, this, &QDialog::accept);
}

int SeriesDialog::chosen() const
{
    return m_list->indexOfTopLevelItem(m_list->currentItem());
}

} // namespace vmunet
