// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/scan/scan_reference.h"
#include "cuda/scan/scan_row.h"

#include <algorithm>

namespace vmunet::kernels {
namespace {

/// What the chunk hands to the chunk before it, with no gradient from later chunks; also sums s.
float carryOf(const ScanBackwardParams &b, const ScanRow &row, std::int64_t chunk, std::int64_t n)
{
    float gradH = 0.0F;
    float sum = 0.0F;
    for (int step = scanChunkSteps(row.p, chunk); step-- > 0;) {
        const std::int64_t pixel = row.pixel(chunk, step);
        const float s = softplus(row.v(pixel));
        const float gradY = b.gradY[pixel * row.p.xRow + row.column()];
        gradH = exp2f(s * row.scaledA(n)) * (gradH + gradY * row.C(pixel, n));
        sum += s;
    }
    b.chunkSum[row.chunkIndex(chunk)] = sum;
    return gradH;
}

/// Sums over states of one row and chunk.
struct StepSums {
    float A[kScanChunk] = {};
    float B[kScanChunk] = {};
};

void sweepState(const ScanBackwardParams &b, const ScanRow &row, std::int64_t chunk, std::int64_t n, StepSums &sums)
{
    const ScanParams &p = row.p;
    const float A = row.scaledA(n);
    float before[kScanChunk];
    float h = b.states[row.stateIndex(chunk, n)];
    for (int step = 0; step < scanChunkSteps(p, chunk); ++step) {
        const std::int64_t pixel = row.pixel(chunk, step);
        const float s = softplus(row.v(pixel));
        before[step] = h;
        h = exp2f(s * A) * h + s * row.u(pixel) * row.B(pixel, n);
    }
    float gradH = b.carry[row.stateIndex(chunk, n)];
    float gradA = 0.0F;
    const std::int64_t block = row.channel / kScanBlockChannels;
    for (int step = scanChunkSteps(p, chunk); step-- > 0;) {
        const std::int64_t pixel = row.pixel(chunk, step);
        const float s = softplus(row.v(pixel));
        const float gradY = b.gradY[pixel * p.xRow + row.column()];
        const std::int64_t blockPixel = block * p.batch * scanLength(p) + pixel;
        float *gradBc = b.gradBc + (blockPixel * p.directions + row.direction) * 2 * p.states;
        gradBc[p.states + n] += gradY * h;
        gradH += gradY * row.C(pixel, n);
        gradBc[n] += gradH * s * row.u(pixel);
        sums.B[step] += gradH * row.B(pixel, n);
        gradH *= exp2f(s * A);
        h = before[step];
        sums.A[step] += gradH * h * A;
        gradA += gradH * h * s;
    }
    b.gradA[row.stateIndex(chunk, n)] = gradA;
}

void storeInputGradients(const ScanBackwardParams &b, const ScanRow &row, std::int64_t chunk, const StepSums &sums)
{
    const ScanParams &p = row.p;
    float gradD = 0.0F;
    float gradBias = 0.0F;
    for (int step = 0; step < scanChunkSteps(p, chunk); ++step) {
        const std::int64_t pixel = row.pixel(chunk, step);
        const float v = row.v(pixel);
        const float gradY = b.gradY[pixel * p.xRow + row.column()];
        const float gradS = sums.A[step] / kLog2E + sums.B[step] * row.u(pixel);
        const float gradDelta = gradS * softplusSlope(v);
        b.gradDelta[row.deltaIndex(pixel)] = gradDelta;
        b.gradX[row.direction * b.xSlot + pixel * p.xRow + row.column()] =
            p.D[row.parameter()] * gradY + sums.B[step] * softplus(v);
        gradD += gradY * row.u(pixel);
        gradBias += gradDelta;
    }
    b.gradD[row.chunkIndex(chunk)] = gradD;
    b.gradBias[row.chunkIndex(chunk)] = gradBias;
}

} // namespace

void scanBackwardReference(const ScanBackwardParams &params)
{
    const ScanParams &p = params.scan;
    const std::int64_t pixels = p.batch * scanLength(p);
    std::fill_n(params.gradBc, scanChannelBlocks(p) * pixels * p.directions * 2 * p.states, 0.0F);
    forEachRow(p, [&](const ScanRow &row) {
        for (std::int64_t n = 0; n < p.states; ++n) {
            float gradH = 0.0F;
            for (std::int64_t chunk = scanChunks(p); chunk-- > 0;) {
                const float local = carryOf(params, row, chunk, n);
                params.carry[row.stateIndex(chunk, n)] = gradH;
                gradH = exp2f(row.scaledA(n) * params.chunkSum[row.chunkIndex(chunk)]) * gradH + local;
            }
        }
        for (std::int64_t chunk = 0; chunk < scanChunks(p); ++chunk) {
            StepSums sums;
            for (std::int64_t n = 0; n < p.states; ++n) {
                sweepState(params, row, chunk, n, sums);
            }
            storeInputGradients(params, row, chunk, sums);
        }
    });
}

} // namespace vmunet::kernels
