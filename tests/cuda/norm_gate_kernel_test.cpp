// SPDX-License-Identifier: GPL-3.0-or-later
// Built twice: with the kernel for a GPU, and with the same source emulated on the processor.
#include "cuda/common/device_buffer.h"
#include "cuda/norm/norm_gate.h"
#include "cuda/norm/norm_gate_reference.h"
#include "tests/cuda/kernel_orders.h"
#include "tests/cuda/scan_case.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <random>

namespace vmunet::kernels {
namespace {

template <typename T>
std::vector<T> random(std::int64_t count, unsigned seed, float scale)
{
    std::mt19937 generator(seed);
    std::normal_distribution<float> distribution(0.5F, 1.0F);
    std::vector<T> values(static_cast<std::size_t>(count));
    for (T &value : values) {
        store(value, scale * distribution(generator));
    }
    return values;
}

/// The gate's memory takes the result, as in the operator.
template <typename T>
void compare(std::int64_t rows, std::int64_t channels)
{
    const auto x = random<Wide<T>>(rows * channels, 1, 1e5F); // Beyond Half.
    const auto gate = random<T>(rows * channels, 2, 3.0F);
    const auto weight = random<T>(channels, 3, 1.0F), bias = random<T>(channels, 4, 1.0F);
    std::vector<T> expected(gate.size());
    normGateReference<T>({rows, channels, 1e-5F, x.data(), gate.data(), weight.data(), bias.data(), expected.data()});
    const DeviceBuffer<Wide<T>> dx(x);
    const DeviceBuffer<T> dGate(gate), dWeight(weight), dBias(bias);
    check(normGate<T>(
        {rows, channels, 1e-5F, dx.data(), dGate.data(), dWeight.data(), dBias.data(), dGate.data()}, nullptr));
    const std::vector<float> got = floats(dGate.values()), wanted = floats(expected);
    double largest = 1e-30, error = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        ASSERT_TRUE(std::isfinite(got[i])) << i;
        largest = std::max(largest, std::abs(double(wanted[i])));
        error = std::max(error, std::abs(double(got[i]) - wanted[i]));
    }
    std::printf("  %d x %d rel %.2e\n", int(rows), int(channels), error / largest);
    EXPECT_LE(error / largest, 2 * kStorageError<T>);
}

template <typename T>
void compareSizes()
{
    int count = 0;
    if (const cudaError_t error = cudaGetDeviceCount(&count); error != cudaSuccess || count == 0) {
        GTEST_SKIP() << "no GPU answers: " << cudaGetErrorString(error);
    }
    inEveryOrder([] {
        compare<T>(1, 1);
        compare<T>(3, 31);
        compare<T>(9, 192);
        compare<T>(5, 1000);
    });
}

} // namespace

TEST(NormGateKernel, matchesTheReferenceInFloat)
{
    compareSizes<float>();
}

TEST(NormGateKernel, matchesTheReferenceInHalf)
{
    compareSizes<Half>();
}

TEST(NormGateKernel, matchesTheReferenceInBFloat16)
{
    compareSizes<BFloat16>();
}

} // namespace vmunet::kernels
