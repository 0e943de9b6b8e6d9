// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/norm_gate.h"

#include "tests/inference/ops/fixture_tensors.h"

namespace vmunet::scan_test {
namespace {

using at::Tensor;

struct Inputs {
    Tensor x, gate, weight, bias;

    Tensor result() const { return normGate(x, gate.clone(), weight, bias, 1e-5); }
    Tensor composed() const
    {
        const auto wide = [](const Tensor &t) { return t.to(at::kDouble); };
        return at::layer_norm(wide(x), {x.size(-1)}, wide(weight), wide(bias), 1e-5) * at::silu(wide(gate));
    }
};

Inputs randomInputs(std::int64_t rows, std::int64_t channels, at::ScalarType type = at::kFloat)
{
    at::manual_seed(1);
    return {(at::randn({rows, 3, channels}) * 4 + 2).to(type), (at::randn({rows, 3, channels}) * 6).to(type),
        at::randn({channels}).to(type), at::randn({channels}).to(type)};
}

} // namespace

class NormGate : public testing::TestWithParam<std::pair<int, int>> { };

TEST_P(NormGate, isNormTimesSilu)
{
    const auto [rows, channels] = GetParam();
    const Inputs in = randomInputs(rows, channels);
    const c10::InferenceMode inference;
    expectClose(in.result().to(at::kDouble), in.composed(), 2e-6, "result");
}

INSTANTIATE_TEST_SUITE_P(
    All, NormGate, testing::Values(std::pair(1, 1), std::pair(2, 7), std::pair(70, 192), std::pair(5, 67)));

TEST(NormGate, hasGradients)
{
    Inputs in = randomInputs(4, 9);
    for (const Tensor &t : {in.x, in.gate, in.weight, in.bias}) {
        t.requires_grad_(true);
    }
    const Tensor gate = in.gate.clone();
    in.result().sum().backward();
    EXPECT_TRUE(in.x.grad().defined() && in.gate.grad().defined() && in.weight.grad().defined());
    EXPECT_TRUE(in.gate.equal(gate));
}

TEST(NormGate, theResultIsOfTheGatesType)
{
    Inputs half = randomInputs(4, 16, at::kHalf);
    half.x = half.x.to(at::kFloat) * 1e5;
    EXPECT_EQ(half.result().scalar_type(), at::kHalf);
    expectClose(half.result().to(at::kDouble), half.composed(), 2e-3, "float16");
    const Inputs bfloat = randomInputs(4, 16, at::kBFloat16);
    EXPECT_EQ(bfloat.result().scalar_type(), at::kBFloat16);
    expectClose(bfloat.result().to(at::kDouble), bfloat.composed(), 2e-2, "bfloat16");
}

TEST(NormGate, refusesWhatDoesNotFit)
{
    const Inputs in = randomInputs(2, 8);
    EXPECT_THROW(normGate(in.x, in.gate.narrow(2, 0, 4), in.weight, in.bias, 1e-5), c10::Error);
    EXPECT_THROW(normGate(in.x, in.gate, in.weight.narrow(0, 0, 4), in.bias, 1e-5), c10::Error);
}

} // namespace vmunet::scan_test
