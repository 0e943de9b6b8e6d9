// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/worklist_repository.h"
#include "widgets/panels/thumbnail_cache.h"

#include <QAbstractTableModel>
#include <QTimer>

#include <map>
#include <optional>
#include <vector>

namespace vmunet {

/// A part of the worklist that is wanted; `answer()` what came of it.
struct WorklistRequest {
    quint64 number = 0; ///< Names the request in the answer.
    WorklistQuery query; ///< With offset and limit.
    bool wantsCount = false;
};

struct WorklistAnswer {
    quint64 number = 0;
    std::vector<WorklistRow> rows;
    std::optional<int> count; ///< Of all that match.
};

/// The project's images, a window of pages at a time: rows that a view asks for are wanted(), and shown when they are
/// answered. Behind them come files that were opened and are not in the project yet. Never holds more than a few
/// thousand rows, whatever the project's size. Main thread.
class WorklistModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Image, State, Area, Uncertainty, Annotator, Time, Changed, Patient, Lesion, Tags, ColumnCount };
    enum Role { PathRole = Qt::UserRole, StateRole, TagsRole, OpenRole };
    static constexpr int kPage = 100;
    static constexpr int kPagesKept = 20;

    explicit WorklistModel(QObject *parent = nullptr);

    /// Another order or filter: all rows are replaced once the first ones are there. Offset and limit are ignored.
    void setQuery(const WorklistQuery &query);
    const WorklistQuery &query() const { return m_query; }
    /// The project changed: rows in sight are asked for again, and stay until the answer.
    void refresh();
    void answer(const WorklistAnswer &answer);
    void clear(); ///< No project: nothing but files without one.

    /// Files without a row in the project, in their order.
    void setLooseFiles(const QStringList &paths);
    const QStringList &looseFiles() const { return m_loose; }
    /// Which image is open now.
    void setOpenPath(const QString &path);

    int projectCount() const { return m_count; } ///< Rows of the project; loose files follow.
    /// Null while it is not loaded, and for loose files.
    const WorklistRow *rowAt(int row) const;
    /// Calls `visit(row, WorklistRow)` for the loaded ones of these rows, without asking for others.
    template <typename Visit>
    void forEachLoaded(int first, int last, Visit visit) const
    {
        for (const auto &[number, page] : m_pages) {
            for (std::size_t i = 0; i < page.rows.size(); ++i) {
                if (const int row = number * kPage + int(i); row >= first && row <= last) {
                    visit(row, page.rows[i]);
                }
            }
        }
    }
    /// Empty while it is not loaded.
    QString pathAt(int row) const;
    /// Among the loaded rows; -1 if it is not one.
    int rowOf(const QString &path) const;
    static WorklistOrder orderOf(Column column) { return kOrders[column]; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

Q_SIGNALS:
    void wanted(const vmunet::WorklistRequest &request);
    void countChanged();

private:
    static constexpr WorklistOrder kOrders[ColumnCount]{WorklistOrder::Path, WorklistOrder::State,
        WorklistOrder::LabelledPixels, WorklistOrder::Uncertainty, WorklistOrder::Annotator, WorklistOrder::Seconds,
        WorklistOrder::Changed, WorklistOrder::Patient, WorklistOrder::Lesion, WorklistOrder::Tags};

    struct Page {
        std::vector<WorklistRow> rows;
        quint64 used = 0; ///< When it was last looked at.
    };

    void want(int page) const;
    void askNext();
    void ask(int page, bool withCount);
    void setCount(int count);
    void replacePage(int page, std::vector<WorklistRow> rows);
    void forgetOldPages();
    void filterLooseFiles();
    void announce(int row);
    QVariant text(const WorklistRow &row, int column) const;
    QVariant looseData(const QString &path, int column, int role) const;

    WorklistQuery m_query;
    int m_count = 0;
    mutable std::map<int, Page> m_pages; // A view's question marks a page as used.
    mutable quint64 m_clock = 0;
    mutable std::vector<int> m_wanted; ///< Pages that a view asked for, the newest last.
    mutable QTimer m_asking;
    std::map<quint64, int> m_asked; ///< Request -> page.
    quint64 m_lastRequest = 0;
    bool m_replaceAll = false; ///< The next answer begins a new list.
    QStringList m_loose;
    QStringList m_shownLoose; ///< Those that the filter lets through.
    QString m_openPath;
    mutable ThumbnailCache m_thumbnails;
};

} // namespace vmunet
