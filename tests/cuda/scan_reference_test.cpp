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

/// A view of the array, in float64.
Tensor tensor(const std::vector<float> &values, at::IntArrayRef shape)
{
    return at::from_blob(const_cast<float *>(values.data()), shape, at::kFloat).to(at::kDouble);
}

void expectClose(const Tensor &got, const Tensor &expected, double tolerance, const char *what)
{
    ASSERT_EQ(got.sizes(), expected.sizes()) << what;
    const double largest = std::max(expected.abs().max().item<double>(), 1e-30);
    const double error = (got - expected).abs().max().item<double>() / largest;
    std::printf("  %-12s rel %.2e\n", what, error);
    EXPECT_LE(error, tolerance) << what;
}

/// The operator on the same values in float64: output and gradients of x, delta (as `dt`, one number per channel, with
/// the identity as weight), B and C, A, D and bias.
struct Expected {
    Tensor y, x, delta, bc, A, D, dtBias;
};

Expected expectCrossScan(const ScanArrays &a)
{
    const ScanCase &c = a.shape;
    const Tensor x = tensor(a.x, {c.batch, c.rows, c.cols, c.channels});
    const Tensor delta = tensor(a.delta, {c.batch, c.rows, c.cols, 4, c.channels});
    const Tensor bc = tensor(a.bc, {c.batch, c.rows, c.cols, 4, 2 * c.states});
    const Tensor projected = at::cat({delta, bc}, -1).requires_grad_(true);
    const Tensor weight = at::eye(c.channels, at::kDouble).repeat({4, 1, 1});
    const Tensor dtBias = tensor(a.dtBias, {4, c.channels}).requires_grad_(true);
    const Tensor A = tensor(a.A, {4 * c.channels, c.states}).requires_grad_(true);
    const Tensor D = tensor(a.D, {4 * c.channels}).requires_grad_(true);
    x.requires_grad_(true);
    const Tensor y = ss2dScan(x, projected, weight, dtBias, A, D);
    (y * tensor(a.gradY, y.sizes())).sum().backward();
    return {y.detach(), x.grad(), projected.grad().narrow(-1, 0, c.channels),
        projected.grad().narrow(-1, c.channels, 2 * c.states), A.grad(), D.grad(), dtBias.grad().flatten()};
}

Expected expectGroups(const ScanArrays &a)
{
    const ScanCase &c = a.shape;
    const std::int64_t length = c.rows * c.cols, rows = c.directions * c.channels;
    const auto channelsFirst = [](const Tensor &t) { return t.transpose(1, 2).contiguous().requires_grad_(true); };
    const Tensor u = channelsFirst(tensor(a.x, {c.batch, length, rows}));
    const Tensor delta = channelsFirst(tensor(a.delta, {c.batch, length, rows}));
    const Tensor bc = tensor(a.bc, {c.batch, length, c.directions, 2 * c.states}).permute({0, 2, 3, 1});
    const Tensor B = bc.narrow(2, 0, c.states).contiguous().requires_grad_(true);
    const Tensor C = bc.narrow(2, c.states, c.states).contiguous().requires_grad_(true);
    const Tensor dtBias = tensor(a.dtBias, {rows}).requires_grad_(true);
    const Tensor A = tensor(a.A, {rows, c.states}).requires_grad_(true);
    const Tensor D = tensor(a.D, {rows}).requires_grad_(true);
    const Tensor y = selectiveScan(u, delta, A, B, C, D, dtBias);
    (y * tensor(a.gradY, {c.batch, length, rows}).transpose(1, 2)).sum().backward();
    return {y.detach().transpose(1, 2), u.grad().transpose(1, 2), delta.grad().transpose(1, 2),
        at::cat({B.grad(), C.grad()}, 2).permute({0, 3, 1, 2}), A.grad(), D.grad(), dtBias.grad()};
}

} // namespace

class ScanReference : public testing::TestWithParam<ScanCase> { };

TEST_P(ScanReference, matchesTheCpuOperator)
{
    ScanArrays a(GetParam());
    scanForwardReference(a.forward());
    scanBackwardReference(a.backward());
    const Expected expected = a.shape.crossScan ? expectCrossScan(a) : expectGroups(a);

    const ScanCase &c = a.shape;
    const std::int64_t slots = c.crossScan ? 4 : 1, chunks = scanChunks(a.params()), rows = c.directions * c.channels;
    const std::int64_t blocks = scanChannelBlocks(a.params());
    const auto merged = [&](const std::vector<float> &values) {
        return tensor(values, {slots, std::int64_t(a.x.size())}).sum(0);
    };
    expectClose(merged(a.y).view(expected.y.sizes()), expected.y, 2e-6, "y");
    expectClose(merged(a.gradX).view(expected.x.sizes()), expected.x, 2e-6, "grad.x");
    expectClose(tensor(a.gradDelta, expected.delta.sizes()), expected.delta, 4e-6, "grad.delta");
    const Tensor gradBc = tensor(a.gradBc, {blocks, std::int64_t(a.bc.size())}).sum(0);
    expectClose(gradBc.view(expected.bc.sizes()), expected.bc, 4e-6, "grad.bc");
    const std::array<std::int64_t, 2> batchAndChunks{0, 2};
    const Tensor gradA =
        tensor(a.gradA, {c.batch, c.directions, chunks, c.states, c.channels}).sum(at::IntArrayRef(batchAndChunks));
    expectClose(gradA.transpose(1, 2).reshape({rows, c.states}), expected.A, 4e-6, "grad.A");
    const auto summed = [&](const std::vector<float> &values) {
        return tensor(values, {c.batch, c.directions, chunks, c.channels})
            .sum(at::IntArrayRef(batchAndChunks))
            .flatten();
    };
    expectClose(summed(a.gradD), expected.D, 2e-6, "grad.D");
    expectClose(summed(a.gradBias), expected.dtBias, 4e-6, "grad.dtBias");
}

INSTANTIATE_TEST_SUITE_P(All, ScanReference, testing::ValuesIn(kScanCases));

} // namespace vmunet::kernels
