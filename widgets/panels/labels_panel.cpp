// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/labels_panel.h"

#include "widgets/dialogs/label_codes_dialog.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QColorDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace vmunet {

LabelsPanel::LabelsPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(this)
    , m_view(new QTreeView)
    , m_add(makeButton(
          QStringLiteral("addLabel"), QStringLiteral("add"), tr("Add label"), tr("Add a structure to paint")))
    , m_remove(makeButton(QStringLiteral("removeLabel"), QStringLiteral("delete"), tr("Remove label"),
          tr("Remove the active structure; asks before pixels go with it")))
    , m_up(makeButton(QStringLiteral("moveLabelUp"), QStringLiteral("move-up"), tr("Move up"),
          tr("Move the active structure up; the keys 1 to 9 follow the order")))
    , m_down(makeButton(QStringLiteral("moveLabelDown"), QStringLiteral("move-down"), tr("Move down"),
          tr("Move the active structure down; the keys 1 to 9 follow the order")))
    , m_more(makeButton(QStringLiteral("labelMenu"), QStringLiteral("more"), tr("More"),
          tr("Rename, colour, DICOM codes, sets of labels")))
{
    buildView();
    m_add->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_more->setMenu(buildMenu());
    m_more->setPopupMode(QToolButton::InstantPopup);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(2);
    buttons->addWidget(m_add);
    buttons->addStretch(1);
    for (QToolButton *button : {m_up, m_down, m_remove, m_more}) {
        buttons->addWidget(button);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(4);
    layout->addWidget(m_view, 1);
    layout->addLayout(buttons);

    connect(&m_model, &LabelModel::labelsEdited, this, &LabelsPanel::labelsEdited);
    connect(&m_model, &LabelModel::moveRequested, this, &LabelsPanel::move);
    connect(m_view, &QTreeView::clicked, this, &LabelsPanel::onClicked);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex &current) { setActiveLabel(m_model.labelAt(current.row())); });
    connect(m_add, &QToolButton::clicked, this, &LabelsPanel::addLabel);
    connect(m_remove, &QToolButton::clicked, this, [this] { Q_EMIT removalRequested(m_active); });
    connect(m_up, &QToolButton::clicked, this, [this] { moveActive(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { moveActive(1); });
    updateButtons();
}

void LabelsPanel::buildView()
{
    m_view->setObjectName(QStringLiteral("labelList"));
    m_view->setAccessibleName(tr("Labels"));
    m_view->setModel(&m_model);
    m_view->setRootIsDecorated(false);
    m_view->setHeaderHidden(true);
    m_view->setUniformRowHeights(true);
    m_view->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setDragDropMode(QAbstractItemView::DragDrop);
    m_view->setDefaultDropAction(Qt::MoveAction);
    m_view->setDragDropOverwriteMode(false);
    m_view->setIconSize({16, 16});
    m_view->setTabKeyNavigation(false);
    m_view->installEventFilter(this);
    QHeaderView *header = m_view->header();
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(26);
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->setSectionResizeMode(LabelModel::Name, QHeaderView::Stretch);
    for (const int column : {LabelModel::Color, LabelModel::Visible, LabelModel::Locked}) {
        header->resizeSection(column, 28);
    }
    // Keys that work in the list alone.
    const auto onKey = [this](const QKeySequence &key, auto slot) {
        auto *action = new QAction(m_view);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, slot);
        m_view->addAction(action);
    };
    onKey(Qt::Key_Delete, [this] { Q_EMIT removalRequested(m_active); });
    onKey(Qt::ALT | Qt::Key_Up, [this] { moveActive(-1); });
    onKey(Qt::ALT | Qt::Key_Down, [this] { moveActive(1); });
    onKey(Qt::Key_Space, [this] { toggle(LabelModel::Visible); });
}

