// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <tuple>

/// The CPU implementations behind the operators of selective_scan.h. Arguments are checked and contiguous.
namespace vmunet::cpu {

/// y, and the states before each chunk that the backward pass starts from (empty unless `keepStates`).
std::tuple<at::Tensor, at::Tensor> ss2dForward(const at::Tensor &x, const at::Tensor &projected,
    const at::Tensor &dtWeight, const at::Tensor &dtBias, const at::Tensor &A, const at::Tensor &D, bool keepStates);

/// Gradients of x, projected, dtWeight, dtBias, A, D.
std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor, at::Tensor, at::Tensor> ss2dBackward(const at::Tensor &gradY,
    const at::Tensor &x, const at::Tensor &projected, const at::Tensor &dtWeight, const at::Tensor &dtBias,
    const at::Tensor &A, const at::Tensor &D, const at::Tensor &states);

std::tuple<at::Tensor, at::Tensor> selectiveForward(const at::Tensor &u, const at::Tensor &delta, const at::Tensor &A,
    const at::Tensor &B, const at::Tensor &C, const at::Tensor &D, const at::Tensor &deltaBias, bool keepStates);

/// Gradients of u, delta, A, B, C, D, deltaBias.
std::tuple<at::Tensor, at::Tensor, at::Tensor, at::Tensor, at::Tensor, at::Tensor, at::Tensor> selectiveBackward(
    const at::Tensor &gradY, const at::Tensor &u, const at::Tensor &delta, const at::Tensor &A, const at::Tensor &B,
    const at::Tensor &C, const at::Tensor &D, const at::Tensor &deltaBias, const at::Tensor &states);

} // namespace vmunet::cpu
