// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/worklist_model.h"

#include "widgets/panels/worklist_texts.h"

#include <QDir>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace vmunet {

namespace {

constexpr int kAskedAtOnce = 2;
constexpr std::size_t kWantedAtMost = 4; // What a view can show; of more, the oldest were scrolled past.
constexpr int kFreshPages = 3; // That a refresh asks for again.

bool isNumber(int column)
{
    return column == WorklistModel::Area || column == WorklistModel::Uncertainty || column == WorklistModel::Time;
}

} // namespace

WorklistModel::WorklistModel(QObject *parent)
    : QAbstractTableModel(parent)
{
    m_asking.setSingleShot(true);
    m_asking.setInterval(0);
    connect(&m_asking, &QTimer::timeout, this, &WorklistModel::askNext);
    connect(&m_thumbnails, &ThumbnailCache::ready, this, [this](const QString &path) { announce(rowOf(path)); });
}

void WorklistModel::setQuery(const WorklistQuery &query)
{
    m_query = query;
    m_asked.clear();
    m_wanted.clear();
    m_replaceAll = true;
    ask(0, true);
}

void WorklistModel::refresh()
{
    if (m_replaceAll) {
        return; // A list that is as new is on its way.
    }
    m_asked.clear(); // Answers under way may be older than the change.
    std::vector<std::pair<quint64, int>> used;
    for (const auto &[number, page] : m_pages) {
        used.emplace_back(page.used, number);
    }
    std::sort(used.rbegin(), used.rend());
    used.resize(std::min<std::size_t>(used.size(), kFreshPages));
    for (auto page = m_pages.begin(); page != m_pages.end();) {
        const bool fresh = std::any_of(used.begin(), used.end(), [&](auto &one) { return one.second == page->first; });
        page = fresh ? std::next(page) : m_pages.erase(page);
    }
    if (used.empty()) {
        ask(0, true);
    }
    for (std::size_t i = 0; i < used.size(); ++i) {
        ask(used[i].second, i == 0);
    }
}

void WorklistModel::clear()
{
    beginResetModel();
    m_pages.clear();
    m_asked.clear();
    m_wanted.clear();
    m_count = 0;
    m_replaceAll = false;
    endResetModel();
    Q_EMIT countChanged();
}

void WorklistModel::ask(int page, bool withCount)
{
    WorklistRequest request{.number = ++m_lastRequest, .query = m_query, .wantsCount = withCount};
    request.query.offset = page * kPage;
    request.query.limit = kPage;
    m_asked.emplace(request.number, page);
    Q_EMIT wanted(request);
}

void WorklistModel::want(int page) const
{
    std::erase(m_wanted, page);
    m_wanted.push_back(page);
    if (m_wanted.size() > kWantedAtMost) {
        m_wanted.erase(m_wanted.begin());
    }
    if (!m_asking.isActive()) {
        m_asking.start();
    }
}

void WorklistModel::askNext()
{
    while (!m_replaceAll && !m_wanted.empty() && m_asked.size() < kAskedAtOnce) {
        const int page = m_wanted.back();
        m_wanted.pop_back();
        const bool isUnderWay =
            std::any_of(m_asked.begin(), m_asked.end(), [page](const auto &one) { return one.second == page; });
        if (!isUnderWay && !m_pages.contains(page)) {
            ask(page, false);
        }
    }
}

void WorklistModel::answer(const WorklistAnswer &answer)
{
    const auto asked = m_asked.find(answer.number);
    if (asked == m_asked.end()) {
        return; // Of a list that was replaced meanwhile.
    }
    const int page = asked->second;
    m_asked.erase(asked);
    if (m_replaceAll) {
        m_replaceAll = false;
        beginResetModel();
        m_pages.clear();
        m_pages[page] = {answer.rows, ++m_clock};
        m_count = answer.count.value_or(int(answer.rows.size()));
        filterLooseFiles();
        endResetModel();
        Q_EMIT countChanged();
    } else {
        if (answer.count) {
            setCount(*answer.count);
        }
        replacePage(page, answer.rows);
    }
    askNext();
}

