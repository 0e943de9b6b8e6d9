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

/// 2^v for v <= 127; below -126 it stays at 2^-126.
template <class D>
HWY_INLINE hn::Vec<D> exp2Bounded(D d, hn::Vec<D> v)
{
    const auto magic = hn::Set(d, kRoundToInteger);
    v = hn::Max(hn::Set(d, -126.0F), v);
    const auto shifted = hn::Add(v, magic);
    return exp2Parts(d, hn::Sub(v, hn::Sub(shifted, magic)), shifted);
}

template <class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> decay(D d, hn::Vec<D> s, hn::Vec<D> scaledA)
{
    if constexpr (sizeof(T) == 4) {
        return exp2Bounded(d, hn::Mul(s, scaledA));
    } else {
        return hn::Exp(d, hn::Mul(s, scaledA));
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

template <class D>
struct Softplus {
    hn::Vec<D> value;
    hn::Vec<D> slope;
};

/// log(1 + exp v), v itself above 20, and its derivative.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE Softplus<D> softplus(D d, hn::Vec<D> v)
{
    const auto one = hn::Set(d, T(1));
    const auto zero = hn::Zero(d);
    const auto negative = hn::Neg(hn::Abs(v));
    const auto linear = hn::Gt(v, hn::Set(d, T(20)));
    hn::Vec<D> w, log1pW;
    if constexpr (sizeof(T) == 4) {
        w = expNegative(d, negative);
        log1pW = log1pUnit(d, w);
    } else {
        w = hn::Exp(d, negative);
        log1pW = hn::Log1p(d, w);
    }
    const auto value = hn::Add(hn::Max(v, zero), log1pW);
    const auto slope = hn::Div(hn::IfThenElse(hn::Lt(v, zero), w, one), hn::Add(one, w));
    return {hn::IfThenElse(linear, v, value), hn::IfThenElse(linear, one, slope)};
}

} // namespace HWY_NAMESPACE
} // namespace vmunet
HWY_AFTER_NAMESPACE();

#endif
