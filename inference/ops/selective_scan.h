// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

namespace vmunet {

/// The selective scan of Mamba (Gu and Dao, 2023), with softplus on the step sizes. For row d of group
/// g = d / (D / G), with h = 0 before the first step:
///
///     s    = softplus(delta[b,d,t] + deltaBias[d])
///     h[n] = exp(s * A[d,n]) * h[n] + s * B[b,g,n,t] * u[b,d,t]
///     y[b,d,t] = sum over n of C[b,g,n,t] * h[n] + D[d] * u[b,d,t]
///
/// u, delta: [batch, rows, length]; A: [rows, states], not positive, 1 to 256 states; B, C: [batch, groups, states,
/// length]; D, deltaBias: [rows]; the result is shaped like u. All of one type, float32 or float64, and on one device.
/// Differentiable once in every argument. Throws c10::Error on shapes, types or devices that do not fit.
at::Tensor selectiveScan(const at::Tensor &u, const at::Tensor &delta, const at::Tensor &A, const at::Tensor &B,
    const at::Tensor &C, const at::Tensor &D, const at::Tensor &deltaBias);

/// The four-direction scan of a VM-UNet block (SS2D), merged: the sum, pixel by pixel, of selective scans along
/// the rows, along the columns, and along both backwards. Nothing is copied into four sequences.
///
/// x: [batch, H, W, E], channels last, after convolution and SiLU. projected: [batch, H, W, 4, R + 2N], x times the
/// four directions' projections, in pixel order: R numbers for delta, then B, then C. dtWeight: [4, E, R]; dtBias: [4,
/// E]; delta = dtWeight * those R numbers, dtBias inside the softplus. A: [4E, N], not positive; D: [4E]. Directions: 0
/// row by row, 1 column by column, 2 and 3 these reversed. Result: [batch, H, W, E]. Types, devices, gradients and
/// errors as above; besides, x and projected may be float16 or bfloat16, as they are under autocast: parameters are
/// then used in float32, and so are state and sums. The result is bfloat16 for bfloat16, and float32 for float16, which
/// cannot tell sums beyond 65504: trained networks have some.
///
/// Both are also the Torch operators vmunet::selective_scan and vmunet::ss2d_scan. They are registered by the
/// translation unit that holds these two functions: a program that calls either has them.
at::Tensor ss2dScan(const at::Tensor &x, const at::Tensor &projected, const at::Tensor &dtWeight,
    const at::Tensor &dtBias, const at::Tensor &A, const at::Tensor &D);

} // namespace vmunet
