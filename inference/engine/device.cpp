// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/device.h"

#include "inference/ops/cuda_plugin.h"

#include <QFile>
#include <QObject>
#include <QThread>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <torch/headeronly/version.h>

#include <algorithm>
#include <atomic>
#include <dlfcn.h>
#include <malloc.h>

namespace vmunet {

namespace {

constexpr int kMaxGpus = 128; // As many as Torch can number.
std::atomic<bool> cudaInUse{false};

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
    return number && index >= 0 && index < kMaxGpus ? index : -1;
}

/// Asked of the driver: Torch's own way to ask would link its CUDA part.
QString gpuName(int index)
{
    char name[256] = {};
    void *driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    const auto nameOf =
        driver ? reinterpret_cast<int (*)(char *, int, int)>(dlsym(driver, "cuDeviceGetName")) : nullptr;
    const bool known = nameOf && nameOf(name, int(sizeof name) - 1, index) == 0;
    return known ? QString::fromLatin1(name) : QObject::tr("GPU %1").arg(index);
}

Result<Device> cudaDevice(int index)
{
    const CudaPlugin &plugin = loadCudaPlugin();
    if (!plugin.available) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("The device cuda:%1 cannot be used: %2 Use --device cpu.")
                .arg(index)
                .arg(QString::fromStdString(plugin.reason))};
    }
    const int count = int(at::getNumGPUs());
    if (index >= count) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("There is no GPU cuda:%1; this machine has %2, counted from 0.").arg(index).arg(count)};
    }
    cudaInUse = true;
    return Device{QStringLiteral("cuda:%1").arg(index), gpuName(index)};
}

} // namespace

Result<Device> chooseDevice(const QString &wish)
{
    if (wish == QLatin1String("cpu")) {
        return Device{wish, processorName()};
    }
    if (wish == QLatin1String("auto")) {
        Result<Device> gpu = cudaDevice(0);
        if (gpu) {
            return gpu;
        }
        const QString reason = QString::fromStdString(loadCudaPlugin().reason);
        return Device{QStringLiteral("cpu"), QStringLiteral("%1. %2").arg(processorName(), reason)};
    }
    const int index = cudaIndex(wish);
    if (index < 0) {
        return Error{
            ErrorCode::Invalid, QObject::tr("There is no device \"%1\"; say auto, cpu, cuda or cuda:N.").arg(wish)};
    }
    return cudaDevice(index);
}

Status checkPrecision(Precision precision, const Device &device)
{
    if (precision == Precision::Float32 || device.isCuda()) {
        return Done{};
    }
    return Error{ErrorCode::Unsupported,
        QObject::tr("The precision %1 needs a GPU, and the device is %2: leave it at float32.")
            .arg(precisionName(precision), device.name)};
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

QString blasLibrary()
{
    void *symbol = dlsym(RTLD_DEFAULT, "sgemm_");
    Dl_info info{};
    return symbol && dladdr(symbol, &info) ? QString::fromLocal8Bit(info.dli_fname) : QString();
}

void releaseUnusedMemory()
{
    if (cudaInUse) {
        c10::getDeviceAllocator(c10::kCUDA)->emptyCache();
    }
    malloc_trim(0);
}

} // namespace vmunet
