// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/scan/scan_reference.h"

#include "inference/ops/selective_scan.h"
#include "tests/cuda/scan_case.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

namespace vmunet::kernels {
namespace {

using at::Tensor;

/// A copy of the array, in float64.
template <typename T>
Tensor tensor(const std::vector<T> &values, at::IntArrayRef shape)
{
    return at::tensor(floats(values)).to(at::kDouble).view(shape);
}

void expectClose(const Tensor &got, const Tensor &expected, double tolerance, const char *what)
{
    ASSERT_EQ(got.sizes(), expected.sizes()) << what;
    const double largest = std::max(expected.abs().max().item<double>(), 1e-30);
    const double error = (got - expected).abs().max().item<double>() / largest;
    std::printf("  %-14s rel %.2e\n", what, error);
    EXPECT_LE(error, tolerance) << what;
}

/// The operator on the same stored values in float64: output and gradients.
struct Expected {
    Tensor y, x, delta, projected, dtWeight, A, D, dtBias;
};

template <typename T>
Expected expectCrossScan(const ScanArrays<T> &a)
{
    const ScanCase &c = a.shape;
    const Tensor x = tensor(a.x, {c.batch, c.rows, c.cols, c.channels}).requires_grad_(true);
    const Tensor projected =
        tensor(a.projected, {c.batch, c.rows, c.cols, 4, c.rank + 2 * c.states}).requires_grad_(true);
    const Tensor weight = tensor(a.dtWeight, {4, c.channels, c.rank}).requires_grad_(true);
    const Tensor dtBias = tensor(a.dtBias, {4, c.channels}).requires_grad_(true);
    const Tensor A = tensor(a.A, {4 * c.channels, c.states}).requires_grad_(true);
    const Tensor D = tensor(a.D, {4 * c.channels}).requires_grad_(true);
    const Tensor y = ss2dScan(x, projected, weight, dtBias, A, D);
    (y * tensor(a.gradY, y.sizes())).sum().backward();
    return {y.detach(), x.grad(), {}, projected.grad(), weight.grad(), A.grad(), D.grad(), dtBias.grad().flatten()};
}

template <typename T>
Expected expectGroups(const ScanArrays<T> &a)
{
    const ScanCase &c = a.shape;
    const std::int64_t length = c.rows * c.cols, rows = c.directions * c.channels;
    const auto channelsFirst = [](const Tensor &t) { return t.transpose(1, 2).contiguous().requires_grad_(true); };
    const Tensor u = channelsFirst(tensor(a.x, {c.batch, length, rows}));
    const Tensor delta = channelsFirst(tensor(a.delta, {c.batch, length, rows}));
    const Tensor bc = tensor(a.projected, {c.batch, length, c.directions, 2 * c.states}).permute({0, 2, 3, 1});
    const Tensor B = bc.narrow(2, 0, c.states).contiguous().requires_grad_(true);
    const Tensor C = bc.narrow(2, c.states, c.states).contiguous().requires_grad_(true);
    const Tensor dtBias = tensor(a.dtBias, {rows}).requires_grad_(true);
    const Tensor A = tensor(a.A, {rows, c.states}).requires_grad_(true);
    const Tensor D = tensor(a.D, {rows}).requires_grad_(true);
    const Tensor y = selectiveScan(u, delta, A, B, C, D, dtBias);
    (y * tensor(a.gradY, {c.batch, length, rows}).transpose(1, 2)).sum().backward();
    return {y.detach().transpose(1, 2), u.grad().transpose(1, 2), delta.grad().transpose(1, 2),
        at::cat({B.grad(), C.grad()}, 2).permute({0, 3, 1, 2}), {}, A.grad(), D.grad(), dtBias.grad()};
}

template <typename T>
void compare(const ScanCase &c)
{
    ScanArrays<T> a(c);
    scanForwardReference(a.forward());
    scanBackwardReference(a.backward());
    const Expected expected = c.crossScan ? expectCrossScan(a) : expectGroups(a);

    const std::int64_t chunks = scanChunks(a.params()), rows = c.directions * c.channels;
    const double stored = kStorageError<T>; // Of what is stored in T; sums in float32 keep their own tolerances.
    expectClose(tensor(a.y, expected.y.sizes()), expected.y, kStorageError<Wide<T>>, "y");
    expectClose(tensor(a.gradX, expected.x.sizes()), expected.x, stored, "grad.x");
    if (c.rank == 0) {
        expectClose(tensor(a.gradDelta, expected.delta.sizes()), expected.delta, stored, "grad.delta");
    }
    const Tensor gradProjected =
        tensor(a.gradProjected, {scanChannelBlocks(a.params()), std::int64_t(a.projected.size())}).sum(0);
    expectClose(gradProjected.view(expected.projected.sizes()), expected.projected, 4e-6, "grad.projected");
    const std::array<std::int64_t, 2> batchAndChunks{0, 2};
    const auto perChannel = [&](const std::vector<float> &values, std::int64_t count) { // [rows, count]
        return tensor(values, {c.batch, c.directions, chunks, count, c.channels})
            .sum(at::IntArrayRef(batchAndChunks))
            .transpose(1, 2)
            .reshape({rows, count});
    };
    expectClose(perChannel(a.gradA, c.states), expected.A, 4e-6, "grad.A");
    if (c.rank > 0) {
        expectClose(perChannel(a.gradWeight, c.rank), expected.dtWeight.flatten(0, 1), 4e-6, "grad.dtWeight");
    }
    expectClose(perChannel(a.gradD, 1).flatten(), expected.D, 4e-6, "grad.D");
    expectClose(perChannel(a.gradBias, 1).flatten(), expected.dtBias, 4e-6, "grad.dtBias");
}

} // namespace

class ScanReference : public testing::TestWithParam<ScanCase> { };

TEST_P(ScanReference, matchesTheCpuOperatorInFloat)
{
    compare<float>(GetParam());
}

TEST_P(ScanReference, matchesTheCpuOperatorInHalf)
{
    compare<Half>(GetParam());
}

TEST_P(ScanReference, matchesTheCpuOperatorInBFloat16)
{
    compare<BFloat16>(GetParam());
}

INSTANTIATE_TEST_SUITE_P(All, ScanReference, testing::ValuesIn(kScanCases));

} // namespace vmunet::kernels
