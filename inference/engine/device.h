// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "inference/protocol/precision.h"

#include <QString>

namespace vmunet {

/// Where a network runs.
struct Device {
    QString name; ///< "cpu", "cuda:0"
    QString note; ///< For the person: the processor or GPU, and with auto why it is not a GPU.
    bool isCuda() const { return name != QLatin1String("cpu"); }
};

/// `wish`: auto (CUDA if it works), cpu, cuda, cuda:N. Errors: Invalid (no such word), Unsupported (no such GPU here).
Result<Device> chooseDevice(const QString &wish);

/// Errors: Unsupported for anything but float32 on the CPU.
Status checkPrecision(Precision precision, const Device &device);

/// Threads that one operation may use on the CPU; 0: all cores. For the whole process.
void setComputeThreads(int threads);
int computeThreads();

QString torchVersion();

/// The library whose matrix products this process uses. Another one than Torch's own makes networks ten times slower.
QString blasLibrary();

/// Gives memory that earlier jobs left in caches, the GPU's too, back to the system.
void releaseUnusedMemory();

} // namespace vmunet
