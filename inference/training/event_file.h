// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QFile>
#include <QString>

#include <cstdint>
#include <utility>
#include <vector>

namespace vmunet {

/// CRC-32C (Castagnoli), as TensorFlow's record files use it.
std::uint32_t crc32c(const QByteArray &bytes);

/// One record of such a file: length, masked checksum of the length, content, masked checksum of the content.
QByteArray tfRecord(const QByteArray &content);

/// Writes numbers of a run for TensorBoard: `events.out.tfevents.<seconds>.<host>` in a folder, a new file each time a
/// run begins or goes on, as TensorBoard wants it. What cannot be written is told once and costs the run nothing.
class EventFile {
public:
    using Scalars = std::vector<std::pair<const char *, double>>;

    explicit EventFile(const QString &folder);

    /// Appends one event; numbers that are none are left out.
    Status add(std::int64_t step, const Scalars &scalars);

private:
    QFile m_file;
};

} // namespace vmunet
