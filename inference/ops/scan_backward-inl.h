// SPDX-License-Identifier: GPL-3.0-or-later
// Compiled once per vector instruction set by scan_kernels.cpp (the guard is Highway's per-target toggle).
#if defined(VMUNET_SCAN_BACKWARD_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef VMUNET_SCAN_BACKWARD_INL_H
#undef VMUNET_SCAN_BACKWARD_INL_H
#else
#define VMUNET_SCAN_BACKWARD_INL_H
#endif

#include "inference/ops/scan_chunk-inl.h"

HWY_BEFORE_NAMESPACE();
namespace vmunet {
namespace HWY_NAMESPACE {

/// Everything of one chunk that the reverse sweep reads and writes; [step] or [step][state], times lanes.
template <typename T>
struct ReverseBuffers {
    T *h; // [step + 1][state]: before the first step and after each.
    T *decay; // [step][state]
    T *gradY; // [step]
    T *sumA; // [step]: sum over states of the gradient of s A, times scaled A.
    T *sumB; // [step]: sum over states of the gradient of s u B, times B.
    T *gradB; // [step][state], summed over the task's groups.
    T *gradC; // [step][state], likewise.
    T *gradH; // [state], of the group: carried from chunk to chunk, as is
    T *gradA; // [state]
};

template <class D, typename T = hn::TFromD<D>>
HWY_INLINE void recomputeStates(D d, std::int64_t states, std::int64_t rank, const ChunkSteps<T> &steps,
    const ChunkInputs<T> &in, const GroupParameters<T> &parameters, T *HWY_RESTRICT h, T *HWY_RESTRICT factors)
{
    const std::size_t lanes = hn::Lanes(d);
    const std::size_t stateSize = std::size_t(states) * lanes;
    const T *HWY_RESTRICT scaledA = parameters.scaledA;
    for (std::int64_t i = 0; i < steps.count; ++i) {
        const auto s = hn::Load(d, in.s + std::size_t(i) * lanes);
        const auto su = hn::Load(d, in.su + std::size_t(i) * lanes);
        const T *HWY_RESTRICT B = steps.projected[i] + rank;
        const T *before = h + std::size_t(i) * stateSize;
        T *after = h + std::size_t(i + 1) * stateSize;
        T *factorRow = factors + std::size_t(i) * stateSize;
        for (std::int64_t n = 0; n < states; ++n) {
            const std::size_t state = std::size_t(n) * lanes;
            const auto factor = decay(d, s, hn::Load(d, scaledA + state));
            const auto next = hn::MulAdd(factor, hn::Load(d, before + state), hn::Mul(su, hn::Set(d, B[n])));
            hn::Store(factor, d, factorRow + state);
            hn::Store(next, d, after + state);
        }
    }
}

/// The reverse sweep over a chunk for kCount states from `first` on: several at once share the loads per step.
template <std::size_t kCount, class D, typename T = hn::TFromD<D>>
HWY_INLINE void reverseSteps(D d, std::size_t states, std::size_t rank, const ChunkSteps<T> &steps,
    const ChunkInputs<T> &in, const GroupParameters<T> &parameters, const ReverseBuffers<T> &r, std::size_t first)
{
    const std::size_t lanes = hn::Lanes(d);
    hn::Vec<D> gradH[kCount], gradA[kCount], scaledA[kCount], h[kCount];
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kCount; ++j) {
        gradH[j] = hn::Load(d, r.gradH + (first + j) * lanes);
        gradA[j] = hn::Zero(d);
        scaledA[j] = hn::Load(d, parameters.scaledA + (first + j) * lanes);
        h[j] = hn::Load(d, r.h + (std::size_t(steps.count) * states + first + j) * lanes);
    }
    for (std::size_t i = std::size_t(steps.count); i-- > 0;) {
        const std::size_t at = i * lanes;
        const auto gradY = hn::Load(d, r.gradY + at);
        const auto s = hn::Load(d, in.s + at);
        const auto su = hn::Load(d, in.su + at);
        auto sumA = hn::Load(d, r.sumA + at);
        auto sumB = hn::Load(d, r.sumB + at);
        const T *B = steps.projected[i] + rank + first;
        const T *C = B + states;
#pragma GCC unroll 4
        for (std::size_t j = 0; j < kCount; ++j) {
            const std::size_t cell = (i * states + first + j) * lanes;
            hn::Store(hn::MulAdd(gradY, h[j], hn::Load(d, r.gradC + cell)), d, r.gradC + cell);
            gradH[j] = hn::MulAdd(gradY, hn::Set(d, C[j]), gradH[j]);
            hn::Store(hn::MulAdd(gradH[j], su, hn::Load(d, r.gradB + cell)), d, r.gradB + cell);
            sumB = hn::MulAdd(gradH[j], hn::Set(d, B[j]), sumB);
            gradH[j] = hn::Mul(gradH[j], hn::Load(d, r.decay + cell));
            h[j] = hn::Load(d, r.h + cell);
            const auto gradExponent = hn::Mul(gradH[j], h[j]);
            sumA = hn::MulAdd(gradExponent, scaledA[j], sumA);
            gradA[j] = hn::MulAdd(gradExponent, s, gradA[j]);
        }
        hn::Store(sumA, d, r.sumA + at);
        hn::Store(sumB, d, r.sumB + at);
    }
#pragma GCC unroll 4
    for (std::size_t j = 0; j < kCount; ++j) {
        T *total = r.gradA + (first + j) * lanes;
        hn::Store(gradH[j], d, r.gradH + (first + j) * lanes);
        hn::Store(hn::Add(gradA[j], hn::Load(d, total)), d, total);
    }
}

/// Owns the buffers of one task; run() is the whole backward pass of the task.
template <typename T>
class BackwardTask {
public:
    BackwardTask(const ScanBackward<T> &scan, const ScanTask &task)
        : m_scan(scan)
        , m_task(task)
        , m_packed(scan.problem, task, hn::Lanes(hn::ScalableTag<T>()))
        , m_stateSize(std::size_t(scan.problem.states) * hn::Lanes(hn::ScalableTag<T>()))
        , m_chunkSize(std::size_t(kScanChunk) * hn::Lanes(hn::ScalableTag<T>()))
        , m_cellSize(std::size_t(kScanChunk) * m_stateSize)
        , m_perChunk(hwy::AllocateAligned<T>(7 * m_chunkSize + 4 * m_cellSize + m_stateSize))
        , m_perGroup(hwy::AllocateAligned<T>(m_packed.groups() * groupSize()))
    {
        T *next = m_perChunk.get();
        m_in = {next, next + m_chunkSize, next + 2 * m_chunkSize, next + 3 * m_chunkSize};
        next += 4 * m_chunkSize;
        m_buffers.gradY = next;
        m_buffers.sumA = next + m_chunkSize;
        m_buffers.sumB = next + 2 * m_chunkSize;
        next += 3 * m_chunkSize;
        m_buffers.decay = next;
        m_buffers.gradB = next + m_cellSize;
        m_buffers.gradC = next + 2 * m_cellSize;
        m_buffers.h = next + 3 * m_cellSize;
    }

