// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QStringList>

namespace vmunet::cli {

/// What one INPUT of `vmunet segment` stands for: itself, if it is a file or the folder of a DICOM series; else the
/// image and volume files in the folder, by name. Errors: NotFound (no such path, no image in the folder), Io.
Result<QStringList> imagesOf(const QString &input);

/// File names for results: the image's name without its extension, and a number where two images share one.
class OutputNames {
public:
    QString next(const QString &imagePath);

private:
    QStringList m_used;
};

} // namespace vmunet::cli
