// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once per vector instruction set by scan_kernels.cpp (the guard is Highway's per-target toggle).
#if defined(VMUNET_SCAN_CHUNK_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef VMUNET_SCAN_CHUNK_INL_H
#undef VMUNET_SCAN_CHUNK_INL_H
#else
#define VMUNET_SCAN_CHUNK_INL_H
#endif

#include "inference/ops/scan_math-inl.h"
#include "inference/ops/scan_problem.h"

#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <cstring>

HWY_BEFORE_NAMESPACE();
namespace vmunet {
namespace HWY_NAMESPACE {

/// Which pixels a chunk visits in direction k, and where their B (C follows it) starts.
template <typename T>
struct ChunkSteps {
    std::int64_t count = 0;
    std::int64_t pixel[kScanChunk]; // In the whole batch.
    const T *projected[kScanChunk];

    ChunkSteps(const ScanProblem<T> &p, std::int64_t image, std::int64_t direction, std::int64_t chunk)
    {
        const std::int64_t length = p.length();
        const std::int64_t begin = chunk * kScanChunk;
        count = std::min(kScanChunk, length - begin);
        const bool reversed = p.crossScan && direction >= 2;
        const bool byColumns = p.crossScan && direction % 2 == 1;
        for (std::int64_t i = 0; i < count; ++i) {
            const std::int64_t t = reversed ? length - 1 - (begin + i) : begin + i;
            const std::int64_t inImage = byColumns ? (t % p.rows) * p.cols + t / p.rows : t;
            pixel[i] = image * length + inImage;
            projected[i] = p.projected + (pixel[i] * p.directions + direction) * p.projectedWidth();
        }
    }
};

/// The parameters of one vector of channels in one direction, lane by lane; lanes past the last channel are 0.
template <typename T>
struct GroupParameters {
    T *scaledA; // [states][lanes]
    T *smallestA; // [lanes], of the scaled
    T *dtWeight; // [rank][lanes]
    T *dtBias; // [lanes]
    T *D; // [lanes]
};

/// Parameters of the task's groups, packed for one direction at a time.
template <typename T>
class PackedParameters {
public:
    PackedParameters(const ScanProblem<T> &p, const ScanTask &task, std::size_t lanes)
        : m_problem(p)
        , m_task(task)
        , m_lanes(lanes)
        , m_groupSize((std::size_t(p.states + p.rank) + 3) * lanes)
        , m_groups((std::size_t(task.channelEnd - task.channelBegin) + lanes - 1) / lanes)
        , m_values(hwy::AllocateAligned<T>(m_groupSize * m_groups))
    {
    }

    std::size_t groups() const { return m_groups; }

    GroupParameters<T> group(std::size_t g) const
    {
        T *base = m_values.get() + g * m_groupSize;
        T *smallest = base + std::size_t(m_problem.states) * m_lanes;
        T *weight = smallest + m_lanes;
        T *bias = weight + std::size_t(m_problem.rank) * m_lanes;
        return {base, smallest, weight, bias, bias + m_lanes};
    }

    std::int64_t firstChannel(std::size_t g) const { return m_task.channelBegin + std::int64_t(g * m_lanes); }
    std::size_t channelCount(std::size_t g) const
    {
        return std::min(m_lanes, std::size_t(m_task.channelEnd - firstChannel(g)));
    }

