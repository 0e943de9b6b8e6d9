// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/scan/scan_params.h"

#include <cstdint>
#include <random>
#include <vector>

namespace vmunet::kernels {

/// Sizes of one test; with `crossScan` there are four directions over rows x cols pixels.
struct ScanCase {
    std::int64_t batch, rows, cols, channels, states, directions;
    bool crossScan;
};

/// Odd sizes: one step, chunks that end early, blocks of channels that are not full, states past one register block.
inline const std::vector<ScanCase> kScanCases{
    {1, 1, 1, 1, 1, 4, true},
    {2, 5, 7, 17, 3, 4, true},
    {1, 9, 11, 70, 16, 4, true},
    {1, 33, 2, 65, 18, 4, true},
    {2, 1, 37, 6, 5, 3, false},
    {1, 1, 100, 130, 16, 1, false},
    {1, 1, 1, 3, 2, 2, false},
};

/// Host memory for every array of a forward and a backward pass: inputs random, results zero.
struct ScanArrays {
    explicit ScanArrays(const ScanCase &c)
        : shape(c)
    {
        const std::int64_t pixels = c.batch * c.rows * c.cols;
        const std::int64_t xRow = c.crossScan ? c.channels : c.channels * c.directions;
        const std::int64_t parameters = c.directions * c.channels;
        const ScanParams p = params();
        const std::int64_t perChunk = c.batch * parameters * scanChunks(p);
        x = normal(pixels * xRow, 1);
        delta = normal(pixels * parameters, 2);
        bc = normal(pixels * c.directions * 2 * c.states, 3);
        dtBias = normal(parameters, 4);
        A = normal(parameters * c.states, 5);
        for (float &a : A) {
            a = -0.05F - a * a;
        }
        D = normal(parameters, 6);
        gradY = normal(pixels * xRow, 7);
        const std::int64_t slots = c.crossScan ? c.directions : 1;
        y.resize(std::size_t(slots * pixels * xRow));
        gradX = y;
        states.resize(std::size_t(perChunk * c.states));
        gradA = carry = states;
        chunkSum.resize(std::size_t(perChunk));
        gradD = gradBias = chunkSum;
        gradDelta.resize(delta.size());
        gradBc.resize(bc.size() * std::size_t(scanChannelBlocks(p)));
    }

    ScanParams params() const
    {
        const ScanCase &c = shape;
        return {c.batch, c.rows, c.cols, c.channels, c.states, c.directions, c.crossScan,
            c.crossScan ? c.channels : c.channels * c.directions, c.crossScan ? 0 : c.channels, 2 * c.states, x.data(),
            delta.data(), bc.data(), dtBias.data(), A.data(), D.data()};
    }
    std::int64_t slot() const { return shape.crossScan ? std::int64_t(x.size()) : 0; }
    ScanForwardParams forward() { return {params(), y.data(), slot(), states.data(), chunkSum.data()}; }
    ScanBackwardParams backward()
    {
        return {params(), states.data(), gradY.data(), gradX.data(), slot(), gradDelta.data(), gradBc.data(),
            gradA.data(), gradD.data(), gradBias.data(), carry.data(), chunkSum.data()};
    }

    ScanCase shape;
    std::vector<float> x, delta, bc, dtBias, A, D, gradY;
    std::vector<float> y, states, chunkSum, gradX, gradDelta, gradBc, gradA, gradD, gradBias, carry;

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
};

} // namespace vmunet::kernels
