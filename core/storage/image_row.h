// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/image_repository.h"
#include "core/storage/statement.h"

namespace vmunet {

/// The columns of an ImageRecord, in the order that imageRecordFrom() reads them from column 0 on.
extern const QString kImageColumns;
inline constexpr int kImageColumnCount = 15;
ImageRecord imageRecordFrom(const Statement &row, const QDir &folder);
/// An image's path as a project in `folder` keeps it.
QString relativeImagePath(const QDir &folder, const QString &path);

} // namespace vmunet
