// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/common/host_device.h"

#include <cstdint>
#include <cstring>

#ifdef __CUDACC__
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#endif

namespace vmunet::kernels {

/// IEEE binary16 as it lies in memory. Arithmetic is done in float.
struct Half {
    std::uint16_t bits;
};

/// The upper half of a float, as it lies in memory.
struct BFloat16 {
    std::uint16_t bits;
};

/// What results are stored in that may be larger than binary16 can tell (65504): float in place of it.
template <typename T>
struct WideOf {
    using Type = T;
};
template <>
struct WideOf<Half> {
    using Type = float;
};
template <typename T>
using Wide = typename WideOf<T>::Type;

VMUNET_HOST_DEVICE inline std::uint32_t bitsOfFloat(float value)
{
    std::uint32_t bits = 0;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

VMUNET_HOST_DEVICE inline float floatOfBits(std::uint32_t bits)
{
    float value = 0;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/// Rounds to the nearest, ties to even; what is too large becomes infinity. Stays NaN.
VMUNET_HOST_DEVICE inline Half halfOf(float value)
{
#ifdef __CUDA_ARCH__
    return {__half_as_ushort(__float2half_rn(value))};
#else
    constexpr std::uint32_t kInfinity = 0x7F800000, kTooLarge = 0x47800000 /* 2^16 */,
                            kSmallest = 0x38800000 /* 2^-14 */;
    const std::uint32_t bits = bitsOfFloat(value);
    const std::uint32_t sign = bits >> 16 & 0x8000U;
    std::uint32_t rest = bits & 0x7FFFFFFFU;
    if (rest >= kTooLarge) {
        rest = rest > kInfinity ? 0x7E00U : 0x7C00U;
    } else if (rest < kSmallest) {
        // The last place of 0.5 is 2^-24, that of binary16's subnormal numbers: the addition rounds.
        rest = bitsOfFloat(floatOfBits(rest) + 0.5F) - bitsOfFloat(0.5F);
    } else {
        rest = (rest + 0xFFFU + (rest >> 13 & 1U) - 0x38000000U) >> 13;
    }
    return {std::uint16_t(sign | rest)};
#endif
}

/// As halfOf().
VMUNET_HOST_DEVICE inline BFloat16 bfloat16Of(float value)
{
#ifdef __CUDA_ARCH__
    return {__bfloat16_as_ushort(__float2bfloat16_rn(value))};
#else
    const std::uint32_t bits = bitsOfFloat(value);
    if ((bits & 0x7FFFFFFFU) > 0x7F800000U) {
        return {std::uint16_t(bits >> 16 | 0x40U)};
    }
    return {std::uint16_t((bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16)};
#endif
}

VMUNET_HOST_DEVICE inline float toFloat(float value)
{
    return value;
}

/// Exact.
VMUNET_HOST_DEVICE inline float toFloat(Half value)
{
#ifdef __CUDA_ARCH__
    return __half2float(__ushort_as_half(value.bits));
#else
    const std::uint32_t sign = (value.bits & 0x8000U) << 16;
    const std::uint32_t rest = value.bits & 0x7FFFU;
    if (rest >= 0x7C00U) {
        return floatOfBits(sign | 0x7F800000U | (rest & 0x3FFU) << 13);
    }
    if (rest < 0x400U) {
        const float magnitude = float(rest) * 0x1p-24F;
        return sign != 0 ? -magnitude : magnitude;
    }
    return floatOfBits(sign | ((rest << 13) + 0x38000000U));
#endif
}

/// Exact.
VMUNET_HOST_DEVICE inline float toFloat(BFloat16 value)
{
    return floatOfBits(std::uint32_t(value.bits) << 16);
}

/// Writes a float to any of the three storage types.
VMUNET_HOST_DEVICE inline void store(float &to, float value)
{
    to = value;
}
VMUNET_HOST_DEVICE inline void store(Half &to, float value)
{
    to = halfOf(value);
}
VMUNET_HOST_DEVICE inline void store(BFloat16 &to, float value)
{
    to = bfloat16Of(value);
}

} // namespace vmunet::kernels
