// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/studio/segmentation_controller.h"
#include "core/storage/project_store.h"
#include "core/storage/stored_annotation.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <optional>

namespace vmunet {

enum class AnnotationState { None, Proposed, Corrected, Approved };

/// Keeps the open document in the open project: reads its annotation, then appends every committed edit, proposal and
/// review in their order. Main thread; the store's thread does the writing.
class ProjectSession : public QObject {
    Q_OBJECT

public:
    explicit ProjectSession(QObject *parent = nullptr);

    ProjectStore &store() { return m_store; }
    /// Opens or creates; opened() or failed() follows. Detach the document before.
    void open(const QString &path);
    bool isOpen() const { return !m_store.path().isEmpty(); }
    const QString &sha256() const { return m_sha256; } ///< Of the attached image.
    ImageId image() const { return m_image; } ///< The attached one; also where it can only be looked at.
    bool keepsDocument() const { return m_keeps; } ///< Whether edits of the shown image are written.
    QString path() const { return m_store.path(); }

    using Loaded = std::function<void(Result<StoredAnnotation>)>;
    /// What the project holds of `image`, which is added to it if it is new.
    void load(const Image &image, const QString &sha256, const LabelSet &initialLabels, Loaded loaded);
    /// From now on the document's changes are kept.
    void attach(Document *document, const StoredAnnotation &stored);
    void detach();

    void recordProposal(int slice, const ProbabilityMap &map, const ProposalSource &source);
    /// Marks the slice as it is now as right, also an empty one. Nothing without an attached document.
    void approve(int slice);
    /// Reviews the newest revisions of one slice, or of all that have a mask. Nothing unless the image is kept.
    void review(std::optional<int> slice, ReviewStatus status, const QString &comment);
    /// Puts the mask of an older revision back, as a step that can be undone. False: there was nothing to change.
    bool restore(int slice, const Mask &mask, RevisionId revision);
    /// From now on nothing of the attached image is kept.
    void lookOnly(const QString &why);
    /// Time that the annotator spent on the attached image.
    void addTime(const QDateTime &started, double seconds);
    /// Blocks until everything is on disk, five seconds at most.
    Status flush() { return m_store.flush(); }

Q_SIGNALS:
    void opened(const QString &path);
    void failed(const vmunet::Error &error);
    /// Why the attached image can only be looked at.
    void lookedAtOnly(const QString &why);
    /// `saved`: everything appended so far is on disk.
    void savedChanged(bool saved);

private:
    void updateSaved();
    void append(const EditRecord &edit);
    void setState(int slice, AnnotationState state);
    void loadHistory();

    ProjectStore m_store;
    QPointer<Document> m_document;
    ImageId m_image;
    bool m_keeps = false;
    std::optional<Mask> m_restored; ///< While restore() writes.
    RevisionId m_restoredFrom;
    QString m_sha256;
    std::vector<AnnotationState> m_slices;
    bool m_saved = true;
};

} // namespace vmunet
