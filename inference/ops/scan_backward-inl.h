// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once per vector instruction set by scan_kernels.cpp (the guard is Highway's per-target toggle).
#if defined(VMUNET_SCAN_BACKWARD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef VMUNET_SCAN_BACKWARD_INL_H
#undef VMUNET_SCAN_BACKWARD_INL_H
#else
#define VMUNET_SCAN_BACKWARD_INL_H
#endif

#include "inference/ops/scan_sweep-inl.h"

HWY_BEFORE_NAMESPACE();
namespace vmunet {
namespace HWY_NAMESPACE {

/// Owns the buffers of one task; run() is the whole backward pass of the task.
template <typename T>
class BackwardTask {
public:
    BackwardTask(const ScanBackward<T> &scan, const ScanTask &task)
        : m_scan(scan)
        , m_task(task)
        , m_packed(scan.problem, task, lanesOf())
        , m_stateSize(std::size_t(scan.problem.states) * lanesOf())
        , m_rankPadded(hwy::RoundUpTo(std::size_t(std::max<std::int64_t>(scan.problem.rank, 1)), lanesOf()))
        , m_inputs(hwy::AllocateAligned<T>(m_packed.groups() * 8 * chunkSize()))
        , m_sweep(hwy::AllocateAligned<T>(kCellParts * kStatesAtOnce * chunkSize()))
        , m_perGroup(hwy::AllocateAligned<T>(m_packed.groups() * groupSize()))
        , m_weightRows(hwy::AllocateAligned<T>(m_packed.groups() * lanesOf() * m_rankPadded))
        , m_gradDelta(m_inputs.get() + m_packed.groups() * 7 * chunkSize())
    {
    }

    void run()
    {
        const ScanProblem<T> &p = m_scan.problem;
        for (std::int64_t direction = m_task.directionBegin; direction < m_task.directionEnd; ++direction) {
            m_packed.pack(direction);
            packWeightRows(direction);
            std::fill_n(m_perGroup.get(), m_packed.groups() * groupSize(), T(0));
            for (std::int64_t chunk = p.chunks(); chunk-- > 0;) {
                runChunk(direction, chunk);
            }
            storeParameterGradients(direction);
        }
    }

private:
    static constexpr std::size_t kStatesAtOnce = 4;
    static std::size_t lanesOf() { return hn::Lanes(hn::ScalableTag<T>()); }
    static std::size_t chunkSize() { return std::size_t(kScanChunk) * lanesOf(); }

    GroupChunk<T> groupChunk(std::size_t g) const
    {
        T *base = m_inputs.get() + g * 7 * chunkSize();
        const auto part = [base](std::size_t i) { return base + i * chunkSize(); };
        return {{part(0), part(1), part(2), part(3)}, part(4), part(5), part(6)};
    }

    void runChunk(std::int64_t direction, std::int64_t chunk)
    {
        const ChunkSteps<T> steps(m_scan.problem, m_task.image, direction, chunk);
        for (std::size_t g = 0; g < m_packed.groups(); ++g) {
            gatherGroup(steps, direction, g);
        }
        const auto states = std::size_t(m_scan.problem.states);
        std::size_t n = 0;
        for (; n + kStatesAtOnce <= states; n += kStatesAtOnce) {
            sweepStates<kStatesAtOnce>(steps, direction, chunk, n);
        }
        for (; n < states; ++n) {
            sweepStates<1>(steps, direction, chunk, n);
        }
        for (std::size_t g = 0; g < m_packed.groups(); ++g) {
            storeInputGradients(steps, direction, g);
            addWeightGradient(steps, g);
        }
        storeProjectedDelta(steps, direction);
    }

    void gatherGroup(const ChunkSteps<T> &steps, std::int64_t direction, std::size_t g)
    {
        const hn::ScalableTag<T> d;
        const ScanProblem<T> &p = m_scan.problem;
        const GroupChunk<T> group = groupChunk(g);
        const std::int64_t channel = m_packed.firstChannel(g);
        const std::size_t count = m_packed.channelCount(g);
        gatherInputs<true>(d, p, steps, direction, m_packed.group(g), channel, count, group.in);
        for (std::int64_t i = 0; i < steps.count; ++i) {
            const T *gradY = m_scan.gradY + steps.pixel[i] * p.xRow + direction * p.xDirection + channel;
            hn::Store(loadChannels(d, gradY, count), d, group.gradY + std::size_t(i) * lanesOf());
        }
        std::fill_n(group.sumA, 2 * chunkSize(), T(0));
    }

