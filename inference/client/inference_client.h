// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"
#include "inference/client/pixel_packing.h"
#include "inference/client/service_process.h"
#include "inference/protocol/segmentation.h"

#include <QDateTime>
#include <QHash>

#include <map>
#include <memory>
#include <optional>

namespace vmunet {

struct SegmentReply;

/// Asks the service process for segmentations. Lives on the main thread and never blocks it: pixels are packed and
/// results unpacked on the global thread pool.
///
/// Several requests may wait; they are answered in order. When the service dies, every unanswered request is offered
/// again to the next process; one during which three processes died fails with ServiceUnavailable. Each job ends with
/// exactly one of finished, described or failed, never before the call that made it has returned.
class InferenceClient : public QObject {
    Q_OBJECT

public:
    explicit InferenceClient(const ServiceOptions &options = {}, QObject *parent = nullptr);
    ~InferenceClient() override;

    void start(); ///< Requests do it too; calling it early hides the start-up time.

    /// Asks what a model file says about itself.
    JobId describe(const QString &modelPath);
    /// Segments slices `firstSlice` .. `firstSlice + sliceCount - 1`. Errors: as loadSegmenter() and
    /// Segmenter::segment(), and Invalid (no such slices), OutOfMemory.
    JobId segment(const QString &modelPath, const Image &image, int firstSlice = 0, int sliceCount = 1);
    void cancel(JobId job); ///< failed(Cancelled) follows, unless the job has ended.

    ServiceState state() const { return m_process.state(); }
    QString device() const { return m_process.info().device; } ///< Empty before the service was ready.
    QString deviceNote() const { return m_process.info().deviceNote; }
    const ServiceReady &serviceInfo() const { return m_process.info(); }
    qint64 processId() const { return m_process.processId(); }
    int pendingCount() const { return int(m_jobs.size()); }

Q_SIGNALS:
    void progress(vmunet::JobId job, double fraction, const QString &what);
    void finished(vmunet::JobId job, const vmunet::Segmentation &segmentation, const vmunet::ModelDescription &model);
    void described(vmunet::JobId job, const vmunet::ModelDescription &model);
    void failed(vmunet::JobId job, const vmunet::Error &error);
    void deviceChanged(const QString &device);
    void stateChanged(vmunet::ServiceState state, const QString &message);

private:
    struct Job;
    struct KnownModel {
        QDateTime modified;
        qint64 bytes = 0;
        ModelDescription description;
    };

    Job &addJob(const QString &modelPath);
    Job *find(JobId id);
    void advance(Job &job);
    void advanceAll();
    void allocateResult(Job &job);
    void handle(const Frame &frame);
    void handleDescription(JobId id, const ModelDescription &model);
    void handleReply(Job &job, const SegmentReply &reply);
    void reclaim();
    void handleState(ServiceState state, const QString &message);
    void fail(JobId id, const Error &error);
    std::optional<ModelDescription> knownModel(const QString &path) const;

    ServiceProcess m_process;
    const Precision m_precision;
    std::map<JobId, std::unique_ptr<Job>> m_jobs; ///< In the order of asking.
    QHash<QString, KnownModel> m_models;
    QString m_device;
    quint64 m_lastJob = 0;
};

} // namespace vmunet
