// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QStringList>

namespace vmunet {

/// What a person named on the command line, in a dialog or by dropping.
struct OpenRequest {
    QStringList images; ///< Files, and folders that hold one DICOM series.
    QString project; ///< A project file, if one was named; the last wins.
    QStringList problems; ///< One line each, for what cannot be opened.
};

/// Sorts files from folders and projects, and lists the images of folders (natural order, one level deep). Reads
/// folders: call it on a worker thread.
OpenRequest expandPaths(const QStringList &paths);

/// File dialogs' filter of what can be opened.
QString imageFileFilter();

} // namespace vmunet
