// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/models_panel.h"

#include "widgets/panels/flow_layout.h"
#include "widgets/theme/theme.h"

#include <QHeaderView>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace vmunet {

namespace {

enum Column { Name, Task, Dice, ColumnCount };
constexpr int kIdRole = Qt::UserRole;
constexpr int kUsableRole = Qt::UserRole + 1; // Neither active nor missing.

} // namespace

ModelsPanel::ModelsPanel(QWidget *parent)
    : QWidget(parent)
    , m_list(new QTreeWidget)
    , m_activate(iconButton(QStringLiteral("activateModel"), QStringLiteral("activate"), tr("Activate"),
          tr("Segment with the selected model from now on")))
    , m_goBack(iconButton(QStringLiteral("goBackModel"), QStringLiteral("back"), tr("Go back"),
          tr("Return to the model that was active before")))
    , m_add(iconButton(QStringLiteral("addModel"), QStringLiteral("add"), tr("Add..."),
          tr("Add a model file (.pth or .safetensors)")))
{
    m_list->setObjectName(QStringLiteral("modelList"));
    m_list->setAccessibleName(tr("Models"));
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({tr("Model"), tr("For"), tr("Dice")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(Name, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(Task, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(Dice, QHeaderView::ResizeToContents);

    auto *buttons = new FlowLayout;
    buttons->setSpacing(6);
    for (QPushButton *button : {m_activate, m_goBack, m_add}) {
        buttons->addWidget(button);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(6);
    layout->addWidget(m_list, 1);
    layout->addLayout(buttons);

    connect(m_list, &QTreeWidget::itemSelectionChanged, this, &ModelsPanel::updateButtons);
    connect(m_list, &QTreeWidget::itemDoubleClicked, m_activate, &QPushButton::click);
    connect(m_activate, &QPushButton::clicked, this, [this] { Q_EMIT activateRequested(selectedModel()); });
    connect(m_goBack, &QPushButton::clicked, this, &ModelsPanel::goBackRequested);
    connect(m_add, &QPushButton::clicked, this, &ModelsPanel::addRequested);
    setGoBackAvailable(false);
    updateButtons();
}

void ModelsPanel::setModels(const QList<ModelEntry> &models)
{
    const ModelId selected = selectedModel();
    m_list->clear();
    for (const ModelEntry &model : models) {
        auto *item = new QTreeWidgetItem(m_list);
        item->setText(Name, model.available ? model.name : tr("%1 (file missing)").arg(model.name));
        item->setText(Task, model.task);
        item->setText(Dice, model.heldOutDice < 0 ? QString() : QLocale().toString(model.heldOutDice, 'f', 3));
        item->setTextAlignment(Dice, Qt::AlignRight | Qt::AlignVCenter);
        item->setData(Name, kIdRole, model.id.value);
        item->setData(Name, kUsableRole, model.available && !model.active);
        item->setIcon(Name,
            model.active ? themedIcon(QStringLiteral("check"), theme::kGood)
                         : themedIcon(QStringLiteral("model"), theme::kMuted));
        for (int column = 0; column < ColumnCount; ++column) {
            item->setToolTip(column, model.detail);
        }
        if (model.active) {
            QFont bold = m_list->font();
            bold.setBold(true);
            item->setFont(Name, bold);
            item->setData(Name, Qt::AccessibleDescriptionRole, tr("active"));
        }
    }
    select(selected);
    updateButtons();
}

void ModelsPanel::setGoBackAvailable(bool available)
{
    m_goBack->setEnabled(available);
}

ModelId ModelsPanel::selectedModel() const
{
    const auto items = m_list->selectedItems();
    return items.isEmpty() ? ModelId{} : ModelId{items.first()->data(Name, kIdRole).toLongLong()};
}

void ModelsPanel::select(ModelId id)
{
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        QTreeWidgetItem *item = m_list->topLevelItem(row);
        if (item->data(Name, kIdRole).toLongLong() == id.value) {
            m_list->setCurrentItem(item);
        }
    }
}

void ModelsPanel::updateButtons()
{
    const auto items = m_list->selectedItems();
    m_activate->setEnabled(!items.isEmpty() && items.first()->data(Name, kUsableRole).toBool());
}

} // namespace vmunet
