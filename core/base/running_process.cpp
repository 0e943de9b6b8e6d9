// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/running_process.h"

#include <QFile>
#include <QSysInfo>

#ifdef Q_OS_UNIX
#include <cerrno>
#include <csignal>
#endif

namespace vmunet {

QString processPlace()
{
#ifdef Q_OS_LINUX
    // Looks like "pid:[4026531836]"; symLinkTarget() would make a path of it.
    const QString space = QFile(QStringLiteral("/proc/self/ns/pid")).symLinkTarget().section(QLatin1Char('['), 1);
    const QString kernel = QString::fromLatin1(QSysInfo::bootUniqueId());
    if (!kernel.isEmpty() && !space.isEmpty()) {
        return (kernel + QLatin1Char('.') + space.chopped(1)).left(60);
    }
#endif
    return {};
}

bool isProcessAlive(qint64 process)
{
#ifdef Q_OS_LINUX
    // One that was killed stays as a zombie until its parent asks for it; the state follows the name's last bracket.
    QFile state(QStringLiteral("/proc/%1/stat").arg(process));
    if (state.open(QIODevice::ReadOnly)) {
        const QByteArray line = state.readLine(4096);
        const QByteArray letter = line.mid(line.lastIndexOf(')') + 2, 1);
        return letter != "Z" && letter != "X";
    }
#endif
#ifdef Q_OS_UNIX
    return process > 0 && (::kill(pid_t(process), 0) == 0 || errno != ESRCH);
#else
    Q_UNUSED(process)
    return true;
#endif
}

} // namespace vmunet
