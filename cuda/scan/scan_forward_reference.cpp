// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/scan/scan_reference.h"
#include "cuda/scan/scan_row.h"

#include <vector>

namespace vmunet::kernels {
namespace {

/// Runs one state through one chunk from h on; adds C h to y unless it is null. Returns the state after the chunk.
template <typename T>
float scanChunk(
    const ScanForwardParams<T> &f, const ScanRow<T> &row, std::int64_t chunk, std::int64_t n, float h, float *y)
{
    const ScanParams<T> &p = row.p;
    float sum = 0.0F;
    for (int step = 0; step < scanChunkSteps(p, chunk); ++step) {
        const std::int64_t pixel = row.pixel(chunk, step);
        const float u = row.u(pixel);
        const float s = softplus(row.v(pixel));
        h = exp2f(s * row.scaledA(n)) * h + s * u * row.B(pixel, n);
        if (y != nullptr) {
            y[row.xIndex(pixel)] += (n == 0 ? p.D[row.parameter()] * u : 0.0F) + row.C(pixel, n) * h;
        }
        sum += s;
    }
    f.chunkSum[row.chunkIndex(chunk)] = sum;
    return h;
}

} // namespace

template <typename T>
void scanForwardReference(const ScanForwardParams<T> &params)
{
    const ScanParams<T> &p = params.scan;
    std::vector<float> y(std::size_t(p.batch * scanLength(p) * p.xRow), 0.0F);
    forEachRow(p, [&](const ScanRow<T> &row) {
        for (std::int64_t n = 0; n < p.states; ++n) {
            float before = 0.0F;
            for (std::int64_t order = 0; order < scanChunks(p); ++order) {
                const std::int64_t chunk = row.chunkAt(order);
                const float local = scanChunk(params, row, chunk, n, 0.0F, nullptr);
                params.states[row.stateIndex(chunk, n)] = before;
                before = exp2f(row.scaledA(n) * params.chunkSum[row.chunkIndex(chunk)]) * before + local;
            }
            for (std::int64_t chunk = 0; chunk < scanChunks(p); ++chunk) {
                scanChunk(params, row, chunk, n, params.states[row.stateIndex(chunk, n)], y.data());
            }
        }
    });
    for (std::size_t i = 0; i < y.size(); ++i) {
        store(params.y[i], y[i]);
    }
}

template void scanForwardReference(const ScanForwardParams<float> &);
template void scanForwardReference(const ScanForwardParams<Half> &);
template void scanForwardReference(const ScanForwardParams<BFloat16> &);

} // namespace vmunet::kernels
