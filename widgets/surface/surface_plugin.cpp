// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/surface/surface_plugin.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QPluginLoader>

namespace vmunet {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("SurfacePlugin", text);
}

Result<SurfacePlugin *> load()
{
    const QDir program(QCoreApplication::applicationDirPath());
    // Beside the program in a build, or in its installation's library folder.
    for (const char *place : {"../lib/vmunet-studio", "../lib"}) {
        const QString path = program.filePath(QLatin1String(place) + QStringLiteral("/libvmunet_surface.so"));
        if (!QFileInfo::exists(path)) {
            continue;
        }
        QPluginLoader loader(path);
        if (auto *plugin = qobject_cast<SurfacePlugin *>(loader.instance())) {
            return plugin;
        }
        return Error{
            ErrorCode::Unsupported, translated("The module for surfaces does not load: %1").arg(loader.errorString())};
    }
    return Error{ErrorCode::NotFound, translated("This build has no module for surfaces (libvmunet_surface.so).")};
}

} // namespace

Result<SurfacePlugin *> loadSurfacePlugin()
{
    static const Result<SurfacePlugin *> plugin = load();
    return plugin;
}

} // namespace vmunet
