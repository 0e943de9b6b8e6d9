// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/selective_scan.h"

#include "tests/inference/ops/fixture_tensors.h"
#include "tests/inference/ops/gradient_check.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <filesystem>

namespace vmunet::scan_test {
namespace {

using at::Tensor;

const std::vector<std::string> kNames{"x", "projected", "dtWeight", "dtBias", "A", "D"};

struct Shape {
    std::int64_t batch, height, width, channels, rank, states;
};

struct Ss2dInputs {
    Tensor x, projected, dtWeight, dtBias, A, D;

    Tensor scan() const { return ss2dScan(x, projected, dtWeight, dtBias, A, D); }
    std::vector<Tensor> all() const { return {x, projected, dtWeight, dtBias, A, D}; }
};

Ss2dInputs randomInputs(const Shape &s, at::ScalarType type)
{
    const auto options = at::TensorOptions(type);
    return {at::randn({s.batch, s.height, s.width, s.channels}, options),
        at::randn({s.batch, s.height, s.width, 4, s.rank + 2 * s.states}, options),
        at::randn({4, s.channels, s.rank}, options), at::randn({4, s.channels}, options),
        -at::rand({4 * s.channels, s.states}, options) * 4 - 0.05, at::randn({4 * s.channels}, options)};
}

/// The cross scan with four materialised sequences and the generic operator.
Tensor composedScan(const Ss2dInputs &in)
{
    const std::int64_t batch = in.x.size(0), height = in.x.size(1), width = in.x.size(2), channels = in.x.size(3);
    const std::int64_t length = height * width, rank = in.dtWeight.size(2), states = in.A.size(1);
    const auto sequence = [&](const Tensor &image, int direction) { // [batch, H, W, c] -> [batch, c, length]
        const Tensor ordered = direction % 2 == 0 ? image : image.transpose(1, 2);
        const Tensor flat = ordered.reshape({batch, length, image.size(3)}).transpose(1, 2);
        return direction < 2 ? flat : flat.flip(2);
    };
    std::vector<Tensor> u, delta, B, C;
    for (int k = 0; k < 4; ++k) {
        const Tensor rows = sequence(in.projected.select(3, k), k);
        u.push_back(sequence(in.x, k));
        delta.push_back(at::matmul(in.dtWeight[k], rows.narrow(1, 0, rank)));
        B.push_back(rows.narrow(1, rank, states));
        C.push_back(rows.narrow(1, rank + states, states));
    }
    const Tensor y = selectiveScan(
        at::cat(u, 1), at::cat(delta, 1), in.A, at::stack(B, 1), at::stack(C, 1), in.D, in.dtBias.flatten());
    const auto image = [&](int direction) {
        Tensor rows = y.narrow(1, direction * channels, channels);
        rows = direction < 2 ? rows : rows.flip(2);
        return direction % 2 == 0 ? rows.transpose(1, 2).reshape({batch, height, width, channels})
                                  : rows.transpose(1, 2).reshape({batch, width, height, channels}).transpose(1, 2);
    };
    return image(0) + image(2) + image(1) + image(3);
}

std::vector<Tensor> gradientsOf(const std::vector<Tensor> &inputs, const std::function<Tensor()> &loss)
{
    for (const Tensor &t : inputs) {
        t.requires_grad_(true);
        t.mutable_grad() = Tensor();
    }
    loss().backward();
    std::vector<Tensor> result;
    for (const Tensor &t : inputs) {
        result.push_back(t.grad());
        t.requires_grad_(false);
    }
    return result;
}

/// The whole SS2D module around the operator.
Tensor ss2dModule(const Tensor &input, std::map<std::string, Tensor> &p)
{
    const std::int64_t channels = p["conv2d.weight"].size(0);
    const std::vector<Tensor> halves = at::linear(input, p["in_proj.weight"]).chunk(2, -1);
    const Tensor convolved =
        at::conv2d(halves[0].permute({0, 3, 1, 2}), p["conv2d.weight"], p["conv2d.bias"], 1, 1, 1, channels);
    const Tensor x = at::silu(convolved).permute({0, 2, 3, 1}).contiguous();
    const Tensor &weight = p["x_proj_weight"];
    const Tensor projected = at::linear(x, weight.flatten(0, 1)).unflatten(-1, {4, weight.size(1)});
    const Tensor y = ss2dScan(x, projected, p["dt_projs_weight"], p["dt_projs_bias"], -at::exp(p["A_logs"]), p["Ds"]);
    const Tensor normed = at::layer_norm(y, {channels}, p["out_norm.weight"], p["out_norm.bias"], 1e-5);
    return at::linear(normed * at::silu(halves[1]), p["out_proj.weight"]);
}

} // namespace

class Ss2dFixture : public testing::TestWithParam<int> { };

TEST_P(Ss2dFixture, moduleMatchesTheReference)
{
    const std::filesystem::path path = VMUNET_SHARED_DATA "/reference/ss2d.safetensors";
    if (!std::filesystem::exists(path)) {
        GTEST_SKIP() << "there is no " << path;
    }
    const Fixture fixture = test::readSafetensors(path);
    const std::string prefix = "case" + std::to_string(GetParam()) + ".";
    std::map<std::string, Tensor> parameters;
    std::vector<Tensor> leaves{floatTensor(fixture, prefix + "input")};
    std::vector<std::string> names{"grad_input"};
    for (const auto &[name, stored] : fixture) {
        if (name.starts_with(prefix + "param.")) {
            const std::string key = name.substr(prefix.size() + 6);
            parameters[key] = floatTensor(fixture, name);
            leaves.push_back(parameters[key]);
            names.push_back("grad." + key);
        }
    }
    expectClose(ss2dModule(leaves[0], parameters), floatTensor(fixture, prefix + "output"), 1e-5, prefix + "output");
    const Tensor weight = floatTensor(fixture, prefix + "output_weight");
    const auto gradients = gradientsOf(leaves, [&] { return (ss2dModule(leaves[0], parameters) * weight).sum(); });
    for (std::size_t i = 0; i < names.size(); ++i) {
        expectClose(gradients[i], floatTensor(fixture, prefix + names[i]), 2e-5, prefix + names[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(All, Ss2dFixture, testing::Range(0, 5));

class Ss2dShapes : public testing::TestWithParam<Shape> { };

TEST_P(Ss2dShapes, matchesFourSequencesThroughTheGenericScan)
{
    at::manual_seed(1);
    const Ss2dInputs inputs = randomInputs(GetParam(), at::kDouble);
    const Tensor weight = at::randn(inputs.x.sizes(), inputs.x.options());
    expectClose(inputs.scan(), composedScan(inputs), 1e-13, "output");
    const auto got = gradientsOf(inputs.all(), [&] { return (inputs.scan() * weight).sum(); });
    const auto expected = gradientsOf(inputs.all(), [&] { return (composedScan(inputs) * weight).sum(); });
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        expectClose(got[i], expected[i], 1e-12, "grad." + kNames[i]);
    }
}

TEST_P(Ss2dShapes, gradientsMatchNumericDifferences)
{
    at::manual_seed(2);
    const Ss2dInputs inputs = randomInputs(GetParam(), at::kDouble);
    const Tensor weight = at::randn(inputs.x.sizes(), inputs.x.options());
    const auto gradients = gradientsOf(inputs.all(), [&] { return (inputs.scan() * weight).sum(); });
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        const auto loss = [&] { return (inputs.scan() * weight).sum().item<double>(); };
        expectGradient(inputs.all()[i], gradients[i], loss, kNames[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(All, Ss2dShapes,
    testing::Values(Shape{1, 1, 1, 1, 1, 1}, Shape{2, 3, 5, 17, 2, 3}, Shape{1, 1, 9, 4, 1, 1},
        Shape{1, 33, 2, 7, 3, 16}, Shape{2, 8, 8, 32, 1, 16}, Shape{1, 5, 7, 200, 4, 5}, Shape{3, 2, 3, 40, 48, 4}));

TEST(Ss2dScan, isTheSameEveryTimeAndForAnyNumberOfThreads)
{
    at::manual_seed(3);
    const Ss2dInputs inputs = randomInputs({1, 12, 11, 200, 6, 16}, at::kFloat);
    const Tensor weight = at::randn(inputs.x.sizes());
    const auto gradients = [&] { return gradientsOf(inputs.all(), [&] { return (inputs.scan() * weight).sum(); }); };
    const int threads = at::get_num_threads();
    at::set_num_threads(2);
    const Tensor y = inputs.scan();
    const std::vector<Tensor> first = gradients();
    const std::vector<Tensor> again = gradients();
    EXPECT_TRUE(y.equal(inputs.scan()));
    at::set_num_threads(1);
    EXPECT_TRUE(y.equal(inputs.scan()));
    const std::vector<Tensor> serial = gradients();
    at::set_num_threads(threads);
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_TRUE(first[i].equal(again[i])) << kNames[i];
        EXPECT_LE(relativeError(serial[i], first[i]), 1e-6) << kNames[i];
    }
}

/// Makes the kernels use one instruction set; all that the machine has again at the end.
class InstructionSet {
public:
    explicit InstructionSet(std::int64_t target) { select(target); }
    ~InstructionSet() { select(0); }
    InstructionSet(const InstructionSet &) = delete;
    InstructionSet &operator=(const InstructionSet &) = delete;

private:
    static void select(std::int64_t target)
    {
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    }
};

TEST(Ss2dScan, everyInstructionSetAgrees)
{
    at::manual_seed(6);
    const Ss2dInputs inputs = randomInputs({1, 9, 7, 37, 5, 6}, at::kFloat);
    const Tensor weight = at::randn(inputs.x.sizes());
    const auto gradients = [&] { return gradientsOf(inputs.all(), [&] { return (inputs.scan() * weight).sum(); }); };
    const Tensor y = inputs.scan();
    const std::vector<Tensor> expected = gradients();
    const std::int64_t supported = hwy::SupportedTargets();
    for (const std::int64_t target : {std::int64_t(HWY_EMU128), std::int64_t(HWY_SSE4), std::int64_t(HWY_AVX2)}) {
        if ((supported & target) == 0 && target != HWY_EMU128) {
            continue;
        }
        const InstructionSet use(target);
        expectClose(inputs.scan(), y, 2e-6, hwy::TargetName(target));
        const std::vector<Tensor> got = gradients();
        for (std::size_t i = 0; i < got.size(); ++i) {
            expectClose(got[i], expected[i], 4e-6, hwy::TargetName(target) + (" grad." + kNames[i]));
        }
    }
}

TEST(Ss2dScan, decaysTooStrongForAFloatEndInZero)
{
    // A pixel's step of 1000 makes exp(s A) as small as e^-4000; its neighbours' are ordinary.
    at::manual_seed(11);
    Ss2dInputs inputs = randomInputs({1, 9, 11, 20, 2, 6}, at::kFloat);
    inputs.projected.select(1, 4).select(1, 5).narrow(1, 0, 2).mul_(1000);
    Ss2dInputs exact{inputs.x.to(at::kDouble), inputs.projected.to(at::kDouble), inputs.dtWeight.to(at::kDouble),
        inputs.dtBias.to(at::kDouble), inputs.A.to(at::kDouble), inputs.D.to(at::kDouble)};
    expectClose(inputs.scan(), exact.scan(), 2e-6, "output");
}

TEST(Ss2dScan, gradientsAreTheSameWithoutSomeOfThem)
{
    at::manual_seed(5);
    const Ss2dInputs inputs = randomInputs({1, 4, 6, 20, 2, 4}, at::kFloat);
    const auto all = gradientsOf(inputs.all(), [&] { return inputs.scan().sum(); });
    const auto one = gradientsOf({inputs.x}, [&] { return inputs.scan().sum(); });
    EXPECT_TRUE(one[0].equal(all[0]));
}

class Ss2dHalf : public testing::TestWithParam<at::ScalarType> { };

TEST_P(Ss2dHalf, isStoredInHalfAndScannedInFloat)
{
    at::manual_seed(7);
    Ss2dInputs half = randomInputs({1, 5, 7, 20, 3, 4}, at::kFloat);
    half.x = half.x.to(GetParam());
    half.projected = half.projected.to(GetParam());
    Ss2dInputs full = half;
    full.x = half.x.to(at::kFloat);
    full.projected = half.projected.to(at::kFloat);
    // float16 could not tell all sums.
    EXPECT_EQ(half.scan().scalar_type(), GetParam() == at::kHalf ? at::kFloat : at::kBFloat16);
    EXPECT_TRUE(half.scan().equal(full.scan().to(half.scan().scalar_type())));
    const auto got = gradientsOf(half.all(), [&] { return half.scan().to(at::kFloat).sum(); });
    const auto expected = gradientsOf(full.all(), [&] { return full.scan().sum(); });
    for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_EQ(got[i].scalar_type(), half.all()[i].scalar_type()) << kNames[i];
        EXPECT_TRUE(got[i].equal(expected[i].to(got[i].scalar_type()))) << kNames[i];
    }
}

INSTANTIATE_TEST_SUITE_P(All, Ss2dHalf, testing::Values(at::kHalf, at::kBFloat16));

TEST(Ss2dScan, refusesWhatDoesNotFit)
{
    const Ss2dInputs inputs = randomInputs({1, 4, 6, 20, 2, 4}, at::kFloat);
    Ss2dInputs bad = inputs;
    bad.projected = at::randn({1, 6, 4, 4, 10});
    EXPECT_THROW(bad.scan(), c10::Error);
    bad = inputs;
    bad.dtWeight = at::randn({4, 20, 3});
    EXPECT_THROW(bad.scan(), c10::Error);
    bad = inputs;
    bad.x = inputs.x.to(at::kDouble);
    EXPECT_THROW(bad.scan(), c10::Error);
    bad = inputs;
    bad.A = at::randn({20, 4});
    EXPECT_THROW(bad.scan(), c10::Error);
}

} // namespace vmunet::scan_test
