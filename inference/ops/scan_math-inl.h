// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once per vector instruction set by scan_kernels.cpp (the guard is Highway's per-target toggle).
#if defined(VMUNET_SCAN_MATH_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef VMUNET_SCAN_MATH_INL_H
#undef VMUNET_SCAN_MATH_INL_H
#else
#define VMUNET_SCAN_MATH_INL_H
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace vmunet {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// decay() computes exp(s * A) from s and A * kDecayScale: powers of two are one multiplication cheaper.
template <typename T>
inline constexpr T kDecayScale = T(1);
template <>
inline constexpr float kDecayScale<float> = 1.44269504088896341F;

/// 1.5 * 2^23: adding it rounds to an integer, which is then in the low bits.
inline constexpr float kRoundToInteger = 12582912.0F;

/// 2^(f + n) for f in [-0.5, 0.5], n given as n + kRoundToInteger. Relative error at most 2.1e-7 and proportional to
/// |f| near 0, so that long products of factors close to 1 stay accurate.
template <class D>
HWY_INLINE hn::Vec<D> exp2Parts(D d, hn::Vec<D> f, hn::Vec<D> shifted)
{
    const hn::RebindToSigned<D> di;
    auto p = hn::MulAdd(f, hn::Set(d, 0.00134004366643678F), hn::Set(d, 0.00966637294837791F));
    p = hn::MulAdd(p, f, hn::Set(d, 0.05550333180689464F));
    p = hn::MulAdd(p, f, hn::Set(d, 0.24022348954998568F));
    p = hn::MulAdd(p, f, hn::Set(d, 0.6931471955056716F));
    p = hn::MulAdd(p, f, hn::Set(d, 1.0F));
    const auto exponent = hn::ShiftLeft<23>(hn::BitCast(di, shifted));
    return hn::BitCast(d, hn::Add(hn::BitCast(di, p), exponent));
}

/// The exponent below which exp2Bounded() must be asked to clamp: the smallest normal number is 2^-126.
inline constexpr float kSmallestExponent = -126.0F;

/// 2^v in place, for v <= 127. With kClamp it stays at 2^-126 below -126; without, v must not lie below.
#if HWY_TARGET <= HWY_AVX3
/// 1.5 * 2^19: adding it rounds to a sixteenth, which is then in the low bits.
inline constexpr float kRoundToSixteenth = 786432.0F;

/// Bits of 2^(j/16), less j << 19: shifting a number of sixteenths by 19 puts its whole part into the exponent and
/// adds j << 19 to the mantissa.
alignas(64) inline constexpr std::uint32_t kSixteenths[16] = {0x3f800000, 0x3f7daac3, 0x3f7b95c2, 0x3f79c3d3,
    0x3f7837f0, 0x3f76f532, 0x3f75fed7, 0x3f75583f, 0x3f7504f3, 0x3f7508a4, 0x3f75672a, 0x3f76248c, 0x3f7744fd,
    0x3f78ccdf, 0x3f7ac0c7, 0x3f7d257d};

/// One permutation looks up 16 values, so that the rest needs but three terms: relative error 9e-9 before rounding.
/// Each operation is done for all kCount arguments before the next one: they find their operands ready, and few wait in
/// the processor's queues.
template <bool kClamp, std::size_t kCount, class D>
HWY_INLINE void exp2Bounded(D d, hn::Vec<D> (&v)[kCount])
{
    const hn::RebindToUnsigned<D> du;
    const auto magic = hn::Set(d, kRoundToSixteenth);
    const auto table = hn::Load(du, kSixteenths);
    hn::Vec<D> f[kCount], p[kCount], power[kCount];
    hn::Vec<hn::RebindToUnsigned<D>> bits[kCount], root[kCount];
    const auto all = [](const auto &operation) HWY_ATTR {
#pragma GCC unroll 4
        for (std::size_t j = 0; j < kCount; ++j) {
            operation(j);
        }
    };
    if constexpr (kClamp) {
        all([&](std::size_t j) HWY_ATTR { v[j] = hn::Max(hn::Set(d, kSmallestExponent), v[j]); });
    }
    all([&](std::size_t j) HWY_ATTR { p[j] = hn::Add(v[j], magic); });
    all([&](std::size_t j) HWY_ATTR { f[j] = hn::Sub(p[j], magic); });
    all([&](std::size_t j) HWY_ATTR { bits[j] = hn::BitCast(du, p[j]); });
    // The permutation looks at the low four bits alone.
    all([&](std::size_t j)
            HWY_ATTR { root[j] = hn::TableLookupLanes(table, hn::Indices512<std::uint32_t>{bits[j].raw}); });
    all([&](std::size_t j) HWY_ATTR { f[j] = hn::Sub(v[j], f[j]); });
    all([&](std::size_t j) HWY_ATTR { bits[j] = hn::ShiftLeft<19>(bits[j]); });
    all([&](std::size_t j)
            HWY_ATTR { p[j] = hn::MulAdd(f[j], hn::Set(d, 0.0555041086648F), hn::Set(d, 0.240226506959F)); });
    all([&](std::size_t j) HWY_ATTR { power[j] = hn::BitCast(d, hn::Add(root[j], bits[j])); });
    all([&](std::size_t j) HWY_ATTR { p[j] = hn::MulAdd(p[j], f[j], hn::Set(d, 0.693147180560F)); });
    all([&](std::size_t j) HWY_ATTR { p[j] = hn::Mul(p[j], f[j]); });
    all([&](std::size_t j) HWY_ATTR { v[j] = hn::MulAdd(power[j], p[j], power[j]); });
}
#else
template <bool kClamp, std::size_t kCount, class D>
HWY_INLINE void exp2Bounded(D d, hn::Vec<D> (&v)[kCount])
{
    const auto magic = hn::Set(d, kRoundToInteger);
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kCount; ++j) {
        if constexpr (kClamp) {
            v[j] = hn::Max(hn::Set(d, kSmallestExponent), v[j]);
        }
        const auto shifted = hn::Add(v[j], magic);
        v[j] = exp2Parts(d, hn::Sub(v[j], hn::Sub(shifted, magic)), shifted);
    }
}
#endif

