// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once per vector instruction set by scan_kernels.cpp (the guard is Highway's per-target toggle).
#if defined(VMUNET_SCAN_FORWARD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef VMUNET_SCAN_FORWARD_INL_H
#undef VMUNET_SCAN_FORWARD_INL_H
#else
#define VMUNET_SCAN_FORWARD_INL_H
#endif

#include "inference/ops/scan_chunk-inl.h"

HWY_BEFORE_NAMESPACE();
namespace vmunet {
namespace HWY_NAMESPACE {

/// Advances kCount states over one step; returns `sum` plus their part of its output.
template <bool kClamp, std::size_t kCount, class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> advanceStates(D d, hn::Vec<D> s, hn::Vec<D> su, const T *HWY_RESTRICT scaledA,
    const T *HWY_RESTRICT B, const T *HWY_RESTRICT C, T *HWY_RESTRICT h, hn::Vec<D> sum)
{
    const std::size_t lanes = hn::Lanes(d);
    hn::Vec<D> next[kCount], input[kCount];
    decay<kClamp>(d, s, scaledA, next);
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kCount; ++j) {
        input[j] = hn::Mul(su, hn::Set(d, B[j]));
    }
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kCount; ++j) {
        next[j] = hn::MulAdd(next[j], hn::Load(d, h + j * lanes), input[j]);
    }
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kCount; ++j) {
        hn::Store(next[j], d, h + j * lanes);
        sum = hn::MulAdd(hn::Set(d, C[j]), next[j], sum);
    }
    return sum;
}

/// Advances h over a chunk and adds each step's output to y, or writes it where `add` is false: [pixel] rows of `yRow`
/// values.
template <bool kClamp, class D, typename T = hn::TFromD<D>>
HWY_INLINE void forwardSteps(D d, std::size_t states, std::int64_t rank, const ChunkSteps<T> &steps,
    const ChunkInputs<T> &in, const GroupParameters<T> &parameters, T *HWY_RESTRICT h, T *y, std::int64_t yRow,
    std::size_t count, bool add)
{
    constexpr std::size_t kTogether = 4;
    const std::size_t lanes = hn::Lanes(d);
    const T *HWY_RESTRICT scaledA = parameters.scaledA;
    const T *HWY_RESTRICT uAt = in.u;
    const T *HWY_RESTRICT sAt = in.s;
    const T *HWY_RESTRICT suAt = in.su;
    const auto skip = hn::Load(d, parameters.D);
    for (std::int64_t i = 0; i < steps.count; ++i) {
        const std::size_t at = std::size_t(i) * lanes;
        const auto s = hn::Load(d, sAt + at);
        const auto su = hn::Load(d, suAt + at);
        const T *HWY_RESTRICT B = steps.projected[i] + rank;
        const T *HWY_RESTRICT C = B + states;
        auto sum = hn::Mul(skip, hn::Load(d, uAt + at));
        std::size_t n = 0;
        for (; n + kTogether <= states; n += kTogether) {
            sum = advanceStates<kClamp, kTogether>(d, s, su, scaledA + n * lanes, B + n, C + n, h + n * lanes, sum);
        }
        for (; n < states; ++n) {
            sum = advanceStates<kClamp, 1>(d, s, su, scaledA + n * lanes, B + n, C + n, h + n * lanes, sum);
        }
        T *out = y + steps.pixel[i] * yRow;
        storeChannels(d, add ? hn::Add(sum, loadChannels(d, out, count)) : sum, out, count);
    }
}

template <typename T>
void forwardTask(const ScanForward<T> &scan, const ScanTask &task)
{
    const hn::ScalableTag<T> d;
    const std::size_t lanes = hn::Lanes(d);
    const ScanProblem<T> &p = scan.problem;
    PackedParameters<T> packed(p, task, lanes);
    const std::size_t stateSize = std::size_t(p.states) * lanes;
    const std::size_t chunkSize = std::size_t(kScanChunk) * lanes;
    const auto h = hwy::AllocateAligned<T>(packed.groups() * stateSize);
    const auto scratch = hwy::AllocateAligned<T>(3 * chunkSize);
    const ChunkInputs<T> in{scratch.get(), scratch.get() + chunkSize, scratch.get() + 2 * chunkSize, nullptr};

    for (std::int64_t k = task.directionBegin; k < task.directionEnd; ++k) {
        // 0, 2, 1, 3 is the order in which the reference adds the directions.
        const std::int64_t direction = p.crossScan && (k == 1 || k == 2) ? 3 - k : k;
        packed.pack(direction);
        std::fill_n(h.get(), packed.groups() * stateSize, T(0));
        const bool add = p.crossScan && k != task.directionBegin; // The first one to reach a pixel of its slot.
        T *y = scan.y + direction * (scan.ySlot + p.xDirection);
        for (std::int64_t chunk = 0; chunk < p.chunks(); ++chunk) {
            const ChunkSteps<T> steps(p, task.image, direction, chunk);
            for (std::size_t g = 0; g < packed.groups(); ++g) {
                const GroupParameters<T> parameters = packed.group(g);
                const std::int64_t channel = packed.firstChannel(g);
                const std::size_t count = packed.channelCount(g);
                T *groupState = h.get() + g * stateSize;
                if (scan.states != nullptr) {
                    const std::int64_t row = (task.image * p.directions + direction) * p.chunks() + chunk;
                    for (std::int64_t n = 0; n < p.states; ++n) {
                        storeChannels(d, hn::Load(d, groupState + std::size_t(n) * lanes),
                            scan.states + (row * p.states + n) * p.channels + channel, count);
                    }
                }
                const auto largestStep = gatherInputs<false>(d, p, steps, direction, parameters, channel, count, in);
                // Rare: a decay below e^-87 in one step.
                const auto exponent = hn::Mul(largestStep, hn::Load(d, parameters.smallestA));
                if (!hn::AllTrue(d, hn::Ge(exponent, hn::Set(d, T(kSmallestExponent))))) {
                    forwardSteps<true>(d, std::size_t(p.states), p.rank, steps, in, parameters, groupState, y + channel,
                        p.xRow, count, add);
                } else {
                    forwardSteps<false>(d, std::size_t(p.states), p.rank, steps, in, parameters, groupState,
                        y + channel, p.xRow, count, add);
                }
            }
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace vmunet
HWY_AFTER_NAMESPACE();

#endif
