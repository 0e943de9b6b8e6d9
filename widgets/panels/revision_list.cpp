// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/revision_list.h"

#include "widgets/panels/review_texts.h"
#include "widgets/theme/theme.h"

#include <QSignalBlocker>

#include <algorithm>
#include <set>

namespace vmunet {

namespace {

constexpr int kIdRole = Qt::UserRole;
constexpr int kListHeight = 70;

RevisionId idOf(const QTreeWidgetItem &item)
{
    return RevisionId{item.data(0, kIdRole).toLongLong()};
}

QIcon iconOf(const Passage &passage)
{
    const ReviewStatus status = passage.reviews.empty() ? ReviewStatus::Open : passage.reviews.back().status;
    switch (status) {
    case ReviewStatus::Approved:
        return themedIcon(QStringLiteral("check"), theme::kGood);
    case ReviewStatus::Rejected:
        return themedIcon(QStringLiteral("close"), theme::kCaution);
    case ReviewStatus::Submitted:
        return themedIcon(QStringLiteral("eye"), theme::kAccent);
    case ReviewStatus::Open:
        break;
    }
    const char *name = passage.prediction ? "model" : passage.restored ? "back" : "brush";
    return themedIcon(QLatin1String(name), theme::kMuted);
}

} // namespace

RevisionList::RevisionList(QWidget *parent)
    : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("revisionList"));
    setAccessibleName(tr("Revisions"));
    setHeaderHidden(true);
    setSelectionMode(ExtendedSelection);
    setIndentation(14);
    setMinimumHeight(kListHeight);
    setIconSize({16, 16});
    setTabKeyNavigation(false);
    connect(this, &QTreeWidget::itemExpanded, this, &RevisionList::fill);
}

void RevisionList::setReview(const ImageReview &review)
{
    std::set<RevisionId> chosenBefore;
    for (const RevisionId id : chosen()) {
        chosenBefore.insert(id);
    }
    std::set<RevisionId> opened;
    for (int row = 0; row < topLevelItemCount(); ++row) {
        if (topLevelItem(row)->isExpanded()) {
            opened.insert(idOf(*topLevelItem(row)));
        }
    }
    {
        const QSignalBlocker quiet(this);
        clear();
        m_review = review;
        for (const Passage &passage : review.passages) {
            QTreeWidgetItem *item = addPassage(passage);
            if (opened.contains(passage.last())) {
                fill(item);
                item->setExpanded(true);
            }
        }
        for (QTreeWidgetItemIterator it(this); *it; ++it) {
            (*it)->setSelected(
                chosenBefore.contains(idOf(**it)) && !((*it)->parent() && (*it)->parent()->isSelected()));
        }
    }
    Q_EMIT itemSelectionChanged();
}

QTreeWidgetItem *RevisionList::addPassage(const Passage &passage)
{
    auto *item = new QTreeWidgetItem(this, {passageText(m_review, passage)});
    item->setData(0, kIdRole, passage.last().value);
    item->setIcon(0, iconOf(passage));
    item->setToolTip(0,
        tr("%1\nRevisions %2 to %3")
            .arg(item->text(0))
            .arg(passage.revisions.back().id.value)
            .arg(passage.last().value));
    if (passage.revisions.size() > 1) {
        item->setChildIndicatorPolicy(QTreeWidgetItem::ShowIndicator);
    }
    return item;
}

void RevisionList::fill(QTreeWidgetItem *item)
{
    const int row = indexOfTopLevelItem(item);
    if (row < 0 || item->childCount() > 0) {
        return;
    }
    for (const Revision &revision : m_review.passages[std::size_t(row)].revisions) {
        auto *child = new QTreeWidgetItem(item, {revisionText(m_review, revision)});
        child->setData(0, kIdRole, revision.id.value);
    }
}

std::vector<RevisionId> RevisionList::chosen() const
{
    std::vector<RevisionId> ids;
    for (const QTreeWidgetItem *item : selectedItems()) {
        ids.push_back(idOf(*item));
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

QString RevisionList::textOf(RevisionId revision) const
{
    for (const Passage &passage : m_review.passages) {
        const auto found = std::find_if(passage.revisions.begin(), passage.revisions.end(),
            [revision](const Revision &one) { return one.id == revision; });
        if (found != passage.revisions.end()) {
            const QString who = passage.prediction ? tr("Network") : personName(passage.annotator);
            return tr("%1, revision %2: %3")
                .arg(who)
                .arg(revision.value)
                .arg(found == passage.revisions.begin() ? whatText(m_review, passage) : revisionText(m_review, *found));
        }
    }
    return {};
}

} // namespace vmunet
