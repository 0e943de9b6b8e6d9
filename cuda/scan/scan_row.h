// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cuda/scan/scan_math.h"

namespace vmunet::kernels {

/// One row of a scan, an image, a direction and a channel: where its values are. For the reference implementations.
struct ScanRow {
    const ScanParams &p;
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
    std::int64_t pixel(std::int64_t chunk, int step) const
    {
        return scanPixel(p, image, direction, chunk * kScanChunk + step);
    }
    std::int64_t deltaIndex(std::int64_t pixel) const { return pixel * p.directions * p.channels + parameter(); }
    float scaledA(std::int64_t n) const { return p.A[parameter() * p.states + n] * kLog2E; }
    float u(std::int64_t pixel) const { return p.x[pixel * p.xRow + column()]; }
    float v(std::int64_t pixel) const { return p.delta[deltaIndex(pixel)] + p.dtBias[parameter()]; }
    float B(std::int64_t pixel, std::int64_t n) const { return p.bc[(pixel * p.directions + direction) * p.bcRow + n]; }
    float C(std::int64_t pixel, std::int64_t n) const { return B(pixel, p.states + n); }
};

template <typename Visit>
void forEachRow(const ScanParams &p, Visit visit)
{
    for (std::int64_t image = 0; image < p.batch; ++image) {
        for (std::int64_t direction = 0; direction < p.directions; ++direction) {
            for (std::int64_t channel = 0; channel < p.channels; ++channel) {
                visit(ScanRow{p, image, direction, channel});
            }
        }
    }
}

} // namespace vmunet::kernels
