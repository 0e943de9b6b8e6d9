// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>

namespace vmunet::test {

/// What `vmunet` said and how it ended.
struct Outcome {
    int status = -1;
    QByteArray out;
    QByteArray err;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

/// Runs the built command line to its end.
inline Outcome runVmunet(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(VMUNET_BINARIES "/vmunet"), arguments);
    process.waitForFinished(120'000);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace vmunet::test