/// F2 renames while the list has the focus, whatever the window does with it elsewhere.
bool LabelsPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::ShortcutOverride
        && static_cast<const QKeyEvent *>(event)->key() == Qt::Key_F2) {
        event->accept();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

QToolButton *LabelsPanel::makeButton(const QString &name, const QString &icon, const QString &text, const QString &tip)
{
    auto *button = new QToolButton;
    button->setObjectName(name);
    button->setIcon(themedIcon(icon));
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(tip);
    button->setStatusTip(tip);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QMenu *LabelsPanel::buildMenu()
{
    auto *menu = new QMenu(m_more);
    const auto add = [this, menu](const char *name, const QString &text, auto slot) {
        QAction *action = menu->addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    add("renameLabel", tr("&Rename\tF2"), [this] { m_view->edit(m_model.index(activeRow(), LabelModel::Name)); });
    add("colorLabel", tr("&Colour..."), [this] { pickColor(); });
    add("codeLabel", tr("&DICOM codes..."), [this] { editCodes(); });
    add("toggleLabelVisible", tr("Show or &hide\tSpace"), [this] { toggle(LabelModel::Visible); });
    add("toggleLabelLocked", tr("&Lock or unlock"), [this] { toggle(LabelModel::Locked); });
    menu->addSeparator();
    menu->addMenu(buildPresets());
    add("importLabels", tr("&Import a set..."), [this] { Q_EMIT importRequested(); });
    add("exportLabels", tr("&Export this set..."), [this] { Q_EMIT exportRequested(); });
    return menu;
}

QMenu *LabelsPanel::buildPresets()
{
    auto *presets = new QMenu(tr("&Presets"), m_more);
    const auto add = [this, presets](const char *name, const QString &text, const LabelSet &labels) {
        QAction *action = presets->addAction(text);
        action->setObjectName(QLatin1String(name));
        connect(action, &QAction::triggered, this, [this, labels] { Q_EMIT presetChosen(labels); });
    };
    add("presetLesion", tr("Skin &lesion"), LabelSet::lesion());
    add("presetSynapse", tr("&Abdominal organs (Synapse)"), LabelSet::synapseOrgans());
    add("presetAcdc", tr("&Heart (ACDC)"), LabelSet::acdcHeart());
    return presets;
}

void LabelsPanel::setLabels(const LabelSet &labels)
{
    const Label wanted = m_active;
    m_model.setLabels(labels);
    const int row = std::max(0, m_model.rowOf(wanted));
    m_active = kBackground;
    activateRow(row);
    updateButtons();
}

void LabelsPanel::setActiveLabel(Label label)
{
    const int row = m_model.rowOf(label);
    if (row < 0 || label == m_active) {
        return;
    }
    m_active = label;
    m_view->setCurrentIndex(m_model.index(row, LabelModel::Name));
    updateButtons();
    Q_EMIT activeLabelChanged(label);
}

void LabelsPanel::activateRow(int row)
{
    setActiveLabel(m_model.labelAt(row));
}

void LabelsPanel::onClicked(const QModelIndex &index)
{
    setActiveLabel(m_model.labelAt(index.row()));
    if (index.column() == LabelModel::Visible || index.column() == LabelModel::Locked) {
        toggle(LabelModel::Column(index.column()));
    } else if (index.column() == LabelModel::Color) {
        pickColor();
    }
}

void LabelsPanel::toggle(LabelModel::Column column)
{
    if (const LabelInfo *info = m_model.labels().find(m_active)) {
        const bool now = column == LabelModel::Visible ? info->visible : info->locked;
        m_model.setData(m_model.index(activeRow(), column), !now, Qt::EditRole);
    }
}

void LabelsPanel::pickColor()
{
    const LabelInfo *info = m_model.labels().find(m_active);
    if (!info) {
        return;
    }
    auto *dialog = new QColorDialog(info->color, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Colour of %1").arg(info->name));
    connect(dialog, &QColorDialog::colorSelected, this, [this, label = m_active](const QColor &color) {
        m_model.setData(m_model.index(m_model.rowOf(label), LabelModel::Color), color, Qt::EditRole);
    });
    dialog->open();
}

void LabelsPanel::editCodes()
{
    const LabelInfo *info = m_model.labels().find(m_active);
    if (!info) {
        return;
    }
    auto *dialog = new LabelCodesDialog(*info, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog, label = m_active] {
        LabelSet labels = m_model.labels();
        labels.setCodes(label, dialog->category(), dialog->type());
        edit(labels);
    });
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
    edit(labels);
    setActiveLabel(added);
    m_view->edit(m_model.index(m_model.rowOf(added), LabelModel::Name));
}

void LabelsPanel::moveActive(int rows)
{
    const int row = activeRow() + rows;
    if (activeRow() >= 0 && row >= 0 && row < m_model.rowCount()) {
        move(m_active, row);
    }
}

void LabelsPanel::move(Label label, int row)
{
    LabelSet labels = m_model.labels();
    labels.move(label, row);
    edit(labels);
}

void LabelsPanel::edit(const LabelSet &labels)
{
    if (labels != m_model.labels()) {
        setLabels(labels);
        Q_EMIT labelsEdited(labels);
    }
}

void LabelsPanel::updateButtons()
{
    const int row = activeRow();
    m_add->setEnabled(m_model.rowCount() < 255);
    m_remove->setEnabled(m_model.rowCount() > 1);
    m_up->setEnabled(row > 0);
    m_down->setEnabled(row >= 0 && row + 1 < m_model.rowCount());
}

} // namespace vmunet
