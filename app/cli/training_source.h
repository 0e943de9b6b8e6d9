// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/training_set.h"

#include <QCommandLineParser>
#include <QJsonValue>

namespace vmunet::cli {

/// --dataset, --layout and --held-out.
void addDatasetOptions(QCommandLineParser &parser);
bool hasDataset(const QCommandLineParser &parser);
/// The set that these options name. Errors: Invalid, and those of the layout.
Result<TrainingSet> datasetOf(const QCommandLineParser &parser);

/// The approved corrections of `project` for fine-tuning `model` (empty: photographs with the structures of the first
/// image). Their masks are written into `maskFolder`. Errors: those of the project and of the model.
Result<TrainingSet> correctionsOf(
    const QString &project, const QString &model, const QString &maskFolder, const QCommandLineParser &parser);

/// A number for --json; null where it is not known.
QJsonValue jsonNumber(double value);

} // namespace vmunet::cli
