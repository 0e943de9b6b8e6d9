// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/labels_panel.h"

#include "widgets/theme/theme.h"

#include <QColorDialog>
#include <QHeaderView>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace vmunet {

LabelsPanel::LabelsPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(this)
    , m_view(new QTreeView)
    , m_add(new QToolButton)
{
    m_view->setObjectName(QStringLiteral("labelList"));
    m_view->setAccessibleName(tr("Labels"));
    m_view->setModel(&m_model);
    m_view->setRootIsDecorated(false);
    m_view->setHeaderHidden(true);
    m_view->setUniformRowHeights(true);
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setIconSize({16, 16});
    QHeaderView *header = m_view->header();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(26);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(LabelModel::Name, QHeaderView::Stretch);
    for (const int column : {LabelModel::Color, LabelModel::Visible, LabelModel::Locked}) {
        header->resizeSection(column, 28);
    }

    m_add->setObjectName(QStringLiteral("addLabel"));
    m_add->setIcon(themedIcon(QStringLiteral("add")));
    m_add->setText(tr("Add label"));
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_add->setToolTip(tr("Add a structure to paint"));
    m_add->setStatusTip(m_add->toolTip());

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(4);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_add, 0, Qt::AlignLeft);

    connect(&m_model, &LabelModel::labelsEdited, this, &LabelsPanel::labelsEdited);
    connect(m_view, &QTreeView::clicked, this, &LabelsPanel::onClicked);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex &current) { setActiveLabel(m_model.labelAt(current.row())); });
    connect(m_add, &QToolButton::clicked, this, &LabelsPanel::addLabel);
}

void LabelsPanel::setLabels(const LabelSet &labels)
{
    const Label wanted = m_active;
    m_model.setLabels(labels);
    const int row = std::max(0, m_model.rowOf(wanted));
    m_active = kBackground;
    activateRow(row);
}

void LabelsPanel::setActiveLabel(Label label)
{
    const int row = m_model.rowOf(label);
    if (row < 0 || label == m_active) {
        return;
    }
    m_active = label;
    m_view->setCurrentIndex(m_model.index(row, LabelModel::Name));
    Q_EMIT activeLabelChanged(label);
}

void LabelsPanel::activateRow(int row)
{
    setActiveLabel(m_model.labelAt(row));
}

void LabelsPanel::onClicked(const QModelIndex &index)
{
    const LabelInfo *info = m_model.labels().find(m_model.labelAt(index.row()));
    if (!info) {
        return;
    }
    if (index.column() == LabelModel::Visible) {
        m_model.setData(index, !info->visible, Qt::EditRole);
    } else if (index.column() == LabelModel::Locked) {
        m_model.setData(index, !info->locked, Qt::EditRole);
    } else if (index.column() == LabelModel::Color) {
        pickColor(index);
    }
}

void LabelsPanel::pickColor(const QModelIndex &index)
{
    const LabelInfo *info = m_model.labels().find(m_model.labelAt(index.row()));
    auto *dialog = new QColorDialog(info->color, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Colour of %1").arg(info->name));
    const QPersistentModelIndex target(index);
    connect(dialog, &QColorDialog::colorSelected, this,
        [this, target](const QColor &color) { m_model.setData(target, color, Qt::EditRole); });
    dialog->open();
}

void LabelsPanel::addLabel()
{
    LabelSet labels = m_model.labels();
    const int count = int(labels.labels().size());
    const Label added = labels.add(tr("Label %1").arg(count + 1), defaultLabelColor(count));
    if (added == kBackground) {
        return;
    }
    m_model.setLabels(labels);
    Q_EMIT labelsEdited(labels);
    setActiveLabel(added);
    m_view->edit(m_model.index(m_model.rowOf(added), LabelModel::Name));
}

} // namespace vmunet
