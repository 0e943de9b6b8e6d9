// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"
#include "core/base/result.h"

#include <QDateTime>
#include <QString>

#include <vector>

namespace vmunet {

/// What the studio notes beside a run, so that it can go on with it after a restart: `studio.json` in the run's place.
struct RunNote {
    QString project; ///< Absolute path of the project that it belongs to.
    ModelId parent; ///< In that project.
    QString parentPath;
    QString parentName;
    QString task;
    bool kept = false; ///< Finished, and its model is in the project: nothing is left to do.
    bool leftRunning = false; ///< The studio was closed while it trained.
};

/// `place` is the folder that holds the note, the manifest and the folder `run` with the trainer's files.
Status writeRunNote(const QString &place, const RunNote &note);
Result<RunNote> readRunNote(const QString &place); ///< Errors: NotFound, Io, Corrupt.

struct StoredRun {
    QString place;
    RunNote note;
    int epochs = 0;
    int epochsDone = 0;
    bool inUse = false; ///< A trainer is at it.
    QDateTime changed;

    QString runFolder() const { return place + QStringLiteral("/run"); }
};

/// The runs under `root` that belong to `project` and can be gone on with, the newest first. Reads files: for a worker.
std::vector<StoredRun> storedRuns(const QString &root, const QString &project);

} // namespace vmunet
