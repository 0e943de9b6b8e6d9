// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/client/service_process.h"
#include "inference/protocol/train_messages.h"

namespace vmunet {

/// Runs one fine-tuning at a time in a service process of its own, so that segmentation stays responsive. Lives on the
/// main thread and never blocks it. When the trainer dies, the run is resumed from its latest checkpoint, twice at
/// most.
class TrainingClient : public QObject {
    Q_OBJECT

public:
    explicit TrainingClient(ServiceOptions options = {}, QObject *parent = nullptr);
    ~TrainingClient() override;

    bool isRunning() const { return m_running; }
    bool isPaused() const { return m_paused; }
    /// Starts the process if need be. Exactly one of finished or failed follows. Ignored while a run is under way.
    void train(const TrainRequest &request);
    void pause(); ///< After the current step.
    void resume();
    void stop(); ///< After the current step; finished follows, with the best model so far.
    /// Lets the run under way go on to its end in its own process, of which nothing more is heard here; its folder can
    /// be resumed once it is done. False where the trainer does not have the run yet.
    bool leaveRunning();

    QString device() const { return m_process.info().device; }
    qint64 processId() const { return m_process.processId(); }

Q_SIGNALS:
    void progress(double fraction, const QString &what); ///< Before the first step: reading the set, loading the model.
    void trained(const vmunet::TrainEvent &event); ///< A step or an epoch was done.
    void pausedChanged(bool paused);
    void finished(const vmunet::TrainFinished &result);
    void failed(const vmunet::Error &error);
    void stateChanged(vmunet::ServiceState state, const QString &message);

private:
    void offer();
    void handle(const Frame &frame);
    void handleState(ServiceState state, const QString &message);
    void reclaim();
    void setPaused(bool paused);
    void fail(const Error &error);

    ServiceProcess m_process;
    TrainRequest m_request;
    JobId m_job = kNoJob;
    bool m_running = false;
    bool m_paused = false;
    bool m_stopping = false;
    bool m_offered = false; ///< The process that runs now has the request.
    int m_crashes = 0;
};

} // namespace vmunet
