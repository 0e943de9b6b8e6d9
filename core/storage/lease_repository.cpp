// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/lease_repository.h"

#include "core/base/running_process.h"
#include "core/storage/statement.h"

#include <QCoreApplication>
#include <QSysInfo>
#include <QUuid>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("LeaseRepository", text);
}

constexpr QLatin1Char kAfterPlace('/');

/// Unique, and begins with where the session's process number means something.
QString newSessionId()
{
    return processPlace() + kAfterPlace + QUuid::createUuid().toString(QUuid::WithoutBraces);
}

/// Whether the session's program has ended without saying so; false where its process cannot be seen from here.
bool isDead(const QString &session, qint64 process)
{
    const QString place = processPlace();
    return !place.isEmpty() && session.section(kAfterPlace, 0, 0) == place && !isProcessAlive(process);
}

} // namespace

LeaseRepository::~LeaseRepository()
{
    (void)endSession();
}

Result<std::vector<OtherSession>> LeaseRepository::beginSession(const QString &annotator)
{
    m_session = newSessionId();
    m_annotator = annotator;
    m_image = {};
    Transaction transaction(m_database);
    Status status = transaction.begun();
    if (status) {
        status = forgetExpired();
    }
    Result<std::vector<OtherSession>> there = status ? others() : status.error();
    if (there) {
        status = writeSession();
    }
    if (there && status) {
        status = transaction.commit();
    }
    if (!there || !status) {
        m_session.clear();
        return there ? status.error() : there.error();
    }
    return there;
}

