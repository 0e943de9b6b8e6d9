// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/device.h"

#include <QFile>
#include <QObject>
#include <QThread>

#include <ATen/Parallel.h>
#include <torch/headeronly/version.h>

#include <algorithm>
#include <malloc.h>

namespace vmunet {

namespace {

QString processorName()
{
    QFile info(QStringLiteral("/proc/cpuinfo"));
    if (info.open(QIODevice::ReadOnly)) {
        for (const QByteArray &line : info.readAll().split('\n')) {
            if (line.startsWith("model name")) {
                return QString::fromLatin1(line.mid(line.indexOf(':') + 1)).simplified();
            }
        }
    }
    return QObject::tr("processor");
}

/// The N of "cuda" or "cuda:N"; -1: another word.
int cudaIndex(const QString &wish)
{
    if (wish == QLatin1String("cuda")) {
        return 0;
    }
    bool number = false;
    const int index = wish.startsWith(QLatin1String("cuda:")) ? wish.mid(5).toInt(&number) : -1;
    return number && index >= 0 && index < 128 ? index : -1;
}

} // namespace

Result<Device> chooseDevice(const QString &wish)
{
    if (wish == QLatin1String("cpu") || wish == QLatin1String("auto")) {
        return Device{QStringLiteral("cpu"), processorName()};
    }
    if (cudaIndex(wish) < 0) {
        return Error{
            ErrorCode::Invalid, QObject::tr("There is no device \"%1\"; say auto, cpu, cuda or cuda:N.").arg(wish)};
    }
    return Error{
        ErrorCode::Unsupported, QObject::tr("The device %1 is not available here; use --device cpu.").arg(wish)};
}

void setComputeThreads(int threads)
{
    at::set_num_threads(threads > 0 ? threads : std::max(1, QThread::idealThreadCount()));
}

int computeThreads()
{
    return at::get_num_threads();
}

QString torchVersion()
{
    return QStringLiteral("%1.%2.%3").arg(TORCH_VERSION_MAJOR).arg(TORCH_VERSION_MINOR).arg(TORCH_VERSION_PATCH);
}

void releaseUnusedMemory()
{
    malloc_trim(0);
}

} // namespace vmunet
