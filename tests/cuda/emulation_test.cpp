// SPDX-License-Identifier: GPL-3.0-or-later
#include <cuda_runtime.h>

#include "cuda/common/launch.cuh"
#include "cuda/common/warp_sums.cuh"

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>
#include <vector>

namespace vmunet::emulation {
namespace {

struct Arrays {
    const float *in;
    float *out;
    bool withBarrier = true;
};

/// out[i] = in of the block's mirrored thread, through shared memory.
__global__ void mirrorKernel(Arrays a)
{
    __shared__ float tile[64];
    tile[threadIdx.x] = a.in[blockIdx.x * 64 + threadIdx.x];
    if (a.withBarrier) {
        __syncthreads();
    }
    a.out[blockIdx.x * 64 + threadIdx.x] = tile[63 - threadIdx.x];
}

__global__ void halfOfTheThreadsWaitKernel(Arrays)
{
    if (threadIdx.x < 32) {
        __syncthreads();
    }
}

template <int kCount>
__global__ void sumKernel(Arrays a)
{
    float values[kCount];
    for (int i = 0; i < kCount; ++i) {
        values[i] = a.in[threadIdx.x] * float(i + 1);
    }
    const float sum = kernels::warpSums(values);
    if (kernels::isWarpSumOwner<kCount>()) {
        a.out[int(threadIdx.x) / 32 * kCount + kernels::warpSumIndex<kCount>()] = sum;
    }
}

std::vector<float> numbers()
{
    std::vector<float> values(128);
    std::iota(values.begin(), values.end(), 1.0F);
    return values;
}

std::vector<float> mirrored(bool withBarrier, Order order)
{
    const std::vector<float> in = numbers();
    std::vector<float> out(in.size(), 0.0F);
    setOrder(order);
    EXPECT_EQ(kernels::launch(&mirrorKernel, 2, 64, nullptr, Arrays{in.data(), out.data(), withBarrier}), cudaSuccess);
    return out;
}

template <int kCount>
void expectSums()
{
    const std::vector<float> in = numbers();
    std::vector<float> out(2 * kCount, 0.0F);
    EXPECT_EQ(kernels::launch(&sumKernel<kCount>, 1, 64, nullptr, Arrays{in.data(), out.data()}), cudaSuccess);
    for (int warp = 0; warp < 2; ++warp) {
        const float sum = std::accumulate(in.begin() + 32 * warp, in.begin() + 32 * (warp + 1), 0.0F);
        for (int i = 0; i < kCount; ++i) {
            EXPECT_EQ(out[std::size_t(warp * kCount + i)], sum * float(i + 1)) << kCount << " values, value " << i;
        }
    }
}

} // namespace

TEST(Emulation, threadsMeetAtBarriers)
{
    for (const Order order : {Order::Ascending, Order::Descending}) {
        const std::vector<float> out = mirrored(true, order);
        for (std::size_t i = 0; i < 64; ++i) {
            EXPECT_EQ(out[i], float(64 - i));
            EXPECT_EQ(out[64 + i], float(128 - i));
        }
    }
}

TEST(Emulation, aMissingBarrierShowsInTheOtherOrder)
{
    EXPECT_NE(mirrored(false, Order::Ascending), mirrored(false, Order::Descending));
}

TEST(Emulation, aBarrierThatNotAllReachIsAnError)
{
    EXPECT_THROW(kernels::launch(&halfOfTheThreadsWaitKernel, 1, 64, nullptr, Arrays{}), std::logic_error);
}

TEST(Emulation, warpSumsAddEachValueOverItsWarp)
{
    expectSums<1>();
    expectSums<2>();
    expectSums<8>();
    expectSums<32>();
}

TEST(Emulation, noBlocksAreNoError)
{
    EXPECT_EQ(kernels::launch(&mirrorKernel, 0, 64, nullptr, Arrays{}), cudaSuccess);
    EXPECT_EQ(
        kernels::launch(&mirrorKernel, std::int64_t(1) << 31, 64, nullptr, Arrays{}), cudaErrorInvalidConfiguration);
}

} // namespace vmunet::emulation
