// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project.h"

#include "core/storage/merge.h"
#include "core/storage/relink.h"

#include <QFileInfo>
#include <QJsonArray>

namespace vmunet::cli {

namespace {

void printMerge(const QString &from, const MergeReport &report, const QCommandLineParser &parser)
{
    for (const MergeConflict &conflict : report.conflicts) {
        printError(QStringLiteral("%1, slice %2: changed in both (%3 changes here, %4 in %5); left as it is here")
                       .arg(conflict.imagePath)
                       .arg(conflict.slice + 1)
                       .arg(conflict.ownRevisions)
                       .arg(conflict.otherRevisions)
                       .arg(from));
    }
    if (parser.isSet(QStringLiteral("json"))) {
        QJsonArray conflicts;
        for (const MergeConflict &conflict : report.conflicts) {
            conflicts.append(QJsonObject{{QStringLiteral("image"), conflict.imagePath},
                {QStringLiteral("slice"), conflict.slice}, {QStringLiteral("own_revisions"), conflict.ownRevisions},
                {QStringLiteral("other_revisions"), conflict.otherRevisions}});
        }
        printJson({{QStringLiteral("merged"), QFileInfo(from).absoluteFilePath()},
            {QStringLiteral("new_images"), report.newImages}, {QStringLiteral("known_images"), report.knownImages},
            {QStringLiteral("new_revisions"), report.newRevisions}, {QStringLiteral("new_reviews"), report.newReviews},
            {QStringLiteral("conflicts"), conflicts}});
        return;
    }
    printLine(QStringLiteral("%1: %2 new images, %3 known ones, %4 new revisions, %5 new reviews, %6 conflicts")
                  .arg(from)
                  .arg(report.newImages)
                  .arg(report.knownImages)
                  .arg(report.newRevisions)
                  .arg(report.newReviews)
                  .arg(report.conflicts.size()));
}

} // namespace

int mergeProjects(Project &project, const QStringList &operands, const QCommandLineParser &parser)
{
    if (operands.size() < 2) {
        printError(
            QStringLiteral("project merge: say what to add, e.g. vmunet project merge study.vmunet hers.vmunet"));
        return kUsage;
    }
    int status = kDone;
    for (const QString &from : operands.mid(1)) {
        const Result<std::unique_ptr<Project>> source = Project::open(from, Project::Mode::ReadOnly);
        const Result<MergeReport> report =
            source ? mergeProject(project, **source) : Result<MergeReport>(source.error());
        if (!report) {
            printError(report.error().message);
            status = kFailed;
            continue;
        }
        printMerge(from, *report, parser);
        status = report->conflicts.empty() ? status : kFailed;
    }
    return status;
}

int relinkProject(Project &project, const QStringList &operands, const QCommandLineParser &parser)
{
    if (operands.size() != 2) {
        printError(
            QStringLiteral("project relink: say where to look, e.g. vmunet project relink study.vmunet /data/photos"));
        return kUsage;
    }
    const Result<RelinkReport> report = relinkImages(project, operands[1]);
    if (!report) {
        printError(report.error().message);
        return kFailed;
    }
    for (const RelinkReport::Move &move : report->moved) {
        if (parser.isSet(QStringLiteral("json"))) {
            printJson({{QStringLiteral("from"), move.from}, {QStringLiteral("to"), move.to}});
        } else {
            printLine(QStringLiteral("%1 is now %2").arg(move.from, move.to));
        }
    }
    for (const QString &path : report->missing) {
        printError(QStringLiteral("%1 is not in %2").arg(path, operands[1]));
    }
    return report->missing.isEmpty() ? kDone : kFailed;
}

} // namespace vmunet::cli
