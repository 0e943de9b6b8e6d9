// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"

#include <QRandomGenerator>
#include <QString>
#include <QStringList>

#include <memory>

namespace vmunet::test {

/// What one killed program left behind.
struct Outcome {
    int acknowledged = 0; ///< Things it had said to be on disk.
    int lost = 0; ///< Of these, not there any more or not as they were.
    bool whole = false; ///< All files are intact.
};

/// A scripted session of one of the programs. Keeps its files from one kill to the next.
class KillSession {
public:
    virtual ~KillSession() = default;
    virtual QString name() const = 0;
    /// Starts the program, kills it at a random moment, opens what it left and compares.
    virtual Outcome killOnce(QRandomGenerator &random) = 0;
};

/// A person paints in the studio's window: program `studio` --child. Each stroke counts once the window says "saved".
std::unique_ptr<KillSession> editingSession(const QString &folder, const QString &studio);
/// `vmunet project import` with masks to approve.
std::unique_ptr<KillSession> importSession(const QString &folder, const QString &vmunet);
/// A project of schema 1 (`example`) is brought up to date by `vmunet project import`.
std::unique_ptr<KillSession> migrationSession(const QString &folder, const QString &vmunet, const QString &example);
/// `vmunet project export` and `vmunet project backup` by turns.
std::unique_ptr<KillSession> exportSession(const QString &folder, const QString &vmunet);

/// SHA-256 of the labels, in hex.
QByteArray digest(const Mask &mask);

} // namespace vmunet::test
