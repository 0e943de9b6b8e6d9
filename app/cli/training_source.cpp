// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/training_source.h"

#include "core/dataset/layouts.h"
#include "core/dataset/project_training_set.h"
#include "inference/engine/segmenter.h"

#include <cmath>

namespace vmunet::cli {

void addDatasetOptions(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("dataset"), QStringLiteral("A data set's folder."), QStringLiteral("DIR")});
    parser.addOption({QStringLiteral("layout"),
        QStringLiteral("How the folder is laid out: %1.").arg(layoutNames().join(QStringLiteral(", "))),
        QStringLiteral("L")});
    parser.addOption(
        {QStringLiteral("held-out"), QStringLiteral("Share held out by hash where the layout does not split itself."),
            QStringLiteral("fraction"), QString::number(kDefaultHeldOutFraction)});
}

bool hasDataset(const QCommandLineParser &parser)
{
    return parser.isSet(QStringLiteral("dataset")) && parser.isSet(QStringLiteral("layout"));
}

namespace {

Result<double> heldOutFraction(const QCommandLineParser &parser)
{
    bool ok = false;
    const double fraction = parser.value(QStringLiteral("held-out")).toDouble(&ok);
    if (!ok || fraction < 0 || fraction > 1) {
        return Error{ErrorCode::Invalid, QStringLiteral("--held-out is a fraction from 0 to 1.")};
    }
    return fraction;
}

} // namespace

Result<TrainingSet> datasetOf(const QCommandLineParser &parser)
{
    const Result<double> heldOut = heldOutFraction(parser);
    if (!heldOut) {
        return heldOut.error();
    }
    return readLayout(parser.value(QStringLiteral("dataset")), parser.value(QStringLiteral("layout")), *heldOut);
}

Result<TrainingSet> correctionsOf(
    const QString &project, const QString &model, const QString &maskFolder, const QCommandLineParser &parser)
{
    const Result<double> heldOut = heldOutFraction(parser);
    if (!heldOut) {
        return heldOut.error();
    }
    ProjectTrainingOptions options;
    options.heldOutFraction = *heldOut;
    if (!model.isEmpty()) {
        const Result<ModelDescription> description = describeModel(model);
        if (!description) {
            return description.error();
        }
        options.task = description->preprocessing == Preprocessing::Ct ? ImagingTask::Ct : ImagingTask::Dermoscopy;
        options.classNames = description->classNames;
    }
    const Result<std::unique_ptr<Project>> opened = Project::open(project);
    if (!opened) {
        return opened.error();
    }
    return trainingSetFromProject(**opened, maskFolder, options);
}

QJsonValue jsonNumber(double value)
{
    return std::isnan(value) ? QJsonValue() : QJsonValue(value);
}

} // namespace vmunet::cli
