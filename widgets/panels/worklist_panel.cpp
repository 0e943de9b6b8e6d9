// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/worklist_panel.h"

#include "widgets/panels/worklist_delegate.h"
#include "widgets/panels/worklist_texts.h"
#include "widgets/theme/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>

#include <numeric>

namespace vmunet {

namespace {

constexpr int kTypingPauseMs = 120;
constexpr int kListWidth = 250;
constexpr int kComfortableWidth = 900;
constexpr int kColumnWidths[WorklistModel::ColumnCount]{230, 105, 90, 90, 110, 90, 120, 90, 90, 140};

QToolButton *smallButton(const QString &name, const QString &icon, const QString &tip)
{
    auto *button = new QToolButton;
    button->setObjectName(name);
    button->setIcon(themedIcon(icon));
    button->setToolTip(tip);
    button->setStatusTip(tip);
    button->setAccessibleName(tip);
    button->setAutoRaise(true);
    return button;
}

QLabel *wrappedLabel(const QString &name)
{
    auto *label = new QLabel;
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setContentsMargins(kPanelMargin, 4, kPanelMargin, 4);
    label->hide();
    return label;
}

} // namespace

WorklistPanel::WorklistPanel(QWidget *parent)
    : QWidget(parent)
    , m_model(this)
    , m_view(new QTableView)
    , m_search(new QLineEdit)
    , m_filter(new WorklistFilter)
    , m_order(smallButton(QStringLiteral("worklistOrder"), QStringLiteral("sort"), tr("Order of the images")))
    , m_widen(smallButton(
          QStringLiteral("worklistWiden"), QStringLiteral("table"), tr("Table with all columns, or narrow list")))
    , m_next(iconButton(QStringLiteral("worklistNext"), QStringLiteral("next"), tr("Next image"),
          tr("Open the image that most needs somebody: the one the model is least certain of")))
    , m_do(iconButton(QStringLiteral("worklistDo"), QStringLiteral("more"), tr("Selected"),
          tr("What to do with the selected images")))
    , m_tasks(new QMenu(this))
    , m_reason(wrappedLabel(QStringLiteral("worklistReason")))
    , m_outdated(new QWidget)
    , m_outdatedText(new QLabel)
    , m_predictAgain(iconButton(QStringLiteral("predictAgain"), QStringLiteral("segment"), tr("Predict again"),
          tr("Let the active model look at these images; what people corrected stays as it is")))
    , m_progressRow(new QWidget)
    , m_progress(new QProgressBar)
    , m_progressText(new QLabel)
    , m_cancel(smallButton(QStringLiteral("worklistCancel"), QStringLiteral("close"), tr("Stop after this image")))
    , m_empty(new QLabel(m_view))
    , m_summary(new QLabel)
{
    setObjectName(QStringLiteral("worklistPanel"));
    buildTop();
    buildTable();
    buildTasks();
    buildLayout();
    connect(m_next, &QPushButton::clicked, this, &WorklistPanel::nextWanted);
    connect(m_predictAgain, &QPushButton::clicked, this, &WorklistPanel::predictAgainWanted);
    connect(m_cancel, &QToolButton::clicked, this, &WorklistPanel::cancelWanted);
    connect(&m_model, &WorklistModel::countChanged, this, &WorklistPanel::updateSummary);
    setTable(false);
    updateSummary();
    updateTasks();
}

void WorklistPanel::buildTop()
{
    m_search->setObjectName(QStringLiteral("worklistSearch"));
    m_search->setPlaceholderText(tr("Search name, patient, lesion, tag"));
    m_search->setAccessibleName(tr("Search the images"));
    m_search->setClearButtonEnabled(true);
    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPauseMs);
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(&m_typing, &QTimer::timeout, this, &WorklistPanel::applyQuery);
    connect(m_filter, &WorklistFilter::changed, this, &WorklistPanel::applyQuery);
    auto *menu = new QMenu(m_order);
    m_order->setMenu(menu);
    m_order->setPopupMode(QToolButton::InstantPopup);
    connect(menu, &QMenu::aboutToShow, this, &WorklistPanel::fillOrderMenu);
    connect(m_widen, &QToolButton::clicked, this,
        [this] { Q_EMIT widthWanted(m_isTable ? kListWidth : kComfortableWidth); });
}