    template <std::size_t kCount>
    void sweepStates(const ChunkSteps<T> &steps, std::int64_t direction, std::int64_t chunk, std::size_t first)
    {
        const hn::ScalableTag<T> d;
        const ScanProblem<T> &p = m_scan.problem;
        const std::int64_t stateRow = (m_task.image * p.directions + direction) * p.chunks() + chunk;
        std::fill_n(m_sweep.get(), kCellParts * kCount * chunkSize(), T(0));
        for (std::size_t g = 0; g < m_packed.groups(); ++g) {
            const T *kept = m_scan.states + (stateRow * p.states + std::int64_t(first)) * p.channels;
            const T *scaledA = m_packed.group(g).scaledA;
            const GroupChunk<T> group = groupChunk(g);
            T *gradH = m_perGroup.get() + g * groupSize();
            hn::Vec<decltype(d)> h[kCount];
            for (std::size_t j = 0; j < kCount; ++j) {
                h[j] = loadChannels(
                    d, kept + std::int64_t(j) * p.channels + m_packed.firstChannel(g), m_packed.channelCount(g));
            }
            recomputeStates<kCount>(d, p, steps, group.in, scaledA, m_sweep.get(), first, h);
            reverseSweep<kCount>(d, p, steps, group, scaledA, m_sweep.get(), first, h, gradH, gradH + m_stateSize);
        }
        reduceProjected<kCount>(steps, direction, first);
    }

    /// gradH, gradA: [state]; gradD; gradBias; gradWeight: [rank]. All times lanes.
    std::size_t groupSize() const { return 2 * m_stateSize + (2 + std::size_t(m_scan.problem.rank)) * lanesOf(); }

    /// dtWeight again, channel by channel, with the ranks along the lanes.
    void packWeightRows(std::int64_t direction)
    {
        const ScanProblem<T> &p = m_scan.problem;
        std::fill_n(m_weightRows.get(), m_packed.groups() * lanesOf() * m_rankPadded, T(0));
        for (std::int64_t c = m_task.channelBegin; p.rank > 0 && c < m_task.channelEnd; ++c) {
            std::copy_n(p.dtWeight + (direction * p.channels + c) * p.rank, p.rank,
                m_weightRows.get() + std::size_t(c - m_task.channelBegin) * m_rankPadded);
        }
    }

    void storeInputGradients(const ChunkSteps<T> &steps, std::int64_t direction, std::size_t g)
    {
        const hn::ScalableTag<T> d;
        const std::size_t lanes = hn::Lanes(d);
        const ScanProblem<T> &p = m_scan.problem;
        const GroupChunk<T> group = groupChunk(g);
        const std::int64_t channel = m_packed.firstChannel(g);
        const std::size_t count = m_packed.channelCount(g);
        const auto skip = hn::Load(d, m_packed.group(g).D);
        const auto unscale = hn::Set(d, T(1) / kDecayScale<T>);
        auto gradD = hn::Zero(d);
        auto gradBias = hn::Zero(d);
        for (std::int64_t i = 0; i < steps.count; ++i) {
            const std::size_t at = std::size_t(i) * lanes;
            const auto u = hn::Load(d, group.in.u + at);
            const auto gradY = hn::Load(d, group.gradY + at);
            const auto sumB = hn::Load(d, group.sumB + at);
            const auto gradS = hn::MulAdd(hn::Load(d, group.sumA + at), unscale, hn::Mul(sumB, u));
            const auto gradU = hn::MulAdd(skip, gradY, hn::Mul(sumB, hn::Load(d, group.in.s + at)));
            gradD = hn::MulAdd(gradY, u, gradD);
            const auto gradDelta = hn::Mul(gradS, hn::Load(d, group.in.slope + at));
            gradBias = hn::Add(gradBias, gradDelta);
            hn::Store(gradDelta, d, m_gradDelta + (std::size_t(i) * m_packed.groups() + g) * lanes);
            if (m_scan.gradDelta != nullptr) {
                const std::int64_t row = (steps.pixel[i] * p.directions + direction) * p.channels;
                storeChannels(d, gradDelta, m_scan.gradDelta + row + channel, count);
            }
            T *toX = m_scan.gradX + steps.pixel[i] * p.xRow + direction * (m_scan.xSlot + p.xDirection) + channel;
            storeChannels(d, hn::Add(gradU, loadChannels(d, toX, count)), toX, count);
        }
        T *total = m_perGroup.get() + g * groupSize() + 2 * m_stateSize;
        hn::Store(hn::Add(gradD, hn::Load(d, total)), d, total);
        hn::Store(hn::Add(gradBias, hn::Load(d, total + lanes)), d, total + lanes);
    }

    void addWeightGradient(const ChunkSteps<T> &steps, std::size_t g)
    {
        const hn::ScalableTag<T> d;
        const std::size_t lanes = hn::Lanes(d);
        T *gradWeight = m_perGroup.get() + g * groupSize() + 2 * m_stateSize + 2 * lanes;
        for (std::size_t r = 0; r < std::size_t(m_scan.problem.rank); ++r) {
            auto sum = hn::Load(d, gradWeight + r * lanes);
            for (std::size_t i = 0; i < std::size_t(steps.count); ++i) {
                const auto gradDelta = hn::Load(d, m_gradDelta + (i * m_packed.groups() + g) * lanes);
                sum = hn::MulAdd(gradDelta, hn::Set(d, steps.projected[i][r]), sum);
            }
            hn::Store(sum, d, gradWeight + r * lanes);
        }
    }

