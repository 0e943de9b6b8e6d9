// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"
#include "core/base/ids.h"
#include "core/base/progress.h"
#include "core/base/result.h"
#include "core/image/image.h"
#include "core/storage/database.h"

#include <QDateTime>
#include <QDir>

#include <optional>
#include <vector>

namespace vmunet {

/// An image that a project refers to; its pixels stay in their own file.
struct ImageRecord {
    ImageId id;
    QString path; ///< Absolute, now: the project's folder and the stored relative path.
    QString sha256; ///< Of the file, or of a series' files: sha256OfImage().
    ImageKind kind = ImageKind::Photograph;
    QString modality;
    int width = 0;
    int height = 0;
    int slices = 1;
    std::optional<Vector3> spacingMm;
    QString patientId;
    QString studyUid;
    QString seriesUid;
    QDateTime added;

    QSize size() const { return {width, height}; }
};

/// An image with what was done to it.
struct ImageSummary {
    ImageRecord image;
    int revisions = 0;
    int annotatedSlices = 0; ///< Slices with at least one revision.
    int approvedSlices = 0; ///< Slices whose newest revision is approved.
    QDateTime changed; ///< Of the newest revision; invalid without one.
};

class ImageRepository {
public:
    /// `folder`: what stored paths are relative to.
    ImageRepository(Database &database, QDir folder)
        : m_database(database)
        , m_folder(std::move(folder))
    {
    }

    /// Finds the image by its content, and puts it back on the worklist, or adds it. An image known under another path
    /// that is gone is re-linked to this one.
    Result<ImageId> add(const Image &image, const QString &sha256);
    Result<ImageRecord> record(ImageId id); ///< NotFound.
    /// By its hash or one it was once known under. Invalid id if there is none.
    Result<ImageId> findByHash(const QString &sha256);
    Result<QStringList> aliases(ImageId id); ///< Further hashes it is known under.
    /// Whether what lies at the image's path is still that image. Reads its files. Errors: NotFound, Io, Cancelled.
    Result<bool> isUnchanged(const ImageRecord &image, const CancelFlag &cancel = {});
    /// Where a moved image is now. Errors: Invalid (another content), NotFound, Io.
    Status relink(ImageId id, const QString &path);

    /// Images whose path, patient, study, lesion or tags contain `text`, by path, also those taken off the worklist;
    /// `offset` and `limit` page through them.
    Result<std::vector<ImageSummary>> list(const QString &text = {}, int offset = 0, int limit = 1000);
    Result<int> count(const QString &text = {});

    /// Replaces the names, colours and states of an image's labels.
    Status setLabels(ImageId id, const LabelSet &labels);
    Result<LabelSet> labels(ImageId id); ///< Empty if never set.

private:
    Result<ImageId> insert(const Image &image, const QString &sha256);
    Result<ImageId> findByFolderHash(const Image &image, const QString &sha256);
    Result<bool> isKnownAs(ImageId id, const QString &sha256);
    Status setPath(ImageId id, const QString &path);
    Status putOnList(ImageId id);

    Database &m_database;
    QDir m_folder;
};

} // namespace vmunet
