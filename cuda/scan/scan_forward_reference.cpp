// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/scan/scan_reference.h"
#include "cuda/scan/scan_row.h"

namespace vmunet::kernels {
namespace {

/// Runs one state through one chunk from h on; adds C h to y unless it is null. Returns the state after the chunk.
float scanChunk(const ScanForwardParams &f, const ScanRow &row, std::int64_t chunk, std::int64_t n, float h, float *y)
{
    const ScanParams &p = row.p;
    float sum = 0.0F;
    for (int step = 0; step < scanChunkSteps(p, chunk); ++step) {
        const std::int64_t pixel = row.pixel(chunk, step);
        const float u = row.u(pixel);
        const float s = softplus(row.v(pixel));
        h = exp2f(s * row.scaledA(n)) * h + s * u * row.B(pixel, n);
        if (y != nullptr) {
            float &out = y[row.direction * f.ySlot + pixel * p.xRow + row.column()];
            out = (n == 0 ? p.D[row.parameter()] * u : out) + row.C(pixel, n) * h;
        }
        sum += s;
    }
    f.chunkSum[row.chunkIndex(chunk)] = sum;
    return h;
}

} // namespace

void scanForwardReference(const ScanForwardParams &params)
{
    forEachRow(params.scan, [&](const ScanRow &row) {
        const std::int64_t chunks = scanChunks(row.p);
        for (std::int64_t n = 0; n < row.p.states; ++n) {
            float before = 0.0F;
            for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
                const float local = scanChunk(params, row, chunk, n, 0.0F, nullptr);
                params.states[row.stateIndex(chunk, n)] = before;
                before = exp2f(row.scaledA(n) * params.chunkSum[row.chunkIndex(chunk)]) * before + local;
            }
            for (std::int64_t chunk = 0; chunk < chunks; ++chunk) {
                scanChunk(params, row, chunk, n, params.states[row.stateIndex(chunk, n)], params.y);
            }
        }
    });
}

} // namespace vmunet::kernels
