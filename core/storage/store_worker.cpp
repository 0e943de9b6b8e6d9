// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/store_worker.h"

#include <QCoreApplication>

#include <chrono>

namespace vmunet {

StoreWorker::StoreWorker()
{
    m_retry.setSingleShot(true);
    m_retry.setInterval(1000);
    connect(&m_retry, &QTimer::timeout, this, &StoreWorker::writePending);
    m_heartbeat.setInterval(LeaseRepository::kLeaseSeconds * 1000 / 3);
    connect(&m_heartbeat, &QTimer::timeout, this, &StoreWorker::beat);
    m_idle.setInterval(50);
    connect(&m_idle, &QTimer::timeout, this, &StoreWorker::countSlices);
}

void StoreWorker::open(const QString &path)
{
    writePending();
    if (!m_queue.empty()) {
        Q_EMIT openFailed(Error{ErrorCode::Io,
            tr("%1 stays closed: changes are still waiting to be written to %2.").arg(path, m_project->path())});
        return;
    }
    Result<std::unique_ptr<Project>> project = Project::openOrCreate(path);
    if (!project && project.error().code == ErrorCode::ReadOnly) {
        const Error reason = project.error();
        project = Project::open(path, Project::Mode::ReadOnly);
        if (!project && project.error().code == ErrorCode::ReadOnly) {
            project = reason; // An older schema, which cannot be brought up to date.
        }
    }
    if (!project) {
        Q_EMIT openFailed(project.error());
        return;
    }
    m_project = *std::move(project);
    m_project->annotators().setCurrent(m_annotator);
    OpenedProject opening{.path = path, .readOnly = m_project->isReadOnly(), .others = {}};
    if (!opening.readOnly) {
        // A session is a courtesy to others; without one writing works all the same.
        const auto others = m_project->leases().beginSession(m_project->annotators().currentName());
        opening.others = others ? *others : std::vector<OtherSession>();
        m_heartbeat.start();
        m_idle.start();
    }
    Q_EMIT opened(opening);
}

void StoreWorker::setAnnotator(const QString &name)
{
    m_annotator = name;
    if (!m_project) {
        return;
    }
    writePending(); // By who was there before.
    m_project->annotators().setCurrent(name);
    if (m_project->leases().hasSession()) {
        (void)m_project->leases().endSession();
        (void)m_project->leases().beginSession(m_project->annotators().currentName());
    }
}

void StoreWorker::beat()
{
    if (!m_project || m_project->isReadOnly()) {
        return;
    }
    const Result<bool> ours = m_project->leases().heartbeat();
    if (ours && !*ours) {
        Q_EMIT leaseLost();
    }
}

void StoreWorker::countSlices()
{
    constexpr int kAtOnce = 20;
    const Result<int> counted = m_project && !m_project->isReadOnly() && m_queue.empty()
        ? m_project->worklist().countSlices(kAtOnce)
        : Result<int>(0);
    if (m_queue.empty() && (!counted || *counted == 0)) {
        m_idle.stop();
    }
}

void StoreWorker::enqueue(quint64 ticket, ProjectStore::Write write)
{
    m_queue.push_back({ticket, std::move(write)});
    if (!m_retry.isActive()) {
        writePending();
    }
}

void StoreWorker::writePending()
{
    m_retry.stop();
    while (!m_queue.empty()) {
        const Pending &head = m_queue.front();
        const Status ready = m_project ? m_project->database().checkInPlace()
                                       : Status(Error{ErrorCode::Invalid, tr("No project is open.")});
        const Result<RevisionId> revision = ready ? head.write(*m_project) : Result<RevisionId>(ready.error());
        const bool isFinal =
            !revision && (revision.error().code == ErrorCode::Invalid || revision.error().code == ErrorCode::NotFound);
        if (!revision && !isFinal) {
            setTrouble(revision.error());
            m_retry.start();
            return;
        }
        if (revision) {
            Q_EMIT committed(head.ticket, *revision);
        } else {
            Q_EMIT rejected(head.ticket, revision.error());
        }
        finishOne();
    }
}

void StoreWorker::finishOne()
{
    m_queue.pop_front();
    bool recovered = false;
    {
        const std::lock_guard lock(m_mutex);
        --m_pending;
        recovered = m_trouble.has_value();
        m_trouble.reset();
    }
    m_written.notify_all();
    if (recovered) {
        Q_EMIT writingRecovered();
    }
}

void StoreWorker::setTrouble(const Error &error)
{
    bool isNew = false;
    {
        const std::lock_guard lock(m_mutex);
        isNew = !m_trouble;
        m_trouble = error;
    }
    if (isNew) {
        Q_EMIT writingFailed(error);
    }
}

void StoreWorker::announce()
{
    const std::lock_guard lock(m_mutex);
    ++m_pending;
}

int StoreWorker::pendingCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_pending;
}

std::optional<Error> StoreWorker::trouble() const
{
    const std::lock_guard lock(m_mutex);
    return m_trouble;
}

Status StoreWorker::waitUntilWritten(int timeoutMs)
{
    std::unique_lock lock(m_mutex);
    if (m_written.wait_for(lock, std::chrono::milliseconds(timeoutMs), [this] { return m_pending == 0; })) {
        return Done{};
    }
    return m_trouble.value_or(Error{ErrorCode::Io, tr("Writing to the project takes unusually long.")});
}

} // namespace vmunet
