// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/project.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThread>

#include <functional>
#include <memory>
#include <optional>

namespace vmunet {

class StoreWorker;

/// A project in the studio: the window asks, one storage thread reads and writes. Owned by the window, used on its
/// thread; the project itself never leaves the storage thread.
///
/// Writes are kept in the order they were appended: each is on disk before the next begins. One that fails (full disk,
/// lost network folder) stays in memory at the head of the queue and is tried again until it succeeds.
class ProjectStore : public QObject {
    Q_OBJECT

public:
    using Write = std::function<Result<RevisionId>(Project &)>;

    explicit ProjectStore(QObject *parent = nullptr);
    /// Waits up to five seconds for pending writes.
    ~ProjectStore() override;

    /// Opens or creates the project, after what is pending for the one before. opened() or openFailed() follows. One
    /// that may not be written is opened for reading.
    void open(const QString &path);
    /// Who works from now on, in this project and the next ones; empty: the account. Leases are given back, so open the
    /// image again.
    void setAnnotator(const QString &name);
    bool isReadOnly() const { return m_readOnly; } ///< Of the open project.
    /// Who else had the project open for writing when it was opened.
    const std::vector<OtherSession> &others() const { return m_others; }
    const QString &path() const { return m_path; } ///< Of the open project; empty before opened().

    /// Each returns its ticket, which committed() or rejected() names again.
    quint64 appendEdit(ImageId image, EditRecord edit);
    quint64 appendPrediction(
        ImageId image, int slice, const Mask &mask, const ProbabilityMap &map, const PredictionInfo &info);
    /// Approves, rejects or submits the newest revision that the slice has by then.
    quint64 appendReview(ImageId image, int slice, ReviewStatus status, const QString &comment = {});
    /// Any other write that must keep the order.
    quint64 append(Write write);

    int pendingCount() const; ///< Writes not yet on disk.
    /// Blocks until everything appended so far is on disk. Errors: what stands in the way when the time is over.
    Status flush(int timeoutMs = 5000);
    /// What keeps the first pending write from the disk, if it was tried. Never blocks.
    std::optional<Error> trouble() const;
    /// How long to wait before a failed write is tried again. Default one second.
    void setRetryInterval(int ms);

    /// Runs `job(Project &)`, which returns a Result, on the storage thread, after writes that could be done. Use
    /// `.then(this, ...)` to get the result on this thread.
    template <typename Job>
    auto query(Job job) -> QFuture<std::invoke_result_t<Job, Project &>>;

Q_SIGNALS:
    void opened(const QString &path);
    void openFailed(const vmunet::Error &error);
    void committed(quint64 ticket, vmunet::RevisionId revision);
    /// The project refused the write for good; it is not tried again.
    void rejected(quint64 ticket, const vmunet::Error &error);
    /// The first failure of a write that will be tried again, and the end of such a time.
    void writingFailed(const vmunet::Error &error);
    void writingRecovered();
    /// Somebody else took the image, for this program was silent too long; writes to it are rejected from now on.
    void leaseLost();

private:
    void post(std::function<void(Project *)> job);
    static Error notOpenError();

    QString m_path;
    bool m_readOnly = false;
    std::vector<OtherSession> m_others;
    quint64 m_lastTicket = 0;
    QThread m_thread;
    StoreWorker *m_worker; ///< Lives on m_thread, which deletes it.
};

template <typename Job>
auto ProjectStore::query(Job job) -> QFuture<std::invoke_result_t<Job, Project &>>
{
    using Answer = std::invoke_result_t<Job, Project &>;
    const auto promise = std::make_shared<QPromise<Answer>>(); // std::function wants copies.
    promise->start();
    post([promise, job = std::move(job)](Project *project) mutable {
        promise->addResult(project ? job(*project) : Answer(notOpenError()));
        promise->finish();
    });
    return promise->future();
}

} // namespace vmunet
