// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/verify.h"

#include "core/storage/mask_chain.h"
#include "core/storage/statement.h"

#include <QCoreApplication>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Verify", text);
}

Status collect(Database &database, const QString &sql, const std::function<void(const Statement &)> &add)
{
    Statement query(database, sql);
    for (;;) {
        const Result<bool> row = query.next();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return Done{};
        }
        add(query);
    }
}

struct Chain {
    ImageId image;
    int slice = 0;
    std::vector<RevisionId> snapshots;
};

/// Every slice with the revisions at which a whole mask was kept.
Result<std::vector<Chain>> chainsOf(Database &database)
{
    std::vector<Chain> chains;
    const Status read = collect(database, QStringLiteral(R"(
            SELECT image_id, slice, coalesce(revision_id, 0), max(id) OVER (PARTITION BY image_id, slice)
            FROM revision LEFT JOIN mask_snapshot ON revision_id = id ORDER BY image_id, slice, id)"),
        [&chains](const Statement &row) {
            const ImageId image{row.integer(0)};
            const int slice = int(row.integer(1));
            if (chains.empty() || chains.back().image != image || chains.back().slice != slice) {
                chains.push_back({.image = image, .slice = slice, .snapshots = {RevisionId{row.integer(3)}}});
            }
            if (row.integer(2) != 0) {
                chains.back().snapshots.push_back(RevisionId{row.integer(2)});
            }
        });
    return read ? Result<std::vector<Chain>>(std::move(chains)) : Result<std::vector<Chain>>(read.error());
}

/// The masks at the snapshots and at the end, once from all patches and once the fast way.
void checkChain(Database &database, const Chain &chain, VerifyReport &report)
{
    for (const RevisionId revision : chain.snapshots) {
        const Result<Mask> patches =
            rebuildMask(database, chain.image, chain.slice, revision, ChainStart::FirstRevision);
        const Result<Mask> fast = rebuildMask(database, chain.image, chain.slice, revision);
        if (!patches || !fast) {
            report.problems << (patches ? fast : patches).error().message;
            return;
        }
        if (*patches != *fast) {
            report.problems << tr("image %1, slice %2: the snapshot of revision %3 differs from the strokes before it")
                                   .arg(chain.image.value)
                                   .arg(chain.slice)
                                   .arg(revision.value);
        }
    }
}

Status checkDatabase(Database &database, VerifyReport &report)
{
    Status status = collect(database, QStringLiteral("PRAGMA integrity_check(20)"), [&report](const Statement &row) {
        if (row.text(0) != QLatin1String("ok")) {
            report.problems << row.text(0).simplified();
        }
    });
    if (status) {
        status = collect(database, QStringLiteral("PRAGMA foreign_key_check"), [&report](const Statement &row) {
            report.problems << tr("table %1, row %2 refers to a row of %3 that is missing")
                                   .arg(row.text(0))
                                   .arg(row.integer(1))
                                   .arg(row.text(2));
        });
    }
    return status;
}

/// What no constraint of the file can say: references that lead forward, which would be loops, and derived rows that
/// contradict what they are derived from.
Status checkReferences(Database &database, VerifyReport &report)
{
    struct Rule {
        const char *sql; ///< Ids that break it.
        QString problem;
    };
    const Rule rules[] = {
        {"SELECT id FROM revision WHERE step > id OR restored_id >= id", tr("revision %1 refers to a later one")},
        {"SELECT id FROM model WHERE parent_id >= id", tr("model %1 descends from a later one")},
        {"SELECT id FROM model_activation WHERE previous_id >= id", tr("activation %1 follows a later one")},
        {R"(SELECT s.image_id FROM slice_state AS s LEFT JOIN (
                SELECT image_id, slice, max(id) AS newest, count(*) AS revisions FROM revision
                GROUP BY image_id, slice) AS r ON r.image_id = s.image_id AND r.slice = s.slice
            WHERE r.newest IS NOT s.newest_id OR r.revisions IS NOT s.revisions)",
            tr("the state kept of image %1 is not that of its revisions")},
        {R"(SELECT w.image_id FROM worklist AS w LEFT JOIN (
                SELECT image_id, sum(revisions) AS revisions, count(*) AS annotated FROM slice_state
                GROUP BY image_id) AS s ON s.image_id = w.image_id
            WHERE w.revisions IS NOT coalesce(s.revisions, 0) OR w.annotated IS NOT coalesce(s.annotated, 0))",
            tr("the worklist's state of image %1 is not that of its slices")},
        {R"(SELECT id FROM revision WHERE (image_id, slice) NOT IN (SELECT image_id, slice FROM slice_state))",
            tr("revision %1 belongs to no slice")}};
    for (const Rule &rule : rules) {
        const Status checked = collect(database, QLatin1String(rule.sql),
            [&](const Statement &row) { report.problems << rule.problem.arg(row.integer(0)); });
        if (!checked) {
            return checked;
        }
    }
    return Done{};
}

Status checkImages(Project &project, const CancelFlag &cancel, const ProgressCallback &progress, VerifyReport &report)
{
    const Result<std::vector<ImageSummary>> images = project.images().list({}, 0, std::numeric_limits<int>::max());
    if (!images) {
        return images.error();
    }
    for (std::size_t i = 0; i < images->size(); ++i) {
        const ImageRecord &image = (*images)[i].image;
        if (progress) {
            progress(double(i) / double(images->size()), image.path);
        }
        const Result<bool> same = project.images().isUnchanged(image, cancel);
        if (!same && same.error().code == ErrorCode::Cancelled) {
            return same.error();
        }
        if (!same) {
            report.missingImages << same.error().message;
        } else if (!*same) {
            report.missingImages << tr("%1 is not the image it was: its content has changed.").arg(image.path);
        }
    }
    return Done{};
}

} // namespace

Result<VerifyReport> verifyProject(
    Project &project, const VerifyOptions &options, const CancelFlag &cancel, const ProgressCallback &progress)
{
    VerifyReport report;
    Database &database = project.database();
    Status status = checkDatabase(database, report);
    if (status) {
        status = checkReferences(database, report);
    }
    if (!status) {
        report.problems << status.error().message;
        return report;
    }
    const Result<std::vector<Chain>> chains = chainsOf(database);
    if (!chains) {
        report.problems << chains.error().message;
        return report;
    }
    ImageId probed;
    for (const Chain &chain : *chains) {
        if (cancel.isCancelled()) {
            return Error{ErrorCode::Cancelled, tr("The check of %1 was cancelled.").arg(project.path())};
        }
        if (progress) {
            progress(double(report.chains) / double(chains->size()), tr("Rebuilding masks"));
        }
        checkChain(database, chain, report);
        if (chain.image != probed) {
            probed = chain.image;
            if (const auto kept = project.annotations().probabilities(chain.image); !kept) {
                report.problems << kept.error().message;
            }
        }
        ++report.chains;
    }
    const Result<qint64> revisions = project.annotations().revisionCount();
    report.revisions = revisions ? *revisions : 0;
    if (options.hashImages) {
        if (const Status status = checkImages(project, cancel, progress, report); !status) {
            return status.error();
        }
    }
    return report;
}

} // namespace vmunet
