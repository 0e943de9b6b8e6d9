// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/training_source.h"

#include "core/dataset/layouts.h"

#include <cmath>

namespace vmunet::cli {

void addTrainingSourceOptions(QCommandLineParser &parser)
{
    parser.addOption({QStringLiteral("dataset"), QStringLiteral("A data set's folder."), QStringLiteral("DIR")});
    parser.addOption({QStringLiteral("layout"),
        QStringLiteral("How the folder is laid out: %1.").arg(layoutNames().join(QStringLiteral(", "))),
        QStringLiteral("L")});
    parser.addOption(
        {QStringLiteral("held-out"), QStringLiteral("Share held out by hash where the layout does not split itself."),
            QStringLiteral("fraction"), QString::number(kDefaultHeldOutFraction)});
}

bool hasTrainingSource(const QCommandLineParser &parser)
{
    return parser.isSet(QStringLiteral("dataset")) && parser.isSet(QStringLiteral("layout"));
}

Result<TrainingSet> trainingSource(const QCommandLineParser &parser)
{
    bool ok = false;
    const double heldOut = parser.value(QStringLiteral("held-out")).toDouble(&ok);
    if (!ok || heldOut < 0 || heldOut > 1) {
        return Error{ErrorCode::Invalid, QStringLiteral("--held-out is a fraction from 0 to 1.")};
    }
    return readLayout(parser.value(QStringLiteral("dataset")), parser.value(QStringLiteral("layout")), heldOut);
}

QJsonValue jsonNumber(double value)
{
    return std::isnan(value) ? QJsonValue() : QJsonValue(value);
}

} // namespace vmunet::cli
