// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/radiological_view.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vmunet {

namespace {

size_t dominantAxis(const Vector3 &direction)
{
    const auto less = [](double a, double b) { return std::abs(a) < std::abs(b); };
    return size_t(std::max_element(direction.begin(), direction.end(), less) - direction.begin());
}

/// Columns go to the left (x) or the back (y).
bool columnsAreMirrored(const Vector3 &direction)
{
    const size_t axis = dominantAxis(direction);
    return axis < 2 && direction[axis] < 0;
}

/// Rows go to the back (y) or the feet (-z).
bool rowsAreMirrored(const Vector3 &direction)
{
    const size_t axis = dominantAxis(direction);
    return (axis == 1 && direction[1] < 0) || (axis == 2 && direction[2] > 0);
}

/// The same voxels counted from the other end of `axis`.
void turnAround(Geometry &geometry, size_t axis, int count)
{
    for (size_t i = 0; i < 3; ++i) {
        geometry.originMm[i] += geometry.direction[axis][i] * geometry.spacingMm[axis] * (count - 1);
        geometry.direction[axis][i] = 0 - geometry.direction[axis][i]; // Zero stays without a sign.
    }
}

QByteArray mirrored(const QByteArray &samples, QSize size, int pixelBytes, bool columns, bool rows)
{
    const qsizetype line = qsizetype(size.width()) * pixelBytes;
    const qsizetype lines = line > 0 ? samples.size() / line : 0;
    QByteArray result(samples.size(), Qt::Uninitialized);
    for (qsizetype i = 0; i < lines; ++i) {
        const qsizetype row = i % size.height();
        const char *from = samples.constData() + (rows ? i - row + size.height() - 1 - row : i) * line;
        char *to = result.data() + i * line;
        if (!columns) {
            std::memcpy(to, from, size_t(line));
            continue;
        }
        for (int x = 0; x < size.width(); ++x) {
            std::memcpy(
                to + qsizetype(x) * pixelBytes, from + line - (qsizetype(x) + 1) * pixelBytes, size_t(pixelBytes));
        }
    }
    return result;
}

} // namespace

void toRadiologicalView(Image &image)
{
    if (!image.geometry.known) {
        return;
    }
    image.mirroredColumns = columnsAreMirrored(image.geometry.direction[0]);
    image.mirroredRows = rowsAreMirrored(image.geometry.direction[1]);
    if (!image.mirroredColumns && !image.mirroredRows) {
        return;
    }
    image.samples = mirrored(image.samples, image.size(), image.channels * sampleSize(image.type),
        image.mirroredColumns, image.mirroredRows);
    image.geometry = storedGeometry(image);
}

Geometry storedGeometry(const Image &image)
{
    Geometry geometry = image.geometry;
    if (image.mirroredColumns) {
        turnAround(geometry, 0, image.width);
    }
    if (image.mirroredRows) {
        turnAround(geometry, 1, image.height);
    }
    return geometry;
}

QByteArray inStoredOrder(const Image &image, const QByteArray &samples, int pixelBytes)
{
    return image.mirroredColumns || image.mirroredRows
        ? mirrored(samples, image.size(), pixelBytes, image.mirroredColumns, image.mirroredRows)
        : samples;
}

} // namespace vmunet