void WorklistModel::setCount(int count)
{
    const int before = m_count;
    if (count > before) {
        beginInsertRows({}, before, count - 1);
        m_count = count;
        endInsertRows();
    } else if (count < before) {
        beginRemoveRows({}, count, before - 1);
        m_count = count;
        endRemoveRows();
    }
    Q_EMIT countChanged();
}

/// Who is selected or current stays so where the rows' order changed.
void WorklistModel::replacePage(int page, std::vector<WorklistRow> rows)
{
    std::vector<WorklistRow> &known = m_pages[page].rows;
    m_pages[page].used = ++m_clock;
    const int first = page * kPage;
    const auto sameImage = [](const WorklistRow &a, const WorklistRow &b) { return a.image.id == b.image.id; };
    const bool sameOrder = known.empty() || std::equal(known.begin(), known.end(), rows.begin(), rows.end(), sameImage);
    if (sameOrder) {
        known = std::move(rows);
    } else {
        Q_EMIT layoutAboutToBeChanged();
        const QModelIndexList before = persistentIndexList();
        QModelIndexList after = before;
        for (qsizetype i = 0; i < before.size(); ++i) {
            const std::size_t at = std::size_t(before[i].row() - first);
            if (before[i].row() < first || at >= known.size()) {
                continue;
            }
            const auto now = std::find_if(
                rows.begin(), rows.end(), [&](const WorklistRow &row) { return sameImage(row, known[at]); });
            after[i] = now == rows.end() ? QModelIndex() : index(first + int(now - rows.begin()), before[i].column());
        }
        known = std::move(rows);
        changePersistentIndexList(before, after);
        Q_EMIT layoutChanged();
    }
    forgetOldPages();
    if (const int last = std::min(m_count, first + kPage) - 1; last >= first) {
        Q_EMIT dataChanged(index(first, 0), index(last, ColumnCount - 1));
    }
}

void WorklistModel::forgetOldPages()
{
    while (m_pages.size() > kPagesKept) {
        m_pages.erase(std::min_element(m_pages.begin(), m_pages.end(),
            [](const auto &a, const auto &b) { return a.second.used < b.second.used; }));
    }
}

void WorklistModel::setLooseFiles(const QStringList &paths)
{
    if (paths == m_loose) {
        return;
    }
    if (!m_shownLoose.isEmpty()) {
        beginRemoveRows({}, m_count, rowCount() - 1);
        m_shownLoose.clear();
        endRemoveRows();
    }
    m_loose = paths;
    filterLooseFiles();
    if (QStringList shown = std::exchange(m_shownLoose, {}); !shown.isEmpty()) {
        beginInsertRows({}, m_count, m_count + int(shown.size()) - 1);
        m_shownLoose = std::move(shown);
        endInsertRows();
    }
    Q_EMIT countChanged();
}

void WorklistModel::filterLooseFiles()
{
    const auto &states = m_query.states;
    const bool isNewShown = states.empty() || std::find(states.begin(), states.end(), ImageState::New) != states.end();
    m_shownLoose.clear();
    if (!isNewShown || m_query.annotator || !m_query.tag.isEmpty() || !m_query.label.isEmpty()
        || m_query.scoredByOthers) {
        return;
    }
    m_shownLoose = m_query.text.isEmpty() ? m_loose : m_loose.filter(m_query.text, Qt::CaseInsensitive);
}

void WorklistModel::setOpenPath(const QString &path)
{
    const int before = rowOf(m_openPath);
    m_openPath = path;
    announce(before);
    announce(rowOf(path));
}

void WorklistModel::announce(int row)
{
    if (row >= 0) {
        Q_EMIT dataChanged(index(row, 0), index(row, 0));
    }
}

