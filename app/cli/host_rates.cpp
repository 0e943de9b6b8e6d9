// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/host_rates.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>
#include <vector>

namespace vmunet::cli {

namespace {

double timeMs(const std::function<void()> &run, const std::function<void()> &finish)
{
    const auto start = std::chrono::steady_clock::now();
    run();
    finish();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> times)
{
    std::sort(times.begin(), times.end());
    const std::size_t middle = times.size() / 2;
    return times.size() % 2 == 1 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
}

} // namespace

double medianMs(int warmUps, int repetitions, const std::function<void()> &run, const std::function<void()> &finish)
{
    std::vector<double> times;
    for (int i = -warmUps; i < repetitions; ++i) {
        const double ms = timeMs(run, finish);
        if (i >= 0) {
            times.push_back(ms);
        }
    }
    return median(std::move(times));
}

PairMs medianPairMs(
    int warmUps, int repetitions, const std::function<void(bool second)> &run, const std::function<void()> &finish)
{
    std::vector<double> first;
    std::vector<double> second;
    for (int i = -warmUps; i < repetitions; ++i) {
        const double firstMs = timeMs([&] { run(false); }, finish);
        const double secondMs = timeMs([&] { run(true); }, finish);
        if (i >= 0) {
            first.push_back(firstMs);
            second.push_back(secondMs);
        }
    }
    return {median(std::move(first)), median(std::move(second))};
}

HostRates measureHostRates(const char *device, const std::function<void()> &finish)
{
    const c10::InferenceMode inference;
    const auto options = at::TensorOptions(at::Device(device));
    HostRates rates;

    constexpr std::int64_t side = 1024;
    const at::Tensor a = at::rand({side, side}, options);
    const at::Tensor b = at::rand({side, side}, options);
    at::Tensor c = at::empty({side, side}, options);
    rates.multiplyAddsPerSecond = double(side * side * side)
        / medianMs(
            3, 15, [&] { at::mm_out(c, a, b); }, finish)
        * 1e3;

    const at::Tensor source = at::zeros({64 << 20}, options);
    at::Tensor copy = at::zeros_like(source);
    rates.bytesPerSecond = 2.0 * double(source.nbytes())
        / medianMs(
            1, 7, [&] { copy.copy_(source); }, finish)
        * 1e3;

    // 32768 numbers for each core stay in its second-level cache.
    const std::int64_t count = std::int64_t{32768} * std::max(1, at::get_num_threads());
    const at::Tensor arguments = at::rand({count}, options).neg_();
    at::Tensor values = at::empty_like(arguments);
    constexpr int rounds = 32;
    const auto exponentials = [&] {
        for (int i = 0; i < rounds; ++i) {
            at::exp_out(values, arguments);
        }
    };
    rates.exponentialsPerSecond = double(rounds * count) / medianMs(2, 15, exponentials, finish) * 1e3;
    return rates;
}

double peakMemoryMib()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) {
            return std::stod(line.substr(6)) / 1024;
        }
    }
    return 0;
}

void resetPeakMemory()
{
    malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << 5;
}

} // namespace vmunet::cli
