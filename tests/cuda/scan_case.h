// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/scan/scan_params.h"

#include <cstdint>
#include <random>
#include <vector>

namespace vmunet::kernels {

/// Sizes of one test; with `crossScan` there are four directions over rows x cols pixels and dt of `rank` numbers,
/// without it delta is given.
struct ScanCase {
    std::int64_t batch, rows, cols, channels, states, rank, directions;
    bool crossScan;
};

/// Odd sizes: one step, chunks that end early, blocks of channels that are not full, states and ranks past one round.
inline const std::vector<ScanCase> kScanCases{
    {1, 1, 1, 1, 1, 1, 4, true},
    {3, 5, 7, 17, 3, 2, 4, true},
    {1, 5, 11, 70, 16, 6, 4, true},
    {1, 33, 2, 65, 18, 11, 4, true},
    {1, 8, 8, 64, 16, 8, 4, true},
    {3, 1, 37, 6, 5, 0, 3, false},
    {1, 1, 70, 130, 16, 0, 1, false},
    {1, 1, 1, 3, 2, 0, 2, false},
};

/// Host memory for every array of a forward and a backward pass: inputs random, results zero.
template <typename T>
struct ScanArrays {
    explicit ScanArrays(const ScanCase &c)
        : shape(c)
    {
        const std::int64_t pixels = c.batch * c.rows * c.cols;
        const std::int64_t parameters = c.directions * c.channels;
        const ScanParams<T> p = params();
        const std::int64_t perChunk = c.batch * parameters * scanChunks(p);
        x = stored<T>(normal(pixels * p.xRow, 1));
        delta = stored<T>(normal(c.rank == 0 ? pixels * parameters : 0, 2));
        projected = stored<T>(normal(pixels * c.directions * scanProjectedRow(p), 3));
        dtBias = normal(parameters, 4);
        A = normal(parameters * c.states, 5);
        for (float &a : A) {
            a = -0.05F - a * a;
        }
        D = normal(parameters, 6);
        gradY = stored<Wide<T>>(normal(pixels * p.xRow, 7));
        dtWeight = normal(parameters * c.rank, 8);
        y.resize(x.size());
        gradX.resize(x.size());
        slots.resize(c.crossScan ? 4 * x.size() : 0);
        states.resize(std::size_t(perChunk * c.states));
        gradA = carry = states;
        chunkSum.resize(std::size_t(perChunk));
        gradD = gradBias = chunkSum;
        gradWeight.resize(std::size_t(perChunk * c.rank));
        gradDelta.resize(delta.size());
        gradProjected.resize(projected.size() * std::size_t(scanChannelBlocks(p)));
    }

    ScanParams<T> params() const
    {
        const ScanCase &c = shape;
        return {c.batch, c.rows, c.cols, c.channels, c.states, c.rank, c.directions, c.crossScan,
            c.crossScan ? c.channels : c.channels * c.directions, c.crossScan ? 0 : c.channels, x.data(),
            projected.data(), delta.data(), dtWeight.data(), dtBias.data(), A.data(), D.data()};
    }
    ScanForwardParams<T> forward() { return {params(), y.data(), slots.data(), states.data(), chunkSum.data()}; }
    ScanBackwardParams<T> backward()
    {
        return {params(), states.data(), gradY.data(), gradX.data(), slots.data(), gradDelta.data(),
            gradProjected.data(), gradWeight.data(), gradA.data(), gradD.data(), gradBias.data(), carry.data(),
            chunkSum.data()};
    }

    ScanCase shape;
    std::vector<T> x, projected, delta, gradX, gradDelta;
    std::vector<Wide<T>> y, gradY;
    std::vector<float> dtWeight, dtBias, A, D;
    std::vector<float> slots, states, chunkSum, gradProjected, gradWeight, gradA, gradD, gradBias, carry;

private:
    static std::vector<float> normal(std::int64_t count, unsigned seed)
    {
        std::mt19937 generator(seed);
        std::normal_distribution<float> distribution;
        std::vector<float> values(static_cast<std::size_t>(count));
        for (float &value : values) {
            value = distribution(generator);
        }
        return values;
    }
    template <typename Stored>
    static std::vector<Stored> stored(const std::vector<float> &values)
    {
        std::vector<Stored> result(values.size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            store(result[i], values[i]);
        }
        return result;
    }
};

template <typename T>
std::vector<float> floats(const std::vector<T> &values)
{
    std::vector<float> result;
    for (const T &value : values) {
        result.push_back(toFloat(value));
    }
    return result;
}

/// Of storing a result of order 1: half a unit in the last place; float32: what other orders of summing cost.
template <typename T>
constexpr double kStorageError = 4e-6;
template <>
inline constexpr double kStorageError<Half> = 0x1p-11;
template <>
inline constexpr double kStorageError<BFloat16> = 0x1p-8;

} // namespace vmunet::kernels
