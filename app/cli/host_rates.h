// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

/// What a device can do at best, measured on the spot: the floors that the network's times are compared with.
namespace vmunet::cli {

/// Median time of a run in milliseconds, after `warmUps` runs that are left out. `finish` waits for the device.
double medianMs(int warmUps, int repetitions, const std::function<void()> &run, const std::function<void()> &finish);

/// Medians of two runs that take turns, so that whatever else the machine does weighs on both alike.
struct PairMs {
    double first = 0;
    double second = 0;
};
PairMs medianPairMs(
    int warmUps, int repetitions, const std::function<void(bool second)> &run, const std::function<void()> &finish);

struct HostRates {
    double multiplyAddsPerSecond = 0; ///< float32 matrix product.
    double bytesPerSecond = 0; ///< Read and written by a copy of a tensor larger than the caches.
    double exponentialsPerSecond = 0; ///< Torch's vectorised exponential, in cache.
};

/// Takes about two seconds. `device`: "cpu", "cuda:0".
HostRates measureHostRates(const char *device, const std::function<void()> &finish);

/// Largest resident memory of the process since the last reset, in MiB; 0 where the system does not tell.
double peakMemoryMib();
/// Gives unused memory back to the system and starts the peak anew.
void resetPeakMemory();

} // namespace vmunet::cli