void WorklistPanel::buildTable()
{
    m_delegate = new WorklistDelegate(m_view);
    m_view->setObjectName(QStringLiteral("worklist"));
    m_view->setAccessibleName(tr("Images"));
    m_view->setModel(&m_model);
    m_view->setItemDelegateForColumn(WorklistModel::Image, m_delegate);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setShowGrid(false);
    m_view->setWordWrap(false);
    m_view->setTabKeyNavigation(false);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setIconSize({16, 16});
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(ThumbnailCache::kSide + 2 * WorklistDelegate::kPad);
    QHeaderView *header = m_view->horizontalHeader();
    header->setSectionsMovable(true);
    header->setSortIndicatorShown(true);
    header->setSectionsClickable(true);
    header->setHighlightSections(false);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setSortIndicator(WorklistModel::Image, Qt::AscendingOrder);
    for (int column = 0; column < WorklistModel::ColumnCount; ++column) {
        header->resizeSection(column, kColumnWidths[column]);
    }
    connect(header, &QHeaderView::sortIndicatorChanged, this, [this](int column, Qt::SortOrder order) {
        m_sortedBy = WorklistModel::orderOf(WorklistModel::Column(column));
        m_descending = order == Qt::DescendingOrder;
        applyQuery();
    });
    connect(m_view, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (const QString path = m_model.pathAt(index.row()); !path.isEmpty()) {
            Q_EMIT imageChosen(path);
        }
    });
    connect(m_view, &QWidget::customContextMenuRequested, this, [this](QPoint at) {
        if (selection().count > 0) {
            m_tasks->popup(m_view->viewport()->mapToGlobal(at));
        }
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &WorklistPanel::updateTasks);
    connect(&m_model, &QAbstractItemModel::modelReset, this, &WorklistPanel::updateTasks);
    m_empty->setObjectName(QStringLiteral("worklistEmpty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    setStyleFlag(m_empty, "muted");
    auto *over = new QVBoxLayout(m_view);
    over->addWidget(m_empty);
    m_empty->setAttribute(Qt::WA_TransparentForMouseEvents);
}

QAction *WorklistPanel::addTask(
    WorklistTask task, const char *name, const QString &text, const QString &icon, const QString &tip)
{
    QAction *action = m_tasks->addAction(themedIcon(icon), text);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(tip);
    action->setStatusTip(tip);
    connect(action, &QAction::triggered, this, [this, task] { Q_EMIT taskChosen(task); });
    return action;
}

void WorklistPanel::buildTasks()
{
    const auto s = [](const char *text) { return QLatin1String(text); };
    m_tasks->setToolTipsVisible(true);
    addTask(WorklistTask::Segment, "worklistSegment", tr("&Segment..."), s("segment"),
        tr("Let the active model propose masks where nobody has corrected any"));
    m_tasks->addSeparator();
    addTask(WorklistTask::Approve, "worklistApprove", tr("&Approve..."), s("approve"),
        tr("Mark their masks as right, for training too"));
    addTask(WorklistTask::ToReview, "worklistToReview", tr("Set to &review..."), s("eye"),
        tr("Their annotators are done; somebody else is to look"));
    m_tasks->addSeparator();
    addTask(WorklistTask::AddTag, "worklistAddTag", tr("Add &tag..."), s("add"), tr("Add a word to find them by"));
    addTask(WorklistTask::RemoveTag, "worklistRemoveTag", tr("Remove ta&g..."), s("remove"), tr("Take a tag away"));
    addTask(WorklistTask::Assign, "worklistAssign", tr("Ass&ign to..."), s("move-down"), tr("Give them to somebody"));
    m_tasks->addSeparator();
    addTask(WorklistTask::RemoveFromList, "worklistRemove", tr("Remove from &list..."), s("delete"),
        tr("Show them no more; their masks and history stay in the project"));
    m_do->setMenu(m_tasks);
}

void WorklistPanel::buildLayout()
{
    auto *first = new QHBoxLayout;
    first->setContentsMargins(6, 6, 6, 0);
    first->setSpacing(4);
    first->addWidget(m_search, 1);
    first->addWidget(m_widen);
    auto *second = new QHBoxLayout;
    second->setContentsMargins(6, 0, 6, 0);
    second->setSpacing(4);
    second->addWidget(m_filter, 1);
    second->addWidget(m_order);
    auto *outdated = new QVBoxLayout(m_outdated);
    outdated->setContentsMargins(kPanelMargin, 4, kPanelMargin, 4);
    m_outdatedText->setObjectName(QStringLiteral("worklistOutdated"));
    m_outdatedText->setWordWrap(true);
    outdated->addWidget(m_outdatedText);
    outdated->addWidget(m_predictAgain, 0, Qt::AlignLeft);
    m_outdated->hide();
    auto *progress = new QHBoxLayout;
    progress->addWidget(m_progress, 1);
    progress->addWidget(m_cancel);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress"));
    m_progressText->setObjectName(QStringLiteral("worklistProgress"));
    auto *work = new QVBoxLayout(m_progressRow);
    work->setContentsMargins(kPanelMargin, 4, kPanelMargin, 4);
    work->setSpacing(2);
    work->addWidget(m_progressText);
    work->addLayout(progress);
    m_progressRow->hide();
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(6, 0, 6, 6);
    buttons->setSpacing(6);
    buttons->addWidget(m_next);
    buttons->addStretch(1);
    buttons->addWidget(m_do);
    setStyleFlag(m_summary, "muted");
    m_summary->setObjectName(QStringLiteral("worklistSummary"));
    m_summary->setContentsMargins(kPanelMargin, 4, kPanelMargin, 0);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(5);
    layout->addLayout(first);
    layout->addLayout(second);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_reason);
    layout->addWidget(m_outdated);
    layout->addWidget(m_progressRow);
    layout->addWidget(m_summary);
    layout->addLayout(buttons);
}

void WorklistPanel::applyQuery()
{
    m_typing.stop();
    WorklistQuery query{.text = m_search->text().trimmed(), .order = m_sortedBy, .descending = m_descending};
    m_filter->apply(query);
    m_view->scrollToTop();
    m_model.setQuery(query);
}

void WorklistPanel::fillOrderMenu()
{
    QMenu *menu = m_order->menu();
    menu->clear();
    for (int column = 0; column < WorklistModel::ColumnCount; ++column) {
        const WorklistOrder order = WorklistModel::orderOf(WorklistModel::Column(column));
        QAction *action = menu->addAction(worklistOrderName(order));
        action->setCheckable(true);
        action->setChecked(order == m_sortedBy);
        connect(action, &QAction::triggered, this, [this, column] {
            m_view->horizontalHeader()->setSortIndicator(
                column, m_descending ? Qt::DescendingOrder : Qt::AscendingOrder);
        });
    }
    menu->addSeparator();
    QAction *descending = menu->addAction(tr("&Largest first"));
    descending->setCheckable(true);
    descending->setChecked(m_descending);
    connect(descending, &QAction::triggered, this, [this](bool on) {
        QHeaderView *header = m_view->horizontalHeader();
        header->setSortIndicator(header->sortIndicatorSection(), on ? Qt::DescendingOrder : Qt::AscendingOrder);
    });
}

void WorklistPanel::setTable(bool isTable)
{
    m_isTable = isTable;
    m_delegate->setCompact(!isTable);
    for (int column = WorklistModel::State; column < WorklistModel::ColumnCount; ++column) {
        m_view->setColumnHidden(column, !isTable);
    }
    QHeaderView *header = m_view->horizontalHeader();
    header->setVisible(isTable);
    header->setStretchLastSection(isTable);
    header->setSectionResizeMode(WorklistModel::Image, isTable ? QHeaderView::Interactive : QHeaderView::Stretch);
    if (isTable) {
        header->resizeSection(WorklistModel::Image, kColumnWidths[WorklistModel::Image]);
    }
    m_view->setHorizontalScrollBarPolicy(isTable ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
    m_order->setVisible(!isTable);
}

void WorklistPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (const bool isTable = width() >= kTableWidth; isTable != m_isTable) {
        setTable(isTable);
    }
}

int WorklistPanel::currentRow() const
{
    return m_view->currentIndex().row();
}

void WorklistPanel::setCurrentRow(int row)
{
    const QModelIndex index = m_model.index(row, 0);
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index);
}

