// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/image_review.h"

#include <QTreeWidget>

namespace vmunet {

/// The revisions of a slice, newest first: one row a passage, which opens to its single revisions. One or two can be
/// chosen, to be restored or compared.
class RevisionList : public QTreeWidget {
    Q_OBJECT

public:
    explicit RevisionList(QWidget *parent = nullptr);

    /// Keeps what is chosen and opened, where it is still there.
    void setReview(const ImageReview &review);
    /// In the order of work. A passage stands for its last revision.
    std::vector<RevisionId> chosen() const;
    QString textOf(RevisionId revision) const; ///< One line; empty where it is not shown.

private:
    QTreeWidgetItem *addPassage(const Passage &passage);
    void fill(QTreeWidgetItem *item);

    ImageReview m_review;
};

} // namespace vmunet
