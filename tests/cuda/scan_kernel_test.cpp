// SPDX-License-Identifier: GPL-3.0-or-later
// Built twice: with the kernels for a GPU, and with the same source emulated on the processor.
#include "cuda/common/device_buffer.h"
#include "cuda/scan/scan_backward.h"
#include "cuda/scan/scan_forward.h"
#include "cuda/scan/scan_reference.h"
#include "tests/cuda/kernel_orders.h"
#include "tests/cuda/scan_case.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace vmunet::kernels {
namespace {

template <typename T>
void expectClose(const DeviceBuffer<T> &got, const std::vector<T> &expected, const char *what)
{
    const std::vector<float> values = floats(got.values()), wanted = floats(expected);
    ASSERT_EQ(values.size(), wanted.size()) << what;
    double largest = 1e-30;
    double error = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_TRUE(std::isfinite(values[i])) << what << " element " << i;
        largest = std::max(largest, std::abs(double(wanted[i])));
        error = std::max(error, std::abs(double(values[i]) - wanted[i]));
    }
    std::printf("  %-14s rel %.2e\n", what, error / largest);
    EXPECT_LE(error / largest, 2 * kStorageError<T>) << what;
}

/// The inputs of ScanArrays on the device, and memory there for the results, which nothing has written to.
template <typename T>
struct DeviceArrays {
    explicit DeviceArrays(const ScanArrays<T> &a)
        : shape(a)
        , x(a.x)
        , projected(a.projected)
        , delta(a.delta)
        , gradY(a.gradY)
        , dtWeight(a.dtWeight)
        , dtBias(a.dtBias)
        , A(a.A)
        , D(a.D)
        , y(a.y.size())
        , gradX(a.gradX.size())
        , gradDelta(a.gradDelta.size())
        , slots(a.slots.size())
        , states(a.states.size())
        , chunkSum(a.chunkSum.size())
        , gradProjected(a.gradProjected.size())
        , gradWeight(a.gradWeight.size())
        , gradA(a.gradA.size())
        , gradD(a.gradD.size())
        , gradBias(a.gradBias.size())
        , carry(a.carry.size())
    {
    }

    ScanParams<T> params() const
    {
        ScanParams<T> p = shape.params();
        p.x = x.data();
        p.projected = projected.data();
        p.delta = delta.data();
        p.dtWeight = dtWeight.data();
        p.dtBias = dtBias.data();
        p.A = A.data();
        p.D = D.data();
        return p;
    }
    ScanForwardParams<T> forward() const { return {params(), y.data(), slots.data(), states.data(), chunkSum.data()}; }
    ScanBackwardParams<T> backward() const
    {
        return {params(), states.data(), gradY.data(), gradX.data(), slots.data(), gradDelta.data(),
            gradProjected.data(), gradWeight.data(), gradA.data(), gradD.data(), gradBias.data(), carry.data(),
            chunkSum.data()};
    }

    const ScanArrays<T> &shape;
    DeviceBuffer<T> x, projected, delta;
    DeviceBuffer<Wide<T>> gradY;
    DeviceBuffer<float> dtWeight, dtBias, A, D;
    DeviceBuffer<Wide<T>> y;
    DeviceBuffer<T> gradX, gradDelta;
    DeviceBuffer<float> slots, states, chunkSum, gradProjected, gradWeight, gradA, gradD, gradBias, carry;
};

template <typename T>
void compare(const ScanCase &shape)
{
    ScanArrays<T> a(shape);
    scanForwardReference(a.forward());
    scanBackwardReference(a.backward());
    const DeviceArrays<T> d(a);
    check(scanForward(d.forward(), nullptr));
    check(scanBackward(d.backward(), nullptr));
    expectClose(d.y, a.y, "y");
    expectClose(d.states, a.states, "states");
    expectClose(d.gradX, a.gradX, "grad.x");
    expectClose(d.gradDelta, a.gradDelta, "grad.delta");
    expectClose(d.gradProjected, a.gradProjected, "grad.projected");
    expectClose(d.gradWeight, a.gradWeight, "grad.dtWeight");
    expectClose(d.gradA, a.gradA, "grad.A");
    expectClose(d.gradD, a.gradD, "grad.D");
    expectClose(d.gradBias, a.gradBias, "grad.dtBias");
    expectClose(d.carry, a.carry, "carry");
}

} // namespace

class ScanKernel : public testing::TestWithParam<ScanCase> {
protected:
    void SetUp() override
    {
        int count = 0;
        if (const cudaError_t error = cudaGetDeviceCount(&count); error != cudaSuccess || count == 0) {
            GTEST_SKIP() << "no GPU answers: " << cudaGetErrorString(error);
        }
    }
};

TEST_P(ScanKernel, matchesTheReferenceInFloat)
{
    inEveryOrder([] { compare<float>(GetParam()); });
}

TEST_P(ScanKernel, matchesTheReferenceInHalf)
{
    compare<Half>(GetParam());
}

TEST_P(ScanKernel, matchesTheReferenceInBFloat16)
{
    compare<BFloat16>(GetParam());
}

INSTANTIATE_TEST_SUITE_P(All, ScanKernel, testing::ValuesIn(kScanCases));

} // namespace vmunet::kernels
