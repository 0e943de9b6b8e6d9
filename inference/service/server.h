// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/protocol/connection.h"
#include "inference/protocol/hello.h"
#include "inference/service/job_queue.h"
#include "inference/service/segment_worker.h"
#include "inference/service/training_worker.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace vmunet {

/// The service's end of the connection. Its thread only reads, queues and writes, so heartbeats go out and
/// cancellations come in while the workers' threads compute.
class Server : public QObject {
    Q_OBJECT

public:
    Server(ServiceRole role, QString secret, QObject *parent = nullptr);
    ~Server() override;

    /// Connects to the client's socket and introduces itself. Errors: ServiceUnavailable.
    Status connectTo(const QString &socketName);

Q_SIGNALS:
    /// The client has gone, or does not speak this protocol (the reason): the process is of no use any more.
    void finished(const QString &reason);

private:
    void handle(const Frame &frame);
    void begin(const HelloReply &reply);
    void take(JobId job, const DescribeModel &question);
    void take(JobId job, const SegmentRequest &request);
    void take(JobId job, const TrainRequest &request);
    void cancel(JobId job);
    void control(TrainCommand command);
    void end(const QString &reason);
    template <typename Message, typename Use>
    void decodeInto(const Frame &frame, Use use);
    Outbox outbox();

    ServiceRole m_role;
    QString m_secret;
    std::unique_ptr<Connection> m_connection;
    QTimer m_heartbeat;
    bool m_goesOnAlone = false; ///< The run under way outlives the client.
    std::unique_ptr<SegmentWorker> m_segmentWorker; ///< Used on m_jobs' thread alone.
    std::unique_ptr<TrainingWorker> m_trainingWorker; ///< Likewise, but for control().
    std::unique_ptr<JobQueue> m_questions; ///< Descriptions need not wait for a long segmentation.
    std::unique_ptr<JobQueue> m_jobs;
};

} // namespace vmunet