    void run()
    {
        const ScanProblem<T> &p = m_scan.problem;
        for (std::int64_t direction = m_task.directionBegin; direction < m_task.directionEnd; ++direction) {
            m_packed.pack(direction);
            std::fill_n(m_perGroup.get(), m_packed.groups() * groupSize(), T(0));
            for (std::int64_t chunk = p.chunks(); chunk-- > 0;) {
                const ChunkSteps<T> steps(p, m_task.image, direction, chunk);
                std::fill_n(m_buffers.gradB, 2 * m_cellSize, T(0));
                for (std::size_t g = 0; g < m_packed.groups(); ++g) {
                    runGroup(steps, direction, chunk, g);
                }
                reduceProjected(steps, direction);
            }
            storeParameterGradients(direction);
        }
    }

private:
    /// gradH, gradA: [state]; gradD.
    std::size_t groupSize() const { return 2 * m_stateSize + hn::Lanes(hn::ScalableTag<T>()); }

    void runGroup(const ChunkSteps<T> &steps, std::int64_t direction, std::int64_t chunk, std::size_t g)
    {
        const hn::ScalableTag<T> d;
        const std::size_t lanes = hn::Lanes(d);
        const ScanProblem<T> &p = m_scan.problem;
        const GroupParameters<T> parameters = m_packed.group(g);
        const std::int64_t channel = m_packed.firstChannel(g);
        const std::size_t count = m_packed.channelCount(g);
        m_buffers.gradH = m_perGroup.get() + g * groupSize();
        m_buffers.gradA = m_buffers.gradH + m_stateSize;

        const std::int64_t stateRow = (m_task.image * p.directions + direction) * p.chunks() + chunk;
        for (std::int64_t n = 0; n < p.states; ++n) {
            const T *kept = m_scan.states + (stateRow * p.states + n) * p.channels + channel;
            hn::Store(loadChannels(d, kept, count), d, m_buffers.h + std::size_t(n) * lanes);
        }
        gatherInputs(d, p, steps, direction, parameters, channel, count, m_in);
        recomputeStates(d, p.states, p.rank, steps, m_in, parameters, m_buffers.h, m_buffers.decay);
        const std::int64_t offset = direction * p.xDirection + channel;
        for (std::int64_t i = 0; i < steps.count; ++i) {
            const std::size_t at = std::size_t(i) * lanes;
            hn::Store(loadChannels(d, m_scan.gradY + steps.pixel[i] * p.xRow + offset, count), d, m_buffers.gradY + at);
        }
        std::fill_n(m_buffers.sumA, 2 * m_chunkSize, T(0));

        const auto states = std::size_t(p.states);
        const auto rank = std::size_t(p.rank);
        std::size_t n = 0;
        for (; n + 4 <= states; n += 4) {
            reverseSteps<4>(d, states, rank, steps, m_in, parameters, m_buffers, n);
        }
        for (; n < states; ++n) {
            reverseSteps<1>(d, states, rank, steps, m_in, parameters, m_buffers, n);
        }
        storeInputGradients(steps, direction, parameters, channel, count);
    }