    /// The gradient of the numbers that make delta: gradDelta times dtWeight, kSteps steps at a time.
    template <std::size_t kSteps>
    HWY_INLINE void multiplyByWeight(const ChunkSteps<T> &steps, std::int64_t direction, std::size_t first)
    {
        const hn::ScalableTag<T> d;
        const std::size_t lanes = hn::Lanes(d);
        const ScanProblem<T> &p = m_scan.problem;
        const std::size_t width = m_packed.groups() * lanes;
        const auto channels = std::size_t(m_task.channelEnd - m_task.channelBegin);
        const std::int64_t blockRow = m_task.block * p.batch * p.length();
        const T *gradDelta = m_gradDelta + first * width;
        for (std::size_t r = 0; r < std::size_t(p.rank); r += lanes) {
            hn::Vec<decltype(d)> sum[kSteps];
#pragma GCC unroll 8
            for (std::size_t j = 0; j < kSteps; ++j) {
                sum[j] = hn::Zero(d);
            }
            for (std::size_t c = 0; c < channels; ++c) {
                const auto weight = hn::Load(d, m_weightRows.get() + c * m_rankPadded + r);
#pragma GCC unroll 8
                for (std::size_t j = 0; j < kSteps; ++j) {
                    sum[j] = hn::MulAdd(hn::Set(d, gradDelta[j * width + c]), weight, sum[j]);
                }
            }
            for (std::size_t j = 0; j < kSteps; ++j) {
                const std::int64_t row = (blockRow + steps.pixel[first + j]) * p.directions + direction;
                storeChannels(d, sum[j], m_scan.gradProjected + row * p.projectedWidth() + std::int64_t(r),
                    std::min(lanes, std::size_t(p.rank) - r));
            }
        }
    }

    void storeProjectedDelta(const ChunkSteps<T> &steps, std::int64_t direction)
    {
        std::size_t i = 0;
        for (; i + 8 <= std::size_t(steps.count); i += 8) {
            multiplyByWeight<8>(steps, direction, i);
        }
        for (; i < std::size_t(steps.count); ++i) {
            multiplyByWeight<1>(steps, direction, i);
        }
    }

    /// Sums the gradients of B and C over the lanes.
    template <std::size_t kCount>
    void reduceProjected(const ChunkSteps<T> &steps, std::int64_t direction, std::size_t first)
    {
        const hn::ScalableTag<T> d;
        const ScanProblem<T> &p = m_scan.problem;
        const std::int64_t blockRow = m_task.block * p.batch * p.length();
        for (std::size_t i = 0; i < std::size_t(steps.count); ++i) {
            const std::int64_t row = (blockRow + steps.pixel[i]) * p.directions + direction;
            T *out = m_scan.gradProjected + row * p.projectedWidth() + p.rank + std::int64_t(first);
            for (std::size_t j = 0; j < kCount; ++j) {
                const T *part = m_sweep.get() + (i * kCount + j) * kCellParts * lanesOf();
                const auto gradB = hn::Load(d, part + kGradB * lanesOf());
                const auto gradC = hn::Load(d, part + kGradC * lanesOf());
                out[j] = hn::GetLane(hn::SumOfLanes(d, gradB));
                out[std::size_t(p.states) + j] = hn::GetLane(hn::SumOfLanes(d, gradC));
            }
        }
    }

    void storeParameterGradients(std::int64_t direction)
    {
        const std::size_t lanes = lanesOf();
        const ScanProblem<T> &p = m_scan.problem;
        for (std::size_t g = 0; g < m_packed.groups(); ++g) {
            const T *gradA = m_perGroup.get() + g * groupSize() + m_stateSize;
            const T *gradD = gradA + m_stateSize;
            const T *gradBias = gradD + lanes;
            const T *gradWeight = gradBias + lanes;
            for (std::size_t lane = 0; lane < m_packed.channelCount(g); ++lane) {
                const std::int64_t row = (m_task.image * p.directions + direction) * p.channels
                    + m_packed.firstChannel(g) + std::int64_t(lane);
                for (std::int64_t n = 0; n < p.states; ++n) {
                    m_scan.gradA[row * p.states + n] = gradA[std::size_t(n) * lanes + lane];
                }
                for (std::int64_t r = 0; r < p.rank; ++r) {
                    m_scan.gradWeight[row * p.rank + r] = gradWeight[std::size_t(r) * lanes + lane];
                }
                m_scan.gradD[row] = gradD[lane];
                m_scan.gradBias[row] = gradBias[lane];
            }
        }
    }

    const ScanBackward<T> &m_scan;
    const ScanTask &m_task;
    PackedParameters<T> m_packed;
    std::size_t m_stateSize;
    std::size_t m_rankPadded;
    hwy::AlignedFreeUniquePtr<T[]> m_inputs;
    hwy::AlignedFreeUniquePtr<T[]> m_sweep;
    hwy::AlignedFreeUniquePtr<T[]> m_perGroup;
    hwy::AlignedFreeUniquePtr<T[]> m_weightRows; // [channel][m_rankPadded]
    T *m_gradDelta; // [step][group], times lanes
};

} // namespace HWY_NAMESPACE
} // namespace vmunet
HWY_AFTER_NAMESPACE();

#endif
