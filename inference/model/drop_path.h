// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace vmunet {

/// Stochastic depth (Huang et al. 2016): each sample of `branch` [B, ...] becomes 0 with probability `rate`, the
/// others are divided by 1 - rate. Draws from Torch's generator. For training only.
at::Tensor dropPath(const at::Tensor &branch, double rate);

/// `count` rates, rising evenly from 0 to `highest`, both included; a single one is 0.
std::vector<double> risingRates(double highest, std::int64_t count);

} // namespace vmunet
