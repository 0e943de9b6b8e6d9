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

/// Advances h over a chunk and adds each step's output (without D) to y: [pixel] rows of `yRow` values.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE void forwardSteps(D d, std::int64_t states, std::int64_t rank, const ChunkSteps<T> &steps,
    const ChunkInputs<T> &in, const GroupParameters<T> &parameters, T *HWY_RESTRICT h, T *y, std::int64_t yRow,
    std::size_t count)
{
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
        for (std::int64_t n = 0; n < states; ++n) {
            const std::size_t state = std::size_t(n) * lanes;
            const auto factor = decay(d, s, hn::Load(d, scaledA + state));
            const auto next = hn::MulAdd(factor, hn::Load(d, h + state), hn::Mul(su, hn::Set(d, B[n])));
            hn::Store(next, d, h + state);
            sum = hn::MulAdd(hn::Set(d, C[n]), next, sum);
        }
        T *out = y + steps.pixel[i] * yRow;
        storeChannels(d, hn::Add(sum, loadChannels(d, out, count)), out, count);
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
                gatherInputs(d, p, steps, direction, parameters, channel, count, in);
                forwardSteps(d, p.states, p.rank, steps, in, parameters, groupState, y + channel, p.xRow, count);
            }
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace vmunet
HWY_AFTER_NAMESPACE();

#endif