    void pack(std::int64_t direction)
    {
        std::fill_n(m_values.get(), m_groupSize * m_groups, T(0));
        const ScanProblem<T> &p = m_problem;
        for (std::size_t g = 0; g < m_groups; ++g) {
            const GroupParameters<T> out = group(g);
            for (std::size_t lane = 0; lane < channelCount(g); ++lane) {
                const std::int64_t row = direction * p.channels + firstChannel(g) + std::int64_t(lane);
                for (std::int64_t n = 0; n < p.states; ++n) {
                    const T scaled = p.A[row * p.states + n] * kDecayScale<T>;
                    out.scaledA[std::size_t(n) * m_lanes + lane] = scaled;
                    out.smallestA[lane] = std::min(out.smallestA[lane], scaled);
                }
                for (std::int64_t r = 0; r < p.rank; ++r) {
                    out.dtWeight[std::size_t(r) * m_lanes + lane] = p.dtWeight[row * p.rank + r];
                }
                out.dtBias[lane] = p.dtBias[row];
                out.D[lane] = p.D[row];
            }
        }
    }

private:
    const ScanProblem<T> &m_problem;
    const ScanTask &m_task;
    std::size_t m_lanes;
    std::size_t m_groupSize;
    std::size_t m_groups;
    hwy::AlignedFreeUniquePtr<T[]> m_values;
};

template <class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> loadChannels(D d, const T *from, std::size_t count)
{
    if (count == hn::Lanes(d)) {
        return hn::LoadU(d, from);
    }
    HWY_ALIGN T padded[hn::MaxLanes(d)] = {};
    std::memcpy(padded, from, count * sizeof(T));
    return hn::Load(d, padded);
}

template <class D, typename T = hn::TFromD<D>>
HWY_INLINE void storeChannels(D d, hn::Vec<D> v, T *to, std::size_t count)
{
    if (count == hn::Lanes(d)) {
        hn::StoreU(v, d, to);
        return;
    }
    HWY_ALIGN T padded[hn::MaxLanes(d)];
    hn::Store(v, d, padded);
    std::memcpy(to, padded, count * sizeof(T));
}

/// A chunk's inputs for one vector of channels, in scan order: [step][lanes].
template <typename T>
struct ChunkInputs {
    T *u;
    T *s;
    T *su;
    T *slope; // Of softplus; null in the forward pass.
};

/// delta plus bias of kSteps steps from `first` on: a weight is loaded once for all of them.
template <std::size_t kSteps, class D, typename T = hn::TFromD<D>>
HWY_INLINE void projectDelta(D d, const ScanProblem<T> &p, const ChunkSteps<T> &steps, std::size_t first,
    const GroupParameters<T> &parameters, T *HWY_RESTRICT delta)
{
    const std::size_t lanes = hn::Lanes(d);
    const auto rank = std::size_t(p.rank);
    const T *HWY_RESTRICT weights = parameters.dtWeight;
    const T *HWY_RESTRICT in[kSteps];
    hn::Vec<D> sum[kSteps];
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kSteps; ++j) {
        in[j] = steps.projected[first + j];
        sum[j] = hn::Load(d, parameters.dtBias);
    }
    for (std::size_t r = 0; r < rank; ++r) {
        const auto weight = hn::Load(d, weights + r * lanes);
#pragma GCC unroll 4
        for (std::size_t j = 0; j < kSteps; ++j) {
            sum[j] = hn::MulAdd(hn::Set(d, in[j][r]), weight, sum[j]);
        }
    }
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kSteps; ++j) {
        hn::Store(sum[j], d, delta + (first + j) * lanes);
    }
}

/// delta plus bias of every step of a chunk, where it is given as where it is projected.
template <class D, typename T = hn::TFromD<D>>
HWY_INLINE void chunkDelta(D d, const ScanProblem<T> &p, const ChunkSteps<T> &steps,
    const GroupParameters<T> &parameters, std::int64_t row, std::size_t count, T *delta)
{
    const std::size_t lanes = hn::Lanes(d);
    const auto stepCount = std::size_t(steps.count);
    std::size_t i = 0;
    if (p.delta != nullptr) {
        const auto bias = hn::Load(d, parameters.dtBias);
        const std::int64_t rows = p.directions * p.channels;
        for (; i < stepCount; ++i) {
            const auto given = loadChannels(d, p.delta + steps.pixel[i] * rows + row, count);
            hn::Store(hn::Add(bias, given), d, delta + i * lanes);
        }
    }
    for (; i + 4 <= stepCount; i += 4) {
        projectDelta<4>(d, p, steps, i, parameters, delta);
    }
    for (; i < stepCount; ++i) {
        projectDelta<1>(d, p, steps, i, parameters, delta);
    }
}

/// Fills `out`; returns the largest step size of each channel.
template <bool kSlope, class D, typename T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> gatherInputs(D d, const ScanProblem<T> &p, const ChunkSteps<T> &steps, std::int64_t direction,
    const GroupParameters<T> &parameters, std::int64_t channel, std::size_t count, const ChunkInputs<T> &out)
{
    const std::size_t lanes = hn::Lanes(d);
    chunkDelta(d, p, steps, parameters, direction * p.channels + channel, count, out.s);
    const T *x = p.x + direction * p.xDirection + channel;
    auto largest = hn::Zero(d);
    for (std::int64_t i = 0; i < steps.count; ++i) {
        const std::size_t at = std::size_t(i) * lanes;
        const auto u = loadChannels(d, x + steps.pixel[i] * p.xRow, count);
        const auto s = softplus<kSlope>(d, hn::Load(d, out.s + at), kSlope ? out.slope + at : nullptr);
        hn::Store(u, d, out.u + at);
        hn::Store(s, d, out.s + at);
        hn::Store(hn::Mul(s, u), d, out.su + at);
        largest = hn::Max(largest, s);
    }
    return largest;
}

} // namespace HWY_NAMESPACE
} // namespace vmunet
HWY_AFTER_NAMESPACE();

#endif
