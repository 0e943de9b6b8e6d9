// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once per vector instruction set by scan_kernels.cpp (the guard is Highway's per-target toggle).
#if defined(VMUNET_SCAN_SWEEP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef VMUNET_SCAN_SWEEP_INL_H
#undef VMUNET_SCAN_SWEEP_INL_H
#else
#define VMUNET_SCAN_SWEEP_INL_H
#endif

#include "inference/ops/scan_chunk-inl.h"

HWY_BEFORE_NAMESPACE();
namespace vmunet {
namespace HWY_NAMESPACE {

/// One vector of channels in one chunk: what the sweeps read and write, [step] times lanes.
template <typename T>
struct GroupChunk {
    ChunkInputs<T> in;
    T *gradY;
    T *sumA; // Sum over states of the gradient of s A, times scaled A.
    T *sumB; // Sum over states of the gradient of s u B, times B.
};

/// What a sweep over a few states keeps per step and state, so little that it stays in the first-level cache: h before
/// the step, the decay factor, and the gradients of B and C summed over the task's groups; each times lanes.
enum SweepCell : std::size_t { kStateBefore, kDecay, kGradB, kGradC, kCellParts };

/// Runs kCount states from `first` on through the chunk again; returns them as they are after it.
template <std::size_t kCount, class D, typename T = hn::TFromD<D>>
HWY_INLINE void recomputeStates(D d, const ScanProblem<T> &p, const ChunkSteps<T> &steps, const ChunkInputs<T> &in,
    const T *scaledA, T *HWY_RESTRICT cells, std::size_t first, hn::Vec<D> (&h)[kCount])
{
    // Local copies: the compiler must assume that a vector store changes anything that a pointer reaches.
    const std::size_t lanes = hn::Lanes(d);
    const auto count = std::size_t(steps.count);
    const auto rank = std::size_t(p.rank);
    const T *HWY_RESTRICT sAt = in.s;
    const T *HWY_RESTRICT suAt = in.su;
    hn::Vec<D> state[kCount];
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kCount; ++j) {
        state[j] = h[j];
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto s = hn::Load(d, sAt + i * lanes);
        const auto su = hn::Load(d, suAt + i * lanes);
        const T *HWY_RESTRICT B = steps.projected[i] + rank + first;
        T *HWY_RESTRICT cell = cells + i * kCount * kCellParts * lanes;
        hn::Vec<D> factor[kCount];
        decay<true>(d, s, scaledA + first * lanes, factor);
#pragma GCC unroll 4
        for (std::size_t j = 0; j < kCount; ++j) {
            hn::Store(factor[j], d, cell + (j * kCellParts + kDecay) * lanes);
            hn::Store(state[j], d, cell + (j * kCellParts + kStateBefore) * lanes);
            state[j] = hn::MulAdd(factor[j], state[j], hn::Mul(su, hn::Set(d, B[j])));
        }
    }
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kCount; ++j) {
        h[j] = state[j];
    }
}

/// The sweep back over the chunk. `h`: after the last step; gradH: carried from chunk to chunk; gradA: added to.
template <std::size_t kCount, class D, typename T = hn::TFromD<D>>
HWY_INLINE void reverseSweep(D d, const ScanProblem<T> &p, const ChunkSteps<T> &steps, const GroupChunk<T> &group,
    const T *scaledA, T *HWY_RESTRICT cells, std::size_t first, const hn::Vec<D> (&hAfter)[kCount], T *carriedGradH,
    T *totalGradA)
{
    const std::size_t lanes = hn::Lanes(d);
    const auto count = std::size_t(steps.count);
    const auto rank = std::size_t(p.rank);
    const auto states = std::size_t(p.states);
    const T *HWY_RESTRICT gradYAt = group.gradY;
    const T *HWY_RESTRICT sAt = group.in.s;
    const T *HWY_RESTRICT suAt = group.in.su;
    T *HWY_RESTRICT sumAAt = group.sumA;
    T *HWY_RESTRICT sumBAt = group.sumB;
    hn::Vec<D> gradH[kCount], gradA[kCount], A[kCount], h[kCount];
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kCount; ++j) {
        gradH[j] = hn::Load(d, carriedGradH + (first + j) * lanes);
        gradA[j] = hn::Zero(d);
        h[j] = hAfter[j];
        A[j] = hn::Load(d, scaledA + (first + j) * lanes);
    }
    for (std::size_t i = count; i-- > 0;) {
        const auto gradY = hn::Load(d, gradYAt + i * lanes);
        const auto s = hn::Load(d, sAt + i * lanes);
        const auto su = hn::Load(d, suAt + i * lanes);
        auto sumA = hn::Load(d, sumAAt + i * lanes);
        auto sumB = hn::Load(d, sumBAt + i * lanes);
        const T *HWY_RESTRICT B = steps.projected[i] + rank + first;
        const T *HWY_RESTRICT C = B + states;
        T *HWY_RESTRICT cell = cells + i * kCount * kCellParts * lanes;
#pragma GCC unroll 4
        for (std::size_t j = 0; j < kCount; ++j) {
            T *HWY_RESTRICT part = cell + j * kCellParts * lanes;
            hn::Store(hn::MulAdd(gradY, h[j], hn::Load(d, part + kGradC * lanes)), d, part + kGradC * lanes);
            gradH[j] = hn::MulAdd(gradY, hn::Set(d, C[j]), gradH[j]);
            hn::Store(hn::MulAdd(gradH[j], su, hn::Load(d, part + kGradB * lanes)), d, part + kGradB * lanes);
            sumB = hn::MulAdd(gradH[j], hn::Set(d, B[j]), sumB);
            gradH[j] = hn::Mul(gradH[j], hn::Load(d, part + kDecay * lanes));
            h[j] = hn::Load(d, part + kStateBefore * lanes);
            const auto gradExponent = hn::Mul(gradH[j], h[j]);
            sumA = hn::MulAdd(gradExponent, A[j], sumA);
            gradA[j] = hn::MulAdd(gradExponent, s, gradA[j]);
        }
        hn::Store(sumA, d, sumAAt + i * lanes);
        hn::Store(sumB, d, sumBAt + i * lanes);
    }
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kCount; ++j) {
        T *total = totalGradA + (first + j) * lanes;
        hn::Store(gradH[j], d, carriedGradH + (first + j) * lanes);
        hn::Store(hn::Add(gradA[j], hn::Load(d, total)), d, total);
    }
}

} // namespace HWY_NAMESPACE
} // namespace vmunet
HWY_AFTER_NAMESPACE();

#endif
