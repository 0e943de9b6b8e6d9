// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/scan/scan_reference.h"
#include "cuda/scan/scan_row.h"

#include <algorithm>
#include <vector>

namespace vmunet::kernels {
namespace {

/// What the chunk hands to the chunk before it, with no gradient from later chunks; also sums s.
template <typename T>
float carryOf(const ScanBackwardParams<T> &b, const ScanRow<T> &row, std::int64_t chunk, std::int64_t n)
{
    float gradH = 0.0F;
    float sum = 0.0F;
    for (int step = scanChunkSteps(row.p, chunk); step-- > 0;) {
        const std::int64_t pixel = row.pixel(chunk, step);
        const float s = softplus(row.v(pixel));
        const float gradY = toFloat(b.gradY[row.xIndex(pixel)]);
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

/// A pixel's gradients of dt, B and C, summed over the channels of this row's block.
template <typename T>
float *gradProjectedOf(const ScanBackwardParams<T> &b, const ScanRow<T> &row, std::int64_t pixel)
{
    const ScanParams<T> &p = row.p;
    const std::int64_t block = row.channel / kScanBlockChannels;
    const std::int64_t blockValues = p.batch * scanLength(p) * p.directions * scanProjectedRow(p);
    return b.gradProjected + block * blockValues + row.projectedIndex(pixel);
}

template <typename T>
void sweepState(
    const ScanBackwardParams<T> &b, const ScanRow<T> &row, std::int64_t chunk, std::int64_t n, StepSums &sums)
{
    const ScanParams<T> &p = row.p;
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
    for (int step = scanChunkSteps(p, chunk); step-- > 0;) {
        const std::int64_t pixel = row.pixel(chunk, step);
        const float s = softplus(row.v(pixel));
        const float gradY = toFloat(b.gradY[row.xIndex(pixel)]);
        float *gradBc = gradProjectedOf(b, row, pixel) + p.rank;
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

/// From delta's gradient to those of dt and of its weight, or to where delta came from.
template <typename T>
void storeDelta(
    const ScanBackwardParams<T> &b, const ScanRow<T> &row, std::int64_t chunk, std::int64_t pixel, float gradDelta)
{
    const ScanParams<T> &p = row.p;
    if (p.rank == 0) {
        store(b.gradDelta[row.deltaIndex(pixel)], gradDelta);
    }
    for (std::int64_t r = 0; r < p.rank; ++r) {
        gradProjectedOf(b, row, pixel)[r] += gradDelta * row.weight(r);
        b.gradWeight[(row.chunkRow(chunk) * p.rank + r) * p.channels + row.channel] += gradDelta * row.dt(pixel, r);
    }
}

template <typename T>
void storeInputGradients(const ScanBackwardParams<T> &b, const ScanRow<T> &row, std::int64_t chunk,
    const StepSums &sums, std::vector<float> &gradX)
{
    const ScanParams<T> &p = row.p;
    float gradD = 0.0F;
    float gradBias = 0.0F;
    for (int step = 0; step < scanChunkSteps(p, chunk); ++step) {
        const std::int64_t pixel = row.pixel(chunk, step);
        const float v = row.v(pixel);
        const float gradY = toFloat(b.gradY[row.xIndex(pixel)]);
        const float gradS = sums.A[step] / kLog2E + sums.B[step] * row.u(pixel);
        const float gradDelta = gradS * softplusSlope(v);
        storeDelta(b, row, chunk, pixel, gradDelta);
        gradX[std::size_t(row.xIndex(pixel))] += p.D[row.parameter()] * gradY + sums.B[step] * softplus(v);
        gradD += gradY * row.u(pixel);
        gradBias += gradDelta;
    }
    b.gradD[row.chunkIndex(chunk)] = gradD;
    b.gradBias[row.chunkIndex(chunk)] = gradBias;
}

template <typename T>
void carryThrough(const ScanBackwardParams<T> &b, const ScanRow<T> &row, std::int64_t n)
{
    float gradH = 0.0F;
    for (std::int64_t order = scanChunks(row.p); order-- > 0;) {
        const std::int64_t chunk = row.chunkAt(order);
        const float local = carryOf(b, row, chunk, n);
        b.carry[row.stateIndex(chunk, n)] = gradH;
        gradH = exp2f(row.scaledA(n) * b.chunkSum[row.chunkIndex(chunk)]) * gradH + local;
    }
}

} // namespace

template <typename T>
void scanBackwardReference(const ScanBackwardParams<T> &params)
{
    const ScanParams<T> &p = params.scan;
    const std::int64_t pixels = p.batch * scanLength(p);
    std::fill_n(params.gradProjected, scanChannelBlocks(p) * pixels * p.directions * scanProjectedRow(p), 0.0F);
    std::fill_n(params.gradWeight, p.batch * p.directions * scanChunks(p) * p.rank * p.channels, 0.0F);
    std::vector<float> gradX(std::size_t(pixels * p.xRow), 0.0F);
    forEachRow(p, [&](const ScanRow<T> &row) {
        for (std::int64_t n = 0; n < p.states; ++n) {
            carryThrough(params, row, n);
        }
        for (std::int64_t chunk = 0; chunk < scanChunks(p); ++chunk) {
            StepSums sums;
            for (std::int64_t n = 0; n < p.states; ++n) {
                sweepState(params, row, chunk, n, sums);
            }
            storeInputGradients(params, row, chunk, sums, gradX);
        }
    });
    for (std::size_t i = 0; i < gradX.size(); ++i) {
        store(params.gradX[i], gradX[i]);
    }
}

template void scanBackwardReference(const ScanBackwardParams<float> &);
template void scanBackwardReference(const ScanBackwardParams<Half> &);
template void scanBackwardReference(const ScanBackwardParams<BFloat16> &);

} // namespace vmunet::kernels
