// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace vmunet {

/// A file that comes with the program, e.g. "models/dermoscopy.safetensors"; empty if it is nowhere. Looked for in
/// VMUNET_RESOURCE_DIR, then in an installation (../share/vmunet-studio from the program), then in a source tree that the
/// program was built in.
QString findResource(const QString &relativePath);

/// The folders that findResource() looks in, in order, existing ones only.
QStringList resourceFolders();

/// Where this user's default project and models are kept. Not created.
QString userDataFolder();

} // namespace vmunet
