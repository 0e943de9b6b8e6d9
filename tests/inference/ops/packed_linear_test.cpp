// SPDX-License-Identifier: GPL-3.0-or-later
// The product of inference mode against Torch's own in double precision.
#include "inference/ops/packed_linear.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

using namespace vmunet;

namespace {

double relativeError(const at::Tensor &actual, const at::Tensor &expected)
{
    const at::Tensor difference = (actual.to(at::kDouble) - expected).abs().max();
    return difference.item<double>() / expected.abs().max().item<double>();
}

class PackedLinearTest : public testing::Test {
protected:
    PackedLinearTest() { at::manual_seed(7); }
};

} // namespace

TEST_F(PackedLinearTest, PackedProductIsTheProduct)
{
    for (const auto &[rows, in, out] : {std::tuple{1, 3, 5}, {64, 768, 1536}, {77, 96, 152}, {1024, 17, 1}}) {
        const at::Tensor weight = at::randn({out, in});
        PackedLinear product;
        const c10::InferenceMode inference;
        const at::Tensor x = at::randn({2, rows, in});
        const at::Tensor expected = at::linear(x.to(at::kDouble), weight.to(at::kDouble));
        for (int again = 0; again < 2; ++again) {
            EXPECT_LT(relativeError(product(x, weight), expected), 2e-6);
            EXPECT_LT(relativeError(product(x, weight, Activation::Silu), at::silu(expected)), 2e-6);
        }
    }
}

TEST_F(PackedLinearTest, PackedProductFollowsItsWeight)
{
    at::Tensor weight = at::randn({24, 16});
    PackedLinear product;
    const at::Tensor x = at::randn({4, 16});
    const auto error = [&] {
        const c10::InferenceMode inference;
        return relativeError(product(x, weight), at::linear(x.to(at::kDouble), weight.to(at::kDouble)));
    };
    EXPECT_LT(error(), 2e-6);
    weight.mul_(3).add_(1); // As an optimizer does.
    EXPECT_LT(error(), 2e-6);
    weight = at::randn({24, 16}); // As loading other weights does.
    EXPECT_LT(error(), 2e-6);
}

TEST_F(PackedLinearTest, PackedProductCanBeDifferentiatedOutsideInferenceMode)
{
    const at::Tensor weight = at::randn({6, 4}).requires_grad_(true);
    PackedLinear product;
    {
        const c10::InferenceMode inference;
        product(at::randn({3, 4}), weight);
    }
    const at::Tensor x = at::randn({3, 4}).requires_grad_(true);
    product(x, weight, Activation::Silu).sum().backward();
    EXPECT_TRUE(weight.grad().defined());
    EXPECT_TRUE(x.grad().defined());
}
