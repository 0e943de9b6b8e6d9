// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/command.h"
#include "core/storage/project.h"

namespace vmunet::cli {

/// `vmunet project create|import|list|ledger|export|verify|backup|agreement|merge|relink P ...`
int runProject(const QStringList &arguments);

/// The larger actions. `operands`: the project and what follows it.
int importIntoProject(Project &project, const QStringList &operands, const QCommandLineParser &parser);
int exportFromProject(Project &project, const QStringList &operands, const QCommandLineParser &parser);
int printAgreement(Project &project, const QStringList &operands, const QCommandLineParser &parser);
int mergeProjects(Project &project, const QStringList &operands, const QCommandLineParser &parser);
int addMetadataTo(Project &project, const QString &path, const QCommandLineParser &parser);
int printLedger(Project &project, const QStringList &operands, const QCommandLineParser &parser);
int relinkProject(Project &project, const QStringList &operands, const QCommandLineParser &parser);

} // namespace vmunet::cli