    void storeInputGradients(const ChunkSteps<T> &steps, std::int64_t direction, const GroupParameters<T> &parameters,
        std::int64_t channel, std::size_t count)
    {
        const hn::ScalableTag<T> d;
        const std::size_t lanes = hn::Lanes(d);
        const ScanProblem<T> &p = m_scan.problem;
        const auto skip = hn::Load(d, parameters.D);
        const auto unscale = hn::Set(d, T(1) / kDecayScale<T>);
        auto gradD = hn::Zero(d);
        for (std::int64_t i = 0; i < steps.count; ++i) {
            const std::size_t at = std::size_t(i) * lanes;
            const auto u = hn::Load(d, m_in.u + at);
            const auto gradY = hn::Load(d, m_buffers.gradY + at);
            const auto sumB = hn::Load(d, m_buffers.sumB + at);
            const auto gradS = hn::MulAdd(hn::Load(d, m_buffers.sumA + at), unscale, hn::Mul(sumB, u));
            const auto gradU = hn::MulAdd(skip, gradY, hn::Mul(sumB, hn::Load(d, m_in.s + at)));
            gradD = hn::MulAdd(gradY, u, gradD);
            T *toDelta = m_scan.gradDelta + (steps.pixel[i] * p.directions + direction) * p.channels + channel;
            storeChannels(d, hn::Mul(gradS, hn::Load(d, m_in.slope + at)), toDelta, count);
            T *toX = m_scan.gradX + steps.pixel[i] * p.xRow + direction * (m_scan.xSlot + p.xDirection) + channel;
            storeChannels(d, hn::Add(gradU, loadChannels(d, toX, count)), toX, count);
        }
        T *total = m_buffers.gradA + m_stateSize;
        hn::Store(hn::Add(gradD, hn::Load(d, total)), d, total);
    }

    /// Sums the gradients of B and C over the lanes.
    void reduceProjected(const ChunkSteps<T> &steps, std::int64_t direction)
    {
        const hn::ScalableTag<T> d;
        const std::size_t lanes = hn::Lanes(d);
        const ScanProblem<T> &p = m_scan.problem;
        const std::int64_t width = p.projectedWidth();
        const std::int64_t blockRow = m_task.block * p.batch * p.length();
        for (std::int64_t i = 0; i < steps.count; ++i) {
            T *out = m_scan.gradProjected + ((blockRow + steps.pixel[i]) * p.directions + direction) * width + p.rank;
            const std::size_t row = std::size_t(i) * m_stateSize;
            for (std::int64_t n = 0; n < p.states; ++n) {
                const std::size_t cell = row + std::size_t(n) * lanes;
                out[n] = hn::GetLane(hn::SumOfLanes(d, hn::Load(d, m_buffers.gradB + cell)));
                out[p.states + n] = hn::GetLane(hn::SumOfLanes(d, hn::Load(d, m_buffers.gradC + cell)));
            }
        }
    }

    void storeParameterGradients(std::int64_t direction)
    {
        const std::size_t lanes = hn::Lanes(hn::ScalableTag<T>());
        const ScanProblem<T> &p = m_scan.problem;
        for (std::size_t g = 0; g < m_packed.groups(); ++g) {
            const T *gradA = m_perGroup.get() + g * groupSize() + m_stateSize;
            const T *gradD = gradA + m_stateSize;
            for (std::size_t lane = 0; lane < m_packed.channelCount(g); ++lane) {
                const std::int64_t row = (m_task.image * p.directions + direction) * p.channels
                    + m_packed.firstChannel(g) + std::int64_t(lane);
                for (std::int64_t n = 0; n < p.states; ++n) {
                    m_scan.gradA[row * p.states + n] = gradA[std::size_t(n) * lanes + lane];
                }
                m_scan.gradD[row] = gradD[lane];
            }
        }
    }

    const ScanBackward<T> &m_scan;
    const ScanTask &m_task;
    PackedParameters<T> m_packed;
    std::size_t m_stateSize;
    std::size_t m_chunkSize;
    std::size_t m_cellSize;
    hwy::AlignedFreeUniquePtr<T[]> m_perChunk;
    hwy::AlignedFreeUniquePtr<T[]> m_perGroup;
    ChunkInputs<T> m_in{};
    ReverseBuffers<T> m_buffers{};
};

} // namespace HWY_NAMESPACE
} // namespace vmunet
HWY_AFTER_NAMESPACE();

#endif
