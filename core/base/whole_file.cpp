// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/whole_file.h"

#include <QFile>
#include <QObject>
#include <QSaveFile>

namespace vmunet {

Status writeWhole(const QString &path, const QByteArray &content)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit()) {
        return Error{ErrorCode::Io, QObject::tr("Cannot write %1: %2").arg(path, file.errorString())};
    }
    return Done{};
}

Result<QByteArray> readWhole(const QString &path)
{
    QFile file(path);
    if (!file.exists()) {
        return Error{ErrorCode::NotFound, QObject::tr("There is no file %1.").arg(path)};
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, QObject::tr("Cannot read %1: %2").arg(path, file.errorString())};
    }
    return file.readAll();
}

} // namespace vmunet