/// exp(s A) of kCount states, whose scaled A are `lanes` apart.
template <bool kClamp, std::size_t kCount, class D, typename T = hn::TFromD<D>>
HWY_INLINE void decay(D d, hn::Vec<D> s, const T *HWY_RESTRICT scaledA, hn::Vec<D> (&factor)[kCount])
{
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kCount; ++j) {
        factor[j] = hn::Mul(s, hn::Load(d, scaledA + j * hn::Lanes(d)));
    }
    if constexpr (sizeof(T) == 4) {
        exp2Bounded<kClamp>(d, factor);
    } else {
#pragma GCC unroll 4
        for (std::size_t j = 0; j < kCount; ++j) {
            factor[j] = hn::Exp(d, factor[j]);
        }
    }
}

/// exp(v) for v <= 0, as accurate for large |v| as for small.
template <class D>
HWY_INLINE hn::Vec<D> expNegative(D d, hn::Vec<D> v)
{
    const auto log2e = hn::Set(d, 1.44269504088896341F);
    const auto magic = hn::Set(d, kRoundToInteger);
    v = hn::Max(hn::Set(d, -87.0F), v);
    const auto shifted = hn::MulAdd(v, log2e, magic);
    const auto n = hn::Sub(shifted, magic);
    auto r = hn::NegMulAdd(n, hn::Set(d, 0.693359375F), v); // ln 2 in two parts; the first times n is exact.
    r = hn::NegMulAdd(n, hn::Set(d, -2.12194440e-4F), r);
    return exp2Parts(d, hn::Mul(r, log2e), shifted);
}

/// log(1 + w) for w in [0, 1] as 2 atanh(w / (2 + w)): relative error below 1e-7 also for tiny w.
template <class D>
HWY_INLINE hn::Vec<D> log1pUnit(D d, hn::Vec<D> w)
{
    const auto z = hn::Div(w, hn::Add(w, hn::Set(d, 2.0F)));
    const auto z2 = hn::Mul(z, z);
    auto p = hn::MulAdd(z2, hn::Set(d, 0.23253781895582745F), hn::Set(d, 0.21700041568420408F));
    p = hn::MulAdd(p, z2, hn::Set(d, 0.28592810717795386F));
    p = hn::MulAdd(p, z2, hn::Set(d, 0.39999696305734156F));
    p = hn::MulAdd(p, z2, hn::Set(d, 0.6666666735514634F));
    return hn::MulAdd(hn::Mul(p, z2), z, hn::Add(z, z));
}

/// log(1 + exp v), v itself above 20; its derivative goes to `slope` where that is wanted.
template <bool kSlope, class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> softplus(D d, hn::Vec<D> v, T *slope)
{
    const auto one = hn::Set(d, T(1));
    const auto zero = hn::Zero(d);
    const auto negative = hn::Neg(hn::Abs(v));
    const auto linear = hn::Gt(v, hn::Set(d, T(20)));
    hn::Vec<D> w, value;
    if constexpr (sizeof(T) == 4) {
        w = expNegative(d, negative);
        value = hn::Add(hn::Max(v, zero), log1pUnit(d, w)); // Above 20 that is v, rounded.
    } else {
        w = hn::Exp(d, negative);
        value = hn::IfThenElse(linear, v, hn::Add(hn::Max(v, zero), hn::Log1p(d, w)));
    }
    if constexpr (kSlope) {
        const auto rising = hn::Div(hn::IfThenElse(hn::Lt(v, zero), w, one), hn::Add(one, w));
        hn::Store(hn::IfThenElse(linear, one, rising), d, slope);
    }
    return value;
}

} // namespace HWY_NAMESPACE
} // namespace vmunet
HWY_AFTER_NAMESPACE();

#endif
