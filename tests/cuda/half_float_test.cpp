// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/common/half_float.h"

#include <c10/util/BFloat16.h>
#include <c10/util/Half.h>

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace vmunet::kernels {
namespace {

// The values between which rounding changes, and the edges of the ranges.
std::vector<float> hardFloats()
{
    std::vector<float> values{0.0F, -0.0F, 65504.0F, 65519.996F, 65520.0F, 1e30F, 3.4028235e38F, 0x1p-14F, 0x1p-24F,
        0x1p-25F, 0x1.000002p-25F, 0x1p-26F, 1e-42F, 1e-30F, std::numeric_limits<float>::infinity()};
    for (std::uint32_t exponent = 90; exponent < 160; ++exponent) {
        for (const std::uint32_t mantissa : {0x0FFFU, 0x1000U, 0x1001U, 0x2FFFU, 0x3000U, 0x3001U, 0x7FFFU, 0x8000U,
                 0x8001U, 0x17FFFU, 0x18000U, 0x18001U, 0x7FFFFFU}) {
            values.push_back(floatOfBits(exponent << 23 | mantissa));
        }
    }
    std::mt19937 generator(1);
    for (int i = 0; i < 200000; ++i) {
        const float value = floatOfBits(std::uint32_t(generator()));
        if (!std::isnan(value)) {
            values.push_back(value);
        }
    }
    return values;
}

} // namespace

TEST(HalfFloat, roundsToNearestEvenAsTorchDoes)
{
    for (const float value : hardFloats()) {
        for (const float v : {value, -value}) {
            EXPECT_EQ(halfOf(v).bits, c10::Half(v).x) << v;
            EXPECT_EQ(bfloat16Of(v).bits, c10::BFloat16(v).x) << v;
        }
    }
}

TEST(HalfFloat, everyStoredValueComesBackExactly)
{
    for (std::uint32_t i = 0; i < 0x10000; ++i) {
        const auto bits = std::uint16_t(i);
        const float half = float(c10::Half(bits, c10::Half::from_bits()));
        const float bfloat = float(c10::BFloat16(bits, c10::BFloat16::from_bits()));
        if (std::isnan(half)) {
            EXPECT_TRUE(std::isnan(toFloat(Half{bits})) && std::isnan(toFloat(halfOf(half)))) << i;
        } else {
            EXPECT_EQ(bitsOfFloat(toFloat(Half{bits})), bitsOfFloat(half)) << i;
            EXPECT_EQ(halfOf(half).bits, bits);
        }
        if (std::isnan(bfloat)) {
            EXPECT_TRUE(std::isnan(toFloat(BFloat16{bits})) && std::isnan(toFloat(bfloat16Of(bfloat)))) << i;
        } else {
            EXPECT_EQ(bitsOfFloat(toFloat(BFloat16{bits})), bitsOfFloat(bfloat)) << i;
            EXPECT_EQ(bfloat16Of(bfloat).bits, bits);
        }
    }
}

} // namespace vmunet::kernels
