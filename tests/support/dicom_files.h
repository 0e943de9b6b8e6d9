// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>

namespace vmunet::test {

/// The shared test series, a folder each; may be absent.
inline const QString kSeries = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/dicom/");

/// Links every file of `from` into `to`.
inline bool linkAll(const QString &from, const QString &to)
{
    bool done = true;
    for (const QString &name : QDir(from).entryList(QDir::Files)) {
        done = QFile::link(from + QLatin1Char('/') + name, to + QLatin1Char('/') + name) && done;
    }
    return done;
}

} // namespace vmunet::test
