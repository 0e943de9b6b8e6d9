// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/stored_runs.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>
#include <QSaveFile>

#include <algorithm>
#include <optional>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("StoredRuns", text);
}

QString notePath(const QString &place)
{
    return place + QStringLiteral("/studio.json");
}

bool isLocked(const QString &runFolder)
{
    QLockFile lock(runFolder + QStringLiteral("/run.lock"));
    lock.setStaleLockTime(0);
    return !lock.tryLock(0) && lock.error() == QLockFile::LockFailedError;
}

// Its last row is the newest epoch; the first line is the heading.
int epochsIn(const QString &metrics)
{
    QFile file(metrics);
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    const QList<QByteArray> lines = file.readAll().trimmed().split('\n');
    return lines.size() < 2 ? 0 : lines.last().split(',').first().toInt();
}

std::optional<StoredRun> runAt(const QString &place, const QString &project)
{
    const Result<RunNote> note = readRunNote(place);
    StoredRun run{.place = place};
    if (!note || note->kept || note->project != project) {
        return std::nullopt;
    }
    run.note = *note;
    const QString configPath = run.runFolder() + QStringLiteral("/config.json");
    QFile config(configPath);
    if (!config.open(QIODevice::ReadOnly)) {
        return std::nullopt; // Stopped before it began: there is nothing to go on with.
    }
    run.epochs = QJsonDocument::fromJson(config.readAll()).object().value(QStringLiteral("epochs")).toInt();
    const QString metrics = run.runFolder() + QStringLiteral("/metrics.csv");
    run.epochsDone = epochsIn(metrics);
    run.inUse = isLocked(run.runFolder());
    run.changed = QFileInfo(QFile::exists(metrics) ? metrics : configPath).lastModified();
    return run;
}

} // namespace

Status writeRunNote(const QString &place, const RunNote &note)
{
    const QJsonObject object{{QStringLiteral("project"), note.project}, {QStringLiteral("parent"), note.parent.value},
        {QStringLiteral("parentPath"), note.parentPath}, {QStringLiteral("parentName"), note.parentName},
        {QStringLiteral("task"), note.task}, {QStringLiteral("kept"), note.kept},
        {QStringLiteral("leftRunning"), note.leftRunning}};
    const QByteArray content = QJsonDocument(object).toJson();
    QSaveFile file(notePath(place));
    if (!QDir().mkpath(place) || !file.open(QIODevice::WriteOnly) || file.write(content) != content.size()
        || !file.commit()) {
        return Error{ErrorCode::Io, tr("Cannot write %1: %2").arg(file.fileName(), file.errorString())};
    }
    return Done{};
}

Result<RunNote> readRunNote(const QString &place)
{
    QFile file(notePath(place));
    if (!file.exists()) {
        return Error{ErrorCode::NotFound, tr("There is no file %1.").arg(file.fileName())};
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, tr("Cannot read %1: %2").arg(file.fileName(), file.errorString())};
    }
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll());
    if (!document.isObject()) {
        return Error{ErrorCode::Corrupt, tr("%1 does not describe a run.").arg(file.fileName())};
    }
    const QJsonObject object = document.object();
    const auto text = [&object](const char *key) { return object.value(QLatin1String(key)).toString(); };
    return RunNote{.project = text("project"),
        .parent = ModelId{object.value(QStringLiteral("parent")).toInteger()},
        .parentPath = text("parentPath"),
        .parentName = text("parentName"),
        .task = text("task"),
        .kept = object.value(QStringLiteral("kept")).toBool(),
        .leftRunning = object.value(QStringLiteral("leftRunning")).toBool()};
}

std::vector<StoredRun> storedRuns(const QString &root, const QString &project)
{
    std::vector<StoredRun> runs;
    for (const QFileInfo &place : QDir(root).entryInfoList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (std::optional<StoredRun> run = runAt(place.filePath(), project)) {
            runs.push_back(*std::move(run));
        }
    }
    std::sort(runs.begin(), runs.end(), [](const StoredRun &a, const StoredRun &b) { return a.changed > b.changed; });
    return runs;
}

} // namespace vmunet
