// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/project_store.h"

#include "core/storage/store_worker.h"

#include <QLoggingCategory>

namespace vmunet {

ProjectStore::ProjectStore(QObject *parent)
    : QObject(parent)
    , m_worker(new StoreWorker)
{
    m_thread.setObjectName(QStringLiteral("storage"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &StoreWorker::opened, this, [this](const OpenedProject &project) {
        m_path = project.path;
        m_readOnly = project.readOnly;
        m_others = project.others;
        Q_EMIT opened(project.path);
    });
    connect(m_worker, &StoreWorker::leaseLost, this, &ProjectStore::leaseLost);
    connect(m_worker, &StoreWorker::openFailed, this, &ProjectStore::openFailed);
    connect(m_worker, &StoreWorker::committed, this, &ProjectStore::committed);
    connect(m_worker, &StoreWorker::rejected, this, &ProjectStore::rejected);
    connect(m_worker, &StoreWorker::writingFailed, this, &ProjectStore::writingFailed);
    connect(m_worker, &StoreWorker::writingRecovered, this, &ProjectStore::writingRecovered);
    m_thread.start();
}

ProjectStore::~ProjectStore()
{
    if (const Status written = flush(); !written) {
        qWarning("%d changes could not be written: %s", pendingCount(), qPrintable(written.error().message));
    }
    m_thread.quit();
    m_thread.wait();
}

void ProjectStore::open(const QString &path)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, path] { worker->open(path); });
}

void ProjectStore::setAnnotator(const QString &name)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, name] { worker->setAnnotator(name); });
}

std::optional<Error> ProjectStore::trouble() const
{
    return m_worker->trouble();
}

quint64 ProjectStore::appendEdit(ImageId image, EditRecord edit)
{
    return append(
        [image, edit = std::move(edit)](Project &project) { return project.annotations().addEdit(image, edit); });
}

quint64 ProjectStore::appendPrediction(
    ImageId image, int slice, const Mask &mask, const ProbabilityMap &map, const PredictionInfo &info)
{
    return append([=](Project &project) { return project.annotations().addPrediction(image, slice, mask, map, info); });
}

quint64 ProjectStore::appendReview(ImageId image, int slice, ReviewStatus status, const QString &comment)
{
    return append([=](Project &project) { return project.annotations().reviewNewest(image, slice, status, comment); });
}

quint64 ProjectStore::append(Write write)
{
    const quint64 ticket = ++m_lastTicket;
    m_worker->announce();
    QMetaObject::invokeMethod(
        m_worker, [worker = m_worker, ticket, write = std::move(write)] { worker->enqueue(ticket, write); });
    return ticket;
}

int ProjectStore::pendingCount() const
{
    return m_worker->pendingCount();
}

Status ProjectStore::flush(int timeoutMs)
{
    return m_worker->waitUntilWritten(timeoutMs);
}

void ProjectStore::setRetryInterval(int ms)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, ms] { worker->setRetryInterval(ms); });
}

void ProjectStore::post(std::function<void(Project *)> job)
{
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, job = std::move(job)] { job(worker->project()); });
}

Error ProjectStore::notOpenError()
{
    return {ErrorCode::Invalid, tr("No project is open.")};
}

} // namespace vmunet
