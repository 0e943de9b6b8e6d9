// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/scan/scan_math.h"
#include "cuda/scan/scan_params.h"

namespace vmunet::kernels {

/// One row of a scan, an image, a direction and a channel: where its values are. For the reference implementations.
template <typename T>
struct ScanRow {
    const ScanParams<T> &p;
    std::int64_t image;
    std::int64_t direction;
    std::int64_t channel;

    std::int64_t parameter() const { return direction * p.channels + channel; }
    std::int64_t column() const { return direction * p.xDirection + channel; } // Of x and y.
    std::int64_t chunkRow(std::int64_t chunk) const
    {
        return (image * p.directions + direction) * scanChunks(p) + chunk;
    }
    std::int64_t chunkIndex(std::int64_t chunk) const { return chunkRow(chunk) * p.channels + channel; }
    std::int64_t stateIndex(std::int64_t chunk, std::int64_t n) const
    {
        return (chunkRow(chunk) * p.states + n) * p.channels + channel;
    }
    /// The chunk that is scanned as the `order`-th one.
    std::int64_t chunkAt(std::int64_t order) const
    {
        return scanIsReversed(p.crossScan, direction) ? scanChunks(p) - 1 - order : order;
    }
    std::int64_t pixel(std::int64_t chunk, int step) const { return scanPixel(p, image, direction, chunk, step); }
    std::int64_t xIndex(std::int64_t pixel) const { return pixel * p.xRow + column(); }
    std::int64_t deltaIndex(std::int64_t pixel) const { return pixel * p.directions * p.channels + parameter(); }
    std::int64_t projectedIndex(std::int64_t pixel) const
    {
        return (pixel * p.directions + direction) * scanProjectedRow(p);
    }
    float scaledA(std::int64_t n) const { return p.A[parameter() * p.states + n] * kLog2E; }
    float u(std::int64_t pixel) const { return toFloat(p.x[xIndex(pixel)]); }
    float weight(std::int64_t r) const { return p.dtWeight[parameter() * p.rank + r]; }
    float dt(std::int64_t pixel, std::int64_t r) const { return toFloat(p.projected[projectedIndex(pixel) + r]); }
    float B(std::int64_t pixel, std::int64_t n) const { return dt(pixel, p.rank + n); }
    float C(std::int64_t pixel, std::int64_t n) const { return dt(pixel, p.rank + p.states + n); }
    /// delta + dtBias.
    float v(std::int64_t pixel) const
    {
        float sum = p.dtBias[parameter()];
        if (p.rank == 0) {
            return sum + toFloat(p.delta[deltaIndex(pixel)]);
        }
        for (std::int64_t r = 0; r < p.rank; ++r) {
            sum += weight(r) * dt(pixel, r);
        }
        return sum;
    }
};

template <typename T, typename Visit>
void forEachRow(const ScanParams<T> &p, Visit visit)
{
    for (std::int64_t image = 0; image < p.batch; ++image) {
        for (std::int64_t direction = 0; direction < p.directions; ++direction) {
            for (std::int64_t channel = 0; channel < p.channels; ++channel) {
                visit(ScanRow<T>{p, image, direction, channel});
            }
        }
    }
}

} // namespace vmunet::kernels
