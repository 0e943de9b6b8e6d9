// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/project_store.h"

#include <QTimer>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

namespace vmunet {

struct OpenedProject {
    QString path;
    bool readOnly = false;
    std::vector<OtherSession> others;
};

/// The storage thread's side of ProjectStore: owns the project. All but the functions marked so run on that thread.
class StoreWorker : public QObject {
    Q_OBJECT

public:
    StoreWorker();

    void open(const QString &path);
    void enqueue(quint64 ticket, ProjectStore::Write write);
    void setAnnotator(const QString &name);
    void setRetryInterval(int ms) { m_retry.setInterval(ms); }
    Project *project() { return m_project.get(); }

    void announce(); ///< Any thread: a write will be enqueued.
    int pendingCount() const; ///< Any thread.
    std::optional<Error> trouble() const; ///< Any thread.
    Status waitUntilWritten(int timeoutMs); ///< Any thread but the storage thread.

Q_SIGNALS:
    void opened(const vmunet::OpenedProject &project);
    void openFailed(const vmunet::Error &error);
    void committed(quint64 ticket, vmunet::RevisionId revision);
    void rejected(quint64 ticket, const vmunet::Error &error);
    void writingFailed(const vmunet::Error &error);
    void writingRecovered();
    void leaseLost();

private:
    struct Pending {
        quint64 ticket;
        ProjectStore::Write write;
    };

    void writePending();
    void beat();
    void countSlices();
    void finishOne();
    void setTrouble(const Error &error);

    std::unique_ptr<Project> m_project;
    QString m_annotator; ///< Empty: the account.
    std::deque<Pending> m_queue;
    QTimer m_retry{this};
    QTimer m_heartbeat{this};
    QTimer m_idle{this}; ///< Work that can wait.

    mutable std::mutex m_mutex; ///< Guards what follows.
    std::condition_variable m_written;
    int m_pending = 0;
    std::optional<Error> m_trouble; ///< Why the head of the queue is not on disk.
};

} // namespace vmunet
