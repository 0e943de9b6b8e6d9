// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/common/device_buffer.h"
#include "cuda/scan/scan_backward.h"
#include "cuda/scan/scan_forward.h"
#include "cuda/scan/scan_reference.h"
#include "tests/cuda/scan_case.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace vmunet::kernels {
namespace {

void expectClose(const DeviceBuffer<float> &got, const std::vector<float> &expected, const char *what)
{
    const std::vector<float> values = got.values();
    ASSERT_EQ(values.size(), expected.size()) << what;
    double largest = 1e-30;
    double error = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_TRUE(std::isfinite(values[i])) << what << " element " << i;
        largest = std::max(largest, std::abs(double(expected[i])));
        error = std::max(error, std::abs(double(values[i]) - expected[i]));
    }
    std::printf("  %-12s rel %.2e\n", what, error / largest);
    EXPECT_LE(error / largest, 4e-6) << what;
}

/// A copy on the device of everything in ScanArrays.
struct DeviceArrays {
    explicit DeviceArrays(const ScanArrays &a)
        : x(a.x)
        , delta(a.delta)
        , bc(a.bc)
        , dtBias(a.dtBias)
        , A(a.A)
        , D(a.D)
        , gradY(a.gradY)
        , y(a.y)
        , states(a.states)
        , chunkSum(a.chunkSum)
        , gradX(a.gradX)
        , gradDelta(a.gradDelta)
        , gradBc(a.gradBc)
        , gradA(a.gradA)
        , gradD(a.gradD)
        , gradBias(a.gradBias)
        , carry(a.carry)
    {
    }

    ScanParams params(const ScanArrays &a) const
    {
        ScanParams p = a.params();
        p.x = x.data();
        p.delta = delta.data();
        p.bc = bc.data();
        p.dtBias = dtBias.data();
        p.A = A.data();
        p.D = D.data();
        return p;
    }

    DeviceBuffer<float> x, delta, bc, dtBias, A, D, gradY;
    DeviceBuffer<float> y, states, chunkSum, gradX, gradDelta, gradBc, gradA, gradD, gradBias, carry;
};

} // namespace

class ScanKernel : public testing::TestWithParam<ScanCase> { };

TEST_P(ScanKernel, matchesTheReference)
{
    int count = 0;
    if (const cudaError_t error = cudaGetDeviceCount(&count); error != cudaSuccess || count == 0) {
        GTEST_SKIP() << "no GPU answers: " << cudaGetErrorString(error);
    }
    ScanArrays a(GetParam());
    const DeviceArrays d(a);
    check(scanForward({d.params(a), d.y.data(), a.slot(), d.states.data(), d.chunkSum.data()}, nullptr));
    check(scanBackward(
        {d.params(a), d.states.data(), d.gradY.data(), d.gradX.data(), a.slot(), d.gradDelta.data(), d.gradBc.data(),
            d.gradA.data(), d.gradD.data(), d.gradBias.data(), d.carry.data(), d.chunkSum.data()},
        nullptr));
    scanForwardReference(a.forward());
    scanBackwardReference(a.backward());
    expectClose(d.y, a.y, "y");
    expectClose(d.states, a.states, "states");
    expectClose(d.gradX, a.gradX, "grad.x");
    expectClose(d.gradDelta, a.gradDelta, "grad.delta");
    expectClose(d.gradBc, a.gradBc, "grad.bc");
    expectClose(d.gradA, a.gradA, "grad.A");
    expectClose(d.gradD, a.gradD, "grad.D");
    expectClose(d.gradBias, a.gradBias, "grad.dtBias");
    expectClose(d.carry, a.carry, "carry");
}

INSTANTIATE_TEST_SUITE_P(All, ScanKernel, testing::ValuesIn(kScanCases));

} // namespace vmunet::kernels
