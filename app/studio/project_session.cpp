// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/project_session.h"

#include "core/editing/document.h"
#include "core/storage/edit_log.h"
#include "core/storage/image_review.h"

namespace vmunet {

namespace {

AnnotationState stateOf(const SliceState &slice)
{
    if (slice.review == ReviewStatus::Approved) {
        return AnnotationState::Approved;
    }
    return slice.corrected ? AnnotationState::Corrected : AnnotationState::Proposed;
}

} // namespace

ProjectSession::ProjectSession(QObject *parent)
    : QObject(parent)
{
    connect(&m_store, &ProjectStore::opened, this, &ProjectSession::opened);
    connect(&m_store, &ProjectStore::openFailed, this, &ProjectSession::failed);
    connect(&m_store, &ProjectStore::committed, this, &ProjectSession::updateSaved);
    connect(&m_store, &ProjectStore::writingRecovered, this, &ProjectSession::updateSaved);
    connect(&m_store, &ProjectStore::rejected, this, [this](quint64, const Error &error) {
        Q_EMIT failed(error);
        updateSaved();
    });
}

void ProjectSession::open(const QString &path)
{
    m_store.open(path);
}

void ProjectSession::load(const Image &image, const QString &sha256, const LabelSet &initialLabels, Loaded loaded)
{
    m_store
        .query([image, sha256, initialLabels](
                   Project &project) { return openAnnotation(project, image, sha256, initialLabels); })
        .then(this, [loaded = std::move(loaded)](const Result<StoredAnnotation> &stored) { loaded(stored); });
}

void ProjectSession::attach(Document *document, const StoredAnnotation &stored)
{
    detach();
    m_document = document;
    m_image = stored.image;
    m_slices.assign(size_t(document->sliceCount()), AnnotationState::None);
    for (const SliceState &state : stored.states) {
        if (state.slice >= 0 && state.slice < document->sliceCount()) {
            m_slices[size_t(state.slice)] = stateOf(state);
        }
    }
    document->restore(stored.masks);
    for (const KeptProbability &kept : stored.probabilities) {
        document->setProbability(kept.slice, kept.map, kept.threshold);
    }
    m_sha256 = stored.sha256;
    if (stored.heldBy || m_store.isReadOnly() || !stored.readBy.isEmpty()) {
        lookOnly(stored.heldBy ? tr("%1 works on this image (on %2): you can look at it, but not change it.")
                                     .arg(stored.heldBy->annotator, stored.heldBy->host)
                : m_store.isReadOnly()
                ? tr("%1 is write-protected: you can look at this image, but not change it.").arg(m_store.path())
                : tr("%1 is reading this image as second reader: you can look at it, but not change it.")
                      .arg(stored.readBy));
        return;
    }
    m_keeps = true;
    connect(document, &Document::editCommitted, this, [this](const EditRecord &edit) {
        if (edit.tool == EditTool::Proposal) {
            return; // recordProposal() keeps it together with its source.
        }
        append(edit);
        setState(edit.slice, AnnotationState::Corrected);
    });
    connect(document, &Document::labelsChanged, this, [this] {
        m_store.append([image = m_image, labels = m_document->labels()](Project &project) {
            const Status set = project.images().setLabels(image, labels);
            return set ? Result<RevisionId>(RevisionId{}) : Result<RevisionId>(set.error());
        });
        updateSaved();
    });
    loadHistory();
}

/// The undo history, after the image is shown: a long one takes a while.
void ProjectSession::loadHistory()
{
    m_store.query([image = m_image](Project &project) { return readEditLog(project.database(), image); })
        .then(this, [this, document = m_document](const Result<LoggedHistory> &log) {
            if (!document || document != m_document) {
                return;
            }
            if (log) {
                document->restoreHistory(log->steps, log->index);
            } else {
                Q_EMIT failed(log.error());
            }
        });
}

void ProjectSession::detach()
{
    if (m_document) {
        m_document->disconnect(this);
    }
    m_document = nullptr;
    m_image = {};
    m_keeps = false;
}

void ProjectSession::lookOnly(const QString &why)
{
    if (m_document) {
        m_document->disconnect(this);
        m_keeps = false;
        Q_EMIT lookedAtOnly(why);
    }
}

void ProjectSession::append(const EditRecord &edit)
{
    // With a locked label, something else than the old mask may have come of it: then it is a plain edit.
    if (m_restored && edit.tool == EditTool::Restore && m_document->mask(edit.slice) == *m_restored) {
        m_store.append([image = m_image, edit, from = m_restoredFrom](
                           Project &project) { return project.annotations().addEdit(image, edit, from); });
    } else {
        m_store.appendEdit(m_image, edit);
    }
}

bool ProjectSession::restore(int slice, const Mask &mask, RevisionId revision)
{
    if (!m_document || !m_keeps) {
        return false;
    }
    m_restored = mask;
    m_restoredFrom = revision;
    const bool changed = m_document->replaceSlice(slice, mask, toolName(EditTool::Restore), EditTool::Restore);
    m_restored.reset();
    return changed;
}

void ProjectSession::review(std::optional<int> slice, ReviewStatus status, const QString &comment)
{
    if (!m_document || !m_keeps) {
        return;
    }
    m_store.append([image = m_image, slice, status, comment](
                       Project &project) { return reviewSlices(project, image, slice, status, comment); });
    const AnnotationState state =
        status == ReviewStatus::Approved ? AnnotationState::Approved : AnnotationState::Corrected;
    for (int i = slice.value_or(0); i < (slice ? *slice + 1 : int(m_slices.size())); ++i) {
        if (m_slices[size_t(i)] != AnnotationState::None) {
            m_slices[size_t(i)] = state;
        }
    }
    updateSaved();
}

void ProjectSession::recordProposal(int slice, const ProbabilityMap &map, const ProposalSource &source)
{
    if (!m_document || !m_keeps) {
        return;
    }
    const PredictionInfo info{.model = source.model,
        .device = source.device,
        .preprocessing =
            source.description.preprocessing == Preprocessing::Ct ? QStringLiteral("ct") : QStringLiteral("dermoscopy"),
        .threshold = source.threshold,
        .seconds = source.seconds};
    m_store.appendPrediction(m_image, slice, m_document->mask(slice), map, info);
    setState(slice, AnnotationState::Proposed);
}

void ProjectSession::approve(int slice)
{
    if (!m_document || !m_keeps) {
        return;
    }
    if (m_slices[size_t(slice)] == AnnotationState::None) {
        // A review needs something to look at: that there is nothing to see is an annotation, too.
        const Mask &mask = m_document->mask(slice);
        m_store.appendEdit(m_image, {.slice = slice, .area = mask.rect(), .after = mask, .tool = EditTool::Import});
    }
    m_store.appendReview(m_image, slice, ReviewStatus::Approved);
    setState(slice, AnnotationState::Approved);
}

void ProjectSession::addTime(const QDateTime &started, double seconds)
{
    if (!keepsDocument()) {
        return;
    }
    m_store.append([image = m_image, started, seconds](Project &project) {
        const Status added = project.worklist().addTime(image, started, seconds);
        return added ? Result<RevisionId>(RevisionId{}) : Result<RevisionId>(added.error());
    });
}

void ProjectSession::updateSaved()
{
    const bool saved = m_store.pendingCount() == 0;
    if (saved != m_saved) {
        m_saved = saved;
        Q_EMIT savedChanged(saved);
    }
}

void ProjectSession::setState(int slice, AnnotationState state)
{
    m_slices[size_t(slice)] = state;
    updateSaved();
}

} // namespace vmunet
