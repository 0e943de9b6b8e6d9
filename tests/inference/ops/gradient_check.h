// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>

namespace vmunet::scan_test {

/// Compares a gradient with central differences of `loss`, which reads `input` (float64, contiguous), at up to 24
/// elements spread over it.
inline void expectGradient(
    const at::Tensor &input, const at::Tensor &gradient, const std::function<double()> &loss, const std::string &what)
{
    const c10::AutoGradMode noGradient(false);
    ASSERT_TRUE(gradient.defined()) << what;
    ASSERT_EQ(gradient.sizes(), input.sizes()) << what;
    constexpr double kStep = 1e-5;
    const double scale = std::max(1.0, gradient.abs().max().item<double>());
    auto *values = input.mutable_data_ptr<double>();
    const at::Tensor flat = gradient.contiguous().view({-1});
    const std::int64_t stride = std::max<std::int64_t>(1, input.numel() / 23);
    for (std::int64_t i = 0; i < input.numel(); i += stride) {
        const double original = values[i];
        values[i] = original + kStep;
        const double above = loss();
        values[i] = original - kStep;
        const double below = loss();
        values[i] = original;
        EXPECT_NEAR(flat[i].item<double>(), (above - below) / (2 * kStep), 2e-7 * scale) << what << " element " << i;
    }
}

} // namespace vmunet::scan_test
