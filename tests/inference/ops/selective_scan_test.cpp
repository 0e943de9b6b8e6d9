// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/selective_scan.h"

#include "tests/inference/ops/fixture_tensors.h"
#include "tests/inference/ops/gradient_check.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <gtest/gtest.h>

#include <filesystem>

#include <cmath>

namespace vmunet::scan_test {
namespace {

using at::Tensor;

struct ScanInputs {
    Tensor u, delta, A, B, C, D, deltaBias;

    Tensor scan() const { return selectiveScan(u, delta, A, B, C, D, deltaBias); }
    std::vector<Tensor> all() const { return {u, delta, A, B, C, D, deltaBias}; }
};

const std::vector<std::string> kNames{"u", "delta", "A", "B", "C", "D", "delta_bias"};

struct Shape {
    std::int64_t batch, rows, groups, states, length;
};

ScanInputs randomInputs(const Shape &s, at::ScalarType type)
{
    const auto options = at::TensorOptions(type);
    return {at::randn({s.batch, s.rows, s.length}, options), at::randn({s.batch, s.rows, s.length}, options) * 2,
        -at::rand({s.rows, s.states}, options) * 4 - 0.05, at::randn({s.batch, s.groups, s.states, s.length}, options),
        at::randn({s.batch, s.groups, s.states, s.length}, options), at::randn({s.rows}, options),
        at::randn({s.rows}, options)};
}

/// The definition, written as plainly as possible.
Tensor plainScan(const ScanInputs &in)
{
    Tensor y = at::empty_like(in.u);
    const auto u = in.u.accessor<double, 3>();
    const auto delta = in.delta.accessor<double, 3>();
    const auto A = in.A.accessor<double, 2>();
    const auto B = in.B.accessor<double, 4>();
    const auto C = in.C.accessor<double, 4>();
    auto out = y.accessor<double, 3>();
    const std::int64_t perGroup = in.u.size(1) / in.B.size(1);
    for (std::int64_t b = 0; b < in.u.size(0); ++b) {
        for (std::int64_t d = 0; d < in.u.size(1); ++d) {
            std::vector<double> h(std::size_t(in.A.size(1)), 0.0);
            for (std::int64_t t = 0; t < in.u.size(2); ++t) {
                const double v = delta[b][d][t] + in.deltaBias[d].item<double>();
                const double s = v > 20 ? v : std::log1p(std::exp(v));
                double sum = in.D[d].item<double>() * u[b][d][t];
                for (std::int64_t n = 0; n < in.A.size(1); ++n) {
                    double &state = h[std::size_t(n)];
                    state = std::exp(s * A[d][n]) * state + s * B[b][d / perGroup][n][t] * u[b][d][t];
                    sum += C[b][d / perGroup][n][t] * state;
                }
                out[b][d][t] = sum;
            }
        }
    }
    return y;
}

std::vector<Tensor> gradientsOf(const ScanInputs &inputs, const Tensor &weight)
{
    for (const Tensor &t : inputs.all()) {
        t.requires_grad_(true);
        t.mutable_grad() = Tensor();
    }
    (inputs.scan() * weight).sum().backward();
    std::vector<Tensor> result;
    for (const Tensor &t : inputs.all()) {
        result.push_back(t.grad());
        t.requires_grad_(false);
    }
    return result;
}

} // namespace

class SelectiveScanFixture : public testing::TestWithParam<int> { };

TEST_P(SelectiveScanFixture, matchesTheReference)
{
    const std::filesystem::path path = VMUNET_SHARED_DATA "/reference/selective_scan.safetensors";
    if (!std::filesystem::exists(path)) {
        GTEST_SKIP() << "there is no " << path;
    }
    const Fixture fixture = test::readSafetensors(path);
    const std::string prefix = "case" + std::to_string(GetParam()) + ".";
    const auto tensor = [&](const std::string &name) { return floatTensor(fixture, prefix + name); };
    const ScanInputs inputs{
        tensor("u"), tensor("delta"), tensor("A"), tensor("B"), tensor("C"), tensor("D"), tensor("delta_bias")};
    expectClose(inputs.scan(), tensor("output"), 1e-5, prefix + "output");
    const std::vector<Tensor> gradients = gradientsOf(inputs, tensor("output_weight"));
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        expectClose(gradients[i], tensor("grad." + kNames[i]), 2e-5, prefix + "grad." + kNames[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(All, SelectiveScanFixture, testing::Range(0, 5));

class SelectiveScanShapes : public testing::TestWithParam<Shape> { };

TEST_P(SelectiveScanShapes, matchesThePlainDefinition)
{
    at::manual_seed(1);
    const ScanInputs inputs = randomInputs(GetParam(), at::kDouble);
    const Tensor expected = plainScan(inputs);
    expectClose(inputs.scan(), expected, 1e-13, "float64");
    ScanInputs single = inputs;
    for (Tensor *t : {&single.u, &single.delta, &single.A, &single.B, &single.C, &single.D, &single.deltaBias}) {
        *t = t->to(at::kFloat);
    }
    expectClose(single.scan().to(at::kDouble), expected, 1e-5, "float32");
}

TEST_P(SelectiveScanShapes, gradientsMatchNumericDifferences)
{
    at::manual_seed(2);
    const ScanInputs inputs = randomInputs(GetParam(), at::kDouble);
    const Tensor weight = at::randn(inputs.u.sizes(), inputs.u.options());
    const std::vector<Tensor> gradients = gradientsOf(inputs, weight);
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        const auto loss = [&] { return (inputs.scan() * weight).sum().item<double>(); };
        expectGradient(inputs.all()[i], gradients[i], loss, kNames[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(All, SelectiveScanShapes,
    testing::Values(Shape{1, 1, 1, 1, 1}, Shape{1, 1, 1, 1, 33}, Shape{2, 6, 2, 3, 1}, Shape{1, 17, 1, 5, 37},
        Shape{2, 12, 4, 16, 65}, Shape{1, 3, 3, 256, 5}, Shape{1, 40, 2, 1, 31}, Shape{3, 33, 1, 7, 32}));

TEST(SelectiveScan, isTheSameEveryTimeAndForAnyNumberOfThreads)
{
    at::manual_seed(3);
    const ScanInputs inputs = randomInputs({2, 96, 4, 16, 100}, at::kFloat);
    const Tensor weight = at::randn(inputs.u.sizes());
    const int threads = at::get_num_threads();
    at::set_num_threads(2);
    const Tensor y = inputs.scan();
    const std::vector<Tensor> gradients = gradientsOf(inputs, weight);
    EXPECT_TRUE(y.equal(inputs.scan()));
    const std::vector<Tensor> again = gradientsOf(inputs, weight);
    at::set_num_threads(1);
    const std::vector<Tensor> serial = gradientsOf(inputs, weight);
    EXPECT_TRUE(y.equal(inputs.scan()));
    at::set_num_threads(threads);
    for (std::size_t i = 0; i < gradients.size(); ++i) {
        EXPECT_TRUE(gradients[i].equal(again[i])) << kNames[i];
        EXPECT_LE(relativeError(serial[i], gradients[i]), 1e-6) << kNames[i];
    }
}

TEST(SelectiveScan, takesTensorsOfAnyStrides)
{
    at::manual_seed(4);
    const ScanInputs inputs = randomInputs({2, 8, 2, 4, 9}, at::kFloat);
    ScanInputs strided = inputs;
    strided.u = inputs.u.permute({2, 1, 0}).contiguous().permute({2, 1, 0});
    strided.B = inputs.B.transpose(2, 3).contiguous().transpose(2, 3);
    EXPECT_TRUE(strided.scan().equal(inputs.scan()));
}

TEST(SelectiveScan, refusesWhatDoesNotFit)
{
    const ScanInputs inputs = randomInputs({1, 8, 2, 4, 9}, at::kFloat);
    ScanInputs bad = inputs;
    bad.delta = at::randn({1, 8, 10});
    EXPECT_THROW(bad.scan(), c10::Error);
    bad = inputs;
    bad.A = inputs.A.to(at::kDouble);
    EXPECT_THROW(bad.scan(), c10::Error);
    bad = inputs;
    bad.B = bad.C = at::randn({1, 3, 4, 9});
    EXPECT_THROW(bad.scan(), c10::Error);
    EXPECT_THROW(randomInputs({1, 2, 1, 257, 3}, at::kFloat).scan(), c10::Error);
}

TEST(SelectiveScan, isRegisteredAsAnOperator)
{
    for (const char *name : {"selective_scan", "selective_scan_forward", "selective_scan_backward", "ss2d_scan",
             "ss2d_scan_forward", "ss2d_scan_backward"}) {
        EXPECT_TRUE(c10::Dispatcher::singleton().findSchema({std::string("vmunet::") + name, ""}).has_value()) << name;
    }
}

} // namespace vmunet::scan_test
