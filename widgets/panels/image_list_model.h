// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QHash>
#include <QPixmap>
#include <QSet>
#include <QStringList>
#include <QThreadPool>

namespace vmunet {

enum class AnnotationState { None, Proposed, Corrected, Approved };

/// What a person calls the state.
QString annotationStateName(AnnotationState state);

/// The opened images: a file, or a DICOM folder, per row. Thumbnails are made on worker threads when a view first asks
/// for them.
class ImageListModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { PathRole = Qt::UserRole, StateRole };
    static constexpr int kThumbnailSide = 48;

    explicit ImageListModel(QObject *parent = nullptr);
    ~ImageListModel() override;

    /// Appends those that are not in the list; the row of the first of `paths`, -1 if it is empty.
    int addPaths(const QStringList &paths);
    void clear(); ///< Thumbnails stay: the images may come back.
    QString pathAt(int row) const { return m_paths.value(row); }
    int rowOf(const QString &path) const { return int(m_paths.indexOf(path)); }
    void setState(const QString &path, AnnotationState state);
    AnnotationState state(const QString &path) const { return m_states.value(path, AnnotationState::None); }
    int approvedCount() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    void requestThumbnail(const QString &path) const;
    void acceptThumbnail(const QString &path, const QImage &image);

    QStringList m_paths;
    QHash<QString, AnnotationState> m_states;
    mutable QHash<QString, QPixmap> m_thumbnails;
    mutable QSet<QString> m_requested; // A view's question starts the work.
    mutable QThreadPool m_pool;
};

} // namespace vmunet
