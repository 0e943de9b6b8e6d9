// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/image/image.h"
#include "core/storage/project_store.h"
#include "inference/client/inference_client.h"

#include <QFutureWatcher>
#include <QObject>

#include <functional>
#include <vector>

namespace vmunet {

/// What became of the images so far.
struct BulkSegmentationResult {
    int predicted = 0;
    int scoredOnly = 0; ///< People's masks were kept; only the uncertainty is new.
    QStringList problems; ///< One line each.
    bool cancelled = false;
};

/// Lets the network look at many images, one after the other: read on a worker, asked in portions, written on the
/// storage thread. An image that somebody corrected, submitted or approved keeps its mask and gets a new uncertainty
/// only. Cancelling keeps what is done. Main thread.
class BulkSegmentation : public QObject {
    Q_OBJECT

public:
    /// The model for such images; null if there is none.
    using ModelFor = std::function<const ModelRecord *(ImageKind)>;

    BulkSegmentation(ProjectStore &store, InferenceClient &client, ModelFor modelFor, QObject *parent = nullptr);
    ~BulkSegmentation() override; ///< Waits for a reader that is under way.

    /// Ignored while it is running. `threshold` of the masks.
    void start(const QStringList &paths, double threshold);
    void cancel();
    bool isRunning() const { return !m_paths.isEmpty(); }

Q_SIGNALS:
    void progress(int done, int all, const QString &path);
    void finished(const vmunet::BulkSegmentationResult &result);

private:
    struct Read {
        Image image;
        QString sha256;
    };
    struct Prepared {
        ImageId id;
        bool keepMasks = false;
    };

    static Result<Read> readImage(const QString &path, const CancelFlag &cancel);
    void next();
    void acceptImage();
    void prepare();
    void ask();
    void acceptSlices(const Segmentation &segmentation, const ModelDescription &model);
    void giveUp(const QString &problem);
    void end();

    ProjectStore &m_store;
    InferenceClient &m_client;
    ModelFor m_modelFor;
    QFutureWatcher<Result<Read>> m_reading;
    CancelFlag m_cancel;
    QStringList m_paths;
    qsizetype m_at = 0;
    double m_threshold = 0.5;
    Image m_image;
    QString m_sha256;
    Prepared m_prepared;
    ModelRecord m_model;
    JobId m_job = kNoJob;
    int m_slice = 0;
    BulkSegmentationResult m_result;
};

} // namespace vmunet
