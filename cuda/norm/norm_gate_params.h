// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/common/half_float.h"

#include <cmath>
#include <cstdint>

namespace vmunet::kernels {

/// The end of an SS2D unit: y = (norm(x) * weight + bias) * silu(gate), the norm over a row's channels. T is what rows
/// and parameters are stored in: float, Half or BFloat16; statistics and arithmetic are float32. All contiguous; y may
/// be gate.
template <typename T>
struct NormGateParams {
    std::int64_t rows;
    std::int64_t channels;
    float epsilon;
    const Wide<T> *x; // [rows, channels], as the scan leaves it
    const T *gate; // [rows, channels]
    const T *weight; // [channels]
    const T *bias; // [channels]
    T *y; // [rows, channels]
};

/// v / (1 + exp(-v)), without overflow for large |v|.
VMUNET_HOST_DEVICE inline float silu(float v)
{
    const float w = expf(-fabsf(v));
    return v * (v < 0.0F ? w : 1.0F) / (1.0F + w);
}

} // namespace vmunet::kernels
