// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/app_paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace vmunet {

QString findResource(const QString &relativePath)
{
    for (const QString &folder : resourceFolders()) {
        const QFileInfo file(QDir(folder).filePath(relativePath));
        if (file.exists()) {
            return file.canonicalFilePath();
        }
    }
    return {};
}

QStringList resourceFolders()
{
    const QDir program(QCoreApplication::applicationDirPath());
    QStringList candidates;
    if (const QString wished = qEnvironmentVariable("VMUNET_RESOURCE_DIR"); !wished.isEmpty()) {
        candidates.append(wished);
    }
    candidates.append(program.filePath(QStringLiteral("../share/vmunet-studio")));
    // build/<preset>/bin and build/bin. The samples tell our folder from others of that name.
    for (const char *place : {"../../../resources", "../../resources"}) {
        const QString folder = program.filePath(QLatin1String(place));
        if (QFileInfo(folder + QStringLiteral("/samples")).isDir()) {
            candidates.append(folder);
        }
    }
    QStringList folders;
    for (const QString &candidate : candidates) {
        const QString folder = QFileInfo(candidate).canonicalFilePath();
        if (!folder.isEmpty() && !folders.contains(folder)) {
            folders.append(folder);
        }
    }
    return folders;
}

QString userDataFolder()
{
    return QDir(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation))
        .filePath(QStringLiteral("vmunet-studio"));
}

} // namespace vmunet
