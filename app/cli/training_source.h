// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "core/dataset/training_set.h"

#include <QCommandLineParser>
#include <QJsonValue>

namespace vmunet::cli {

/// --dataset, --layout and --held-out.
void addTrainingSourceOptions(QCommandLineParser &parser);
bool hasTrainingSource(const QCommandLineParser &parser);
/// The set that the options name. Errors: Invalid, and those of the layout.
Result<TrainingSet> trainingSource(const QCommandLineParser &parser);

/// A number for --json; null where it is not known.
QJsonValue jsonNumber(double value);

} // namespace vmunet::cli