Status LeaseRepository::writeSession()
{
    return Statement(m_database, QStringLiteral(R"(
        INSERT INTO session (id, annotator, host, process, expires) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET expires = excluded.expires)"))
        .bind(m_session)
        .bind(m_annotator)
        .bind(QSysInfo::machineHostName())
        .bind(qint64(QCoreApplication::applicationPid()))
        .bind(expiry())
        .run();
}

Status LeaseRepository::writeLease()
{
    return Statement(m_database, QStringLiteral(R"(
        INSERT INTO lease (image_id, session_id, expires) VALUES (?, ?, ?)
        ON CONFLICT (image_id) DO UPDATE SET expires = excluded.expires)"))
        .bind(m_image)
        .bind(m_session)
        .bind(expiry())
        .run();
}

Status LeaseRepository::forgetExpired()
{
    for (const char *sql : {"DELETE FROM lease WHERE expires < ?", "DELETE FROM session WHERE expires < ?"}) {
        if (const Status done = Statement(m_database, QLatin1String(sql)).bind(m_clock()).run(); !done) {
            return done;
        }
    }
    return forgetDead();
}

Status LeaseRepository::forgetDead()
{
    Statement sessions(m_database, QStringLiteral("SELECT id, process FROM session"));
    const Result<std::vector<QString>> dead = sessions.rows<QString>(
        [](const Statement &row) { return isDead(row.text(0), row.integer(1)) ? row.text(0) : QString(); });
    for (const QString &session : dead ? *dead : std::vector<QString>()) {
        if (session.isEmpty()) {
            continue;
        }
        if (const Status done =
                Statement(m_database, QStringLiteral("DELETE FROM session WHERE id=?")).bind(session).run();
            !done) {
            return done;
        }
    }
    return dead ? Status(Done{}) : Status(dead.error());
}

Result<std::vector<OtherSession>> LeaseRepository::others()
{
    Statement query(
        m_database, QStringLiteral("SELECT annotator, host, process FROM session WHERE id <> ? AND expires >= ?"));
    return query.bind(m_session).bind(m_clock()).rows<OtherSession>([](const Statement &row) {
        return OtherSession{.annotator = row.text(0), .host = row.text(1), .process = row.integer(2)};
    });
}

Result<std::optional<LeaseState>> LeaseRepository::heldByOther(ImageId image)
{
    Statement holder(m_database, QStringLiteral(R"(
        SELECT annotator, host, process, lease.expires, session.id FROM lease JOIN session ON session.id = session_id
        WHERE image_id=? AND session_id<>? AND lease.expires>=?)"));
    const Result<bool> row = holder.bind(image).bind(m_session).bind(m_clock()).next();
    if (!row) {
        return row.error();
    }
    if (!*row || isDead(holder.text(4), holder.integer(2))) {
        return std::optional<LeaseState>();
    }
    return std::optional(LeaseState{.isOurs = false,
        .holder = {.annotator = holder.text(0), .host = holder.text(1), .process = holder.integer(2)},
        .expires = QDateTime::fromMSecsSinceEpoch(holder.integer(3))});
}

Result<RevisionId> LeaseRepository::newestRevision(ImageId image)
{
    const Result<qint64> newest =
        Statement(m_database, QStringLiteral("SELECT coalesce(max(newest_id), 0) FROM slice_state WHERE image_id=?"))
            .bind(image)
            .single();
    return newest ? Result<RevisionId>(RevisionId{*newest}) : Result<RevisionId>(newest.error());
}

Status LeaseRepository::endSession()
{
    if (m_session.isEmpty() || m_database.isReadOnly()) {
        return Done{};
    }
    // Its leases go with it.
    m_image = {};
    return Statement(m_database, QStringLiteral("DELETE FROM session WHERE id=?"))
        .bind(std::exchange(m_session, QString()))
        .run();
}

Result<bool> LeaseRepository::heartbeat()
{
    if (m_session.isEmpty()) {
        return true;
    }
    Transaction transaction(m_database);
    Status status = transaction.begun();
    if (status) {
        status = forgetExpired();
    }
    if (status) {
        status = writeSession();
    }
    if (!status) {
        return status.error();
    }
    const Result<std::optional<LeaseState>> other = heldByOther(m_image);
    if (!other) {
        return other.error();
    }
    if (m_image && !*other) {
        status = writeLease();
    }
    if (status) {
        status = transaction.commit();
    }
    return status ? Result<bool>(!*other) : Result<bool>(status.error());
}

Result<LeaseState> LeaseRepository::take(ImageId image)
{
    if (m_session.isEmpty()) {
        return Error{ErrorCode::Invalid, tr("A lease needs a session.")};
    }
    Transaction transaction(m_database);
    Status status = transaction.begun();
    if (status) {
        status = forgetExpired();
    }
    if (status) {
        status = writeSession();
    }
    if (status) {
        status = Statement(m_database, QStringLiteral("DELETE FROM lease WHERE session_id=?")).bind(m_session).run();
    }
    const Result<std::optional<LeaseState>> other = status ? heldByOther(image) : status.error();
    const Result<RevisionId> newest = other ? newestRevision(image) : other.error();
    if (!newest) {
        return newest.error();
    }
    m_image = *other ? ImageId{} : image;
    m_newest = *newest;
    if (m_image) {
        status = writeLease();
    }
    if (status) {
        status = transaction.commit();
    }
    if (!status) {
        m_image = {};
        return status.error();
    }
    return *other ? **other
                  : LeaseState{.isOurs = true, .holder = {}, .expires = QDateTime::fromMSecsSinceEpoch(expiry())};
}

Status LeaseRepository::checkWritable(ImageId image)
{
    const Result<std::optional<LeaseState>> other = heldByOther(image);
    if (!other) {
        return other.error();
    }
    if (*other) {
        return Error{ErrorCode::Invalid,
            tr("%1 works on this image in %2 (on %3): it cannot be changed here until that window has closed it.")
                .arg((*other)->holder.annotator, m_database.path(), (*other)->holder.host)};
    }
    if (m_session.isEmpty() || image != m_image) {
        return Done{};
    }
    const Result<RevisionId> newest = newestRevision(image);
    if (newest && *newest != m_newest) {
        return Error{ErrorCode::Invalid,
            tr("This image was changed in %1 by another program since it was opened here: open it again.")
                .arg(m_database.path())};
    }
    return newest ? Status(Done{}) : Status(newest.error());
}

void LeaseRepository::noteRevision(ImageId image, RevisionId revision)
{
    if (image == m_image) {
        m_newest = revision;
    }
}

} // namespace vmunet
