// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/project.h"
#include "core/storage/image_metadata.h"

#include <QFile>
#include <QJsonArray>

namespace vmunet::cli {

int addMetadataTo(Project &project, const QString &path, const QCommandLineParser &parser)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        printError(QStringLiteral("%1: %2").arg(path, file.errorString()));
        return kFailed;
    }
    const Result<MetadataReport> report = addMetadata(project, file.readAll());
    if (!report) {
        printError(QStringLiteral("%1: %2").arg(path, report.error().message));
        return kFailed;
    }
    for (const QString &problem : report->problems) {
        printError(QStringLiteral("%1, %2").arg(path, problem));
    }
    if (parser.isSet(QStringLiteral("json"))) {
        printJson({{QStringLiteral("metadata"), path}, {QStringLiteral("images"), report->images},
            {QStringLiteral("problems"), QJsonArray::fromStringList(report->problems)}});
    } else {
        printLine(QStringLiteral("%1: %2 images").arg(path).arg(report->images));
    }
    return report->problems.isEmpty() ? kDone : kFailed;
}

} // namespace vmunet::cli
