// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"
#include "core/storage/database.h"

#include <QDateTime>

#include <optional>
#include <vector>

namespace vmunet {

/// Another program that has the project open for writing.
struct OtherSession {
    QString annotator;
    QString host;
    qint64 process = 0;
};

/// Who may change an image.
struct LeaseState {
    bool isOurs = false; ///< Taken, or put off.
    OtherSession holder; ///< Where it is not ours.
    QDateTime expires; ///< Local time; the holder puts it off as long as it lives.
};

/// Two people, one file. A program that stays (the studio) begins a session and takes a lease on the image it works on;
/// its heartbeat puts both off, and what a dead program held is free at once where its process is seen to be gone (same
/// computer), elsewhere after kLeaseSeconds. Whoever writes, with a
/// session or without, is refused while somebody else's lease on that image lives.
class LeaseRepository {
public:
    static constexpr int kLeaseSeconds = 60;

    explicit LeaseRepository(Database &database)
        : m_database(database)
    {
    }
    /// Ends the session; errors are ignored, for it expires by itself.
    ~LeaseRepository();
    LeaseRepository(const LeaseRepository &) = delete;
    LeaseRepository &operator=(const LeaseRepository &) = delete;

    /// Returns who else is there.
    Result<std::vector<OtherSession>> beginSession(const QString &annotator);
    bool hasSession() const { return !m_session.isEmpty(); }
    Status endSession();
    /// Puts off the session and its lease, or makes them anew if they ran out while the computer slept. False: somebody
    /// else has taken the image meanwhile.
    Result<bool> heartbeat();
    /// Needs a session. Gives back other leases of it: one image at a time. What others write to the image from here on
    /// makes checkWritable() refuse, so read the image after taking it.
    Result<LeaseState> take(ImageId image);
    /// Who else holds the image now, if anybody.
    Result<std::optional<LeaseState>> heldByOther(ImageId image);
    /// Errors: Invalid names who works on the image, or says that it was changed elsewhere since it was taken. Called
    /// within the transaction of the change.
    Status checkWritable(ImageId image);
    /// A revision of ours has been written.
    void noteRevision(ImageId image, RevisionId revision);
    /// For tests: what the clock says, in milliseconds since 1970.
    void setClock(qint64 (*clock)()) { m_clock = clock; }

private:
    Status forgetExpired();
    Status forgetDead();
    Status writeSession();
    Status writeLease();
    Result<std::vector<OtherSession>> others();
    Result<RevisionId> newestRevision(ImageId image);
    qint64 expiry() const { return m_clock() + kLeaseSeconds * 1000; }

    Database &m_database;
    QString m_session;
    QString m_annotator;
    ImageId m_image; ///< That was taken.
    RevisionId m_newest; ///< Its newest revision as far as this session knows.
    qint64 (*m_clock)() = &QDateTime::currentMSecsSinceEpoch;
};

} // namespace vmunet