WorklistPanel::Selection WorklistPanel::selection() const
{
    Selection chosen;
    const int project = m_model.projectCount();
    for (const QItemSelectionRange &range : m_view->selectionModel()->selection()) {
        if (!range.contains(range.top(), WorklistModel::Image, {})) {
            continue;
        }
        chosen.count += range.height();
        if (range.top() < project) {
            chosen.rows.emplace_back(range.top(), std::min(range.bottom(), project - 1));
            m_model.forEachLoaded(range.top(), range.bottom(),
                [&chosen](int row, const WorklistRow &one) { chosen.seen.emplace_back(row, one.image.id); });
        }
        for (int row = std::max(range.top(), project); row <= range.bottom(); ++row) {
            chosen.loose.append(m_model.pathAt(row));
        }
    }
    return chosen;
}

void WorklistPanel::setStateCounts(const std::vector<int> &counts)
{
    m_stateCounts = counts;
    updateSummary();
}

void WorklistPanel::updateSummary()
{
    const QLocale locale;
    const int all = std::accumulate(m_stateCounts.begin(), m_stateCounts.end(), int(m_model.looseFiles().size()));
    const int shown = m_model.rowCount();
    const int approved = m_stateCounts.empty() ? 0 : m_stateCounts[std::size_t(ImageState::Approved)];
    m_summary->setText(shown < all
            ? tr("%1 of %2 images, %3 approved").arg(shown).arg(all).arg(approved)
            : tr("Images: %1, approved: %2").arg(locale.toString(all), locale.toString(approved)));
    const bool isFiltered = m_filter->isActive() || !m_search->text().isEmpty();
    m_empty->setVisible(shown == 0);
    m_empty->setText(isFiltered ? tr("No image fits the search and the filter.") : tr("Open or drop images here"));
}

void WorklistPanel::updateTasks()
{
    const int count = selection().count;
    m_do->setEnabled(count > 0);
    m_do->setText(count > 0 ? tr("Selected (%1)").arg(QLocale().toString(count)) : tr("Selected"));
}

void WorklistPanel::setReason(const QString &text)
{
    m_reason->setText(text);
    m_reason->setVisible(!text.isEmpty());
}

void WorklistPanel::setOutdatedScores(int images, const QString &model)
{
    m_outdated->setVisible(images > 0);
    m_outdatedText->setText(
        tr("The uncertainty of %1 images is an older model's; %2 has not seen them.").arg(images).arg(model));
}

void WorklistPanel::showProgress(const QString &what, double fraction)
{
    m_progressText->setText(what);
    m_progress->setRange(0, fraction < 0 ? 0 : 1000);
    m_progress->setValue(int(fraction * 1000));
    m_progressRow->show();
    m_tasks->setEnabled(false);
    m_predictAgain->setEnabled(false);
}

void WorklistPanel::hideProgress()
{
    m_progressRow->hide();
    m_tasks->setEnabled(true);
    m_predictAgain->setEnabled(true);
}

} // namespace vmunet
