// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/tile_scaler.h"

#include "widgets/canvas/tile_image.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

namespace vmunet {

namespace {

constexpr int kWhole = 256; // Weight of one pixel alone; with 8-bit channels, sums fit into 16 bits.
constexpr int kChannels = 4;

/// Which image column or row each device pixel shows, and how much of the next one.
struct Axis {
    std::vector<int> first;
    std::vector<int> nextWeight;
};

Axis axisOf(int start, int count, double scale, int limit, bool smooth)
{
    Axis axis{std::vector<int>(size_t(count)), std::vector<int>(size_t(count))};
    for (int i = 0; i < count; ++i) {
        const double centre = (start + i + 0.5) / scale;
        if (!smooth) {
            axis.first[size_t(i)] = int(std::clamp<double>(std::floor(centre), 0, limit - 1));
            continue;
        }
        const double position = std::clamp<double>(centre - 0.5, 0, limit - 1);
        const int first = std::max(0, std::min(int(position), limit - 2));
        axis.first[size_t(i)] = first;
        axis.nextWeight[size_t(i)] = int(std::lround((position - first) * kWhole));
    }
    return axis;
}

const QRgb *rowOf(const QImage &image, int y)
{
    return reinterpret_cast<const QRgb *>(image.constScanLine(y));
}

void scaleSharply(const QImage &image, const Axis &columns, const Axis &rows, QImage &tile)
{
    const int width = tile.width();
    const bool copies = columns.first.back() - columns.first.front() == width - 1;
    for (int y = 0; y < tile.height(); ++y) {
        auto *out = reinterpret_cast<QRgb *>(tile.scanLine(y));
        const QRgb *in = rowOf(image, rows.first[size_t(y)]);
        if (y > 0 && rows.first[size_t(y)] == rows.first[size_t(y - 1)]) {
            std::memcpy(out, out - width, size_t(width) * sizeof(QRgb));
        } else if (copies) {
            std::memcpy(out, in + columns.first.front(), size_t(width) * sizeof(QRgb));
        } else {
            for (int x = 0; x < width; ++x) {
                out[x] = in[columns.first[size_t(x)]];
            }
        }
    }
}

/// Blends bytes of two rows; the compiler makes vectors of it.
void blendRows(const uchar *upper, const uchar *lower, int lowerWeight, std::uint16_t *out, int bytes)
{
    const auto a = std::uint16_t(kWhole - lowerWeight);
    const auto b = std::uint16_t(lowerWeight);
    for (int i = 0; i < bytes; ++i) {
        out[i] = std::uint16_t(std::uint16_t(upper[i] * a + lower[i] * b) >> 8);
    }
}

/// Blends pixels of four 16-bit channels, all four by one multiplication. Leaves them 256 times too large.
void blendColumns(const quint64 *in, const Axis &columns, int origin, quint64 *out)
{
    const size_t width = columns.first.size();
    for (size_t x = 0; x < width; ++x) {
        const quint64 *pair = in + (columns.first[x] - origin);
        const auto next = quint64(columns.nextWeight[x]);
        out[x] = pair[0] * (kWhole - next) + pair[1] * next;
    }
}

void narrow(const std::uint16_t *in, uchar *out, int bytes)
{
    for (int i = 0; i < bytes; ++i) {
        out[i] = uchar(in[i] >> 8);
    }
}

void scaleSmoothly(const QImage &image, const Axis &columns, const Axis &rows, QImage &tile)
{
    const int origin = columns.first.front();
    const int span = std::min(columns.first.back() + 2, image.width()) - origin;
    std::vector<quint64> blended(size_t(span) + 1); // One more: of a single column there is no next.
    std::vector<quint64> row(size_t(tile.width()));
    for (int y = 0; y < tile.height(); ++y) {
        const int first = rows.first[size_t(y)];
        const int next = std::min(first + 1, image.height() - 1);
        blendRows(reinterpret_cast<const uchar *>(rowOf(image, first) + origin),
            reinterpret_cast<const uchar *>(rowOf(image, next) + origin), rows.nextWeight[size_t(y)],
            reinterpret_cast<std::uint16_t *>(blended.data()), span * kChannels);
        blendColumns(blended.data(), columns, origin, row.data());
        narrow(reinterpret_cast<const std::uint16_t *>(row.data()), tile.scanLine(y), tile.width() * kChannels);
    }
}

} // namespace

QImage scaledTile(const QImage &image, double across, double down, QRect area, bool smooth)
{
    QImage tile = tileImage(area.size(), QImage::Format_RGB32);
    if (tile.isNull()) {
        return tile;
    }
    const Axis columns = axisOf(area.left(), area.width(), across, image.width(), smooth);
    const Axis rows = axisOf(area.top(), area.height(), down, image.height(), smooth);
    if (smooth) {
        scaleSmoothly(image, columns, rows, tile);
    } else {
        scaleSharply(image, columns, rows, tile);
    }
    return tile;
}

} // namespace vmunet