const WorklistRow *WorklistModel::rowAt(int row) const
{
    if (row < 0 || row >= m_count) {
        return nullptr;
    }
    const auto page = m_pages.find(row / kPage);
    if (page == m_pages.end()) {
        want(row / kPage);
        return nullptr;
    }
    page->second.used = ++m_clock;
    const std::size_t at = std::size_t(row % kPage);
    return at < page->second.rows.size() ? &page->second.rows[at] : nullptr;
}

QString WorklistModel::pathAt(int row) const
{
    if (row >= m_count) {
        return m_shownLoose.value(row - m_count);
    }
    const WorklistRow *found = rowAt(row);
    return found ? found->image.path : QString();
}

int WorklistModel::rowOf(const QString &path) const
{
    for (const auto &[number, page] : m_pages) {
        for (std::size_t i = 0; i < page.rows.size(); ++i) {
            if (page.rows[i].image.path == path) {
                return number * kPage + int(i);
            }
        }
    }
    const qsizetype loose = m_shownLoose.indexOf(path);
    return loose < 0 ? -1 : m_count + int(loose);
}

int WorklistModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_count + int(m_shownLoose.size());
}

int WorklistModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant WorklistModel::text(const WorklistRow &row, int column) const
{
    switch (column) {
    case Image:
        return QFileInfo(row.image.path).fileName();
    case State:
        return imageStateName(row.state);
    case Area:
        return labelledAreaText(row);
    case Uncertainty:
        return row.uncertainty ? QLocale().toString(*row.uncertainty, 'f', 3) : QString();
    case Annotator:
        return row.annotator;
    case Time:
        return workTimeText(row.seconds);
    case Changed:
        return row.changed.isValid() ? QLocale().toString(row.changed.toLocalTime(), QLocale::ShortFormat) : QString();
    case Patient:
        return row.image.patientId;
    case Lesion:
        return row.lesionId;
    case Tags:
        return row.tags.join(QStringLiteral(", "));
    default:
        return {};
    }
}

QVariant WorklistModel::looseData(const QString &path, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return column == Image ? QFileInfo(path).fileName()
            : column == State  ? imageStateName(ImageState::New)
                               : QString();
    case Qt::ToolTipRole:
        return tr("%1\nNot in the project yet: it is added when it is opened or segmented.")
            .arg(QDir::toNativeSeparators(path));
    case StateRole:
        return int(ImageState::New);
    default:
        return {};
    }
}

QVariant WorklistModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return isNumber(index.column()) ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant();
    }
    const QString path = pathAt(index.row());
    if (path.isEmpty()) {
        return {};
    }
    const bool isOpen = path == m_openPath;
    const WorklistRow *row = index.row() < m_count ? rowAt(index.row()) : nullptr;
    switch (role) {
    case PathRole:
        return path;
    case OpenRole:
        return isOpen;
    case Qt::DecorationRole:
        return index.column() == Image ? QVariant(m_thumbnails.pixmap(path))
            : index.column() == State  ? QVariant(imageStateIcon(row ? row->state : ImageState::New))
                                       : QVariant();
    case Qt::AccessibleTextRole:
        return index.column() == Image
            ? tr("%1, %2").arg(QFileInfo(path).fileName(), imageStateName(row ? row->state : ImageState::New))
            : data(index, Qt::DisplayRole);
    default:
        break;
    }
    if (!row) {
        return looseData(path, index.column(), role);
    }
    switch (role) {
    case Qt::DisplayRole:
        return text(*row, index.column());
    case Qt::ToolTipRole:
        return index.column() == Image ? QDir::toNativeSeparators(path) : text(*row, index.column());
    case StateRole:
        return int(row->state);
    case TagsRole:
        return row->tags;
    default:
        return {};
    }
}

QVariant WorklistModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int(Qt::AlignVCenter | (isNumber(section) ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role == Qt::ToolTipRole && section == Uncertainty) {
        return tr("Mean entropy of the model's probabilities in bits, of the least certain slice");
    }
    return role == Qt::DisplayRole ? QVariant(worklistOrderName(kOrders[section])) : QVariant();
}

} // namespace vmunet
