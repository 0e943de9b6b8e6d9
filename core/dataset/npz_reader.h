// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/npy_array.h"

#include <QString>
#include <QStringList>

namespace vmunet {

/// Reads named arrays of a NumPy archive (.npz): a zip of .npy files, stored or deflated. Every size is checked against
/// the file before memory is taken, and every checksum. Errors: NotFound (the file, or an array of that name), Io,
/// Corrupt, Unsupported (encryption, other compression, 1 GiB and more).
Result<std::vector<NpyArray>> readNpz(const QString &path, const QStringList &names);

} // namespace vmunet
