// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "inference/client/inference_client.h"

#include <QObject>
#include <QPointer>
#include <QRect>

#include <vector>

namespace vmunet {

class Document;

/// Which network made a proposal, and how: recorded with it.
struct ProposalSource {
    ModelId model;
    ModelDescription description;
    QString device;
    double threshold = 0.5;
    double seconds = 0; ///< Per slice.
};

/// Takes slices from the document to the service and the answers back. An answer to a slice that was changed after the
/// question is dropped; any other becomes one undoable step. A volume goes in portions, so that its first slices appear
/// early and cancelling keeps what is done. Main thread.
class SegmentationController : public QObject {
    Q_OBJECT

public:
    explicit SegmentationController(InferenceClient &client, QObject *parent = nullptr);

    /// Null for none. What is under way for another document is cancelled.
    void setDocument(Document *document);
    /// What to segment with from now on; an empty path for none.
    void setModel(ModelId id, const QString &path);
    QString modelPath() const { return m_modelPath; }
    void setThreshold(double threshold) { m_threshold = threshold; }
    double threshold() const { return m_threshold; }

    /// Ignored while a segmentation is under way, or without document or model.
    void segment(int firstSlice, int sliceCount);
    /// Asks for a box of a slice alone, as if it were an image; the answer is merged only there, and only where the
    /// document's limits let it. The kept probabilities of the slice stay as they are. Ignored as segment().
    void segmentBox(int slice, QRect box);
    void cancel();
    bool isRunning() const { return m_job != kNoJob; }

Q_SIGNALS:
    void started();
    void progress(double fraction, const QString &what);
    /// The document has taken it over.
    void proposed(int slice, const vmunet::ProbabilityMap &map, const vmunet::ProposalSource &source);
    void ended(); ///< Also after an error or cancelling.
    void failed(const vmunet::Error &error);
    void notice(const QString &text);

private:
    void askNext();
    void accept(const Segmentation &segmentation, const ModelDescription &model);
    void acceptBox(const Segmentation &segmentation, const ModelDescription &model);
    void begin(int firstSlice, int sliceCount);
    void fitLabels(const ModelDescription &model);
    void end();

    InferenceClient &m_client;
    QPointer<Document> m_document;
    ModelId m_modelId;
    QString m_modelPath;
    double m_threshold = 0.5; ///< Of the next proposal.

    JobId m_job = kNoJob;
    int m_first = 0; ///< Of the portion that is being asked.
    int m_count = 0;
    QRect m_box; ///< Of the slice, where only that was asked; else empty.
    int m_start = 0; ///< Of the whole question.
    int m_end = 0;
    quint64 m_askedAt = 0; ///< The document's revision then.
    std::vector<quint64> m_changedAt; ///< By slice: the revision of its last change.
    int m_dropped = 0;
};

} // namespace vmunet
