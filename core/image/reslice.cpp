// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/reslice.h"

#include "core/image/sample_visitor.h"

#include <algorithm>
#include <limits>

namespace vmunet {

namespace {

/// Two nested loops over a picture that read the volume as nearly in order as can be: the inner one runs along the
/// finer grid axis, however the picture is turned.
struct Walk {
    struct Axis {
        int count = 0;
        qsizetype from = 0; ///< Step in the volume, in samples.
        qsizetype to = 0; ///< Step in the picture, in bytes.
    };
    Axis outer;
    Axis inner;
    qsizetype through = 0; ///< Step from picture to picture in the volume.
    qsizetype toStart = 0;
};

Walk walkOf(const PlaneLayout &layout, const std::array<qsizetype, 3> &strides, qsizetype line)
{
    const QSize size = layout.size();
    Walk walk;
    const Walk::Axis across{size.width(), strides[size_t(layout.across)], layout.mirroredAcross ? -1 : 1};
    const Walk::Axis down{size.height(), strides[size_t(layout.down)], layout.mirroredDown ? -line : line};
    const bool acrossIsFiner = across.from < down.from;
    walk.outer = acrossIsFiner ? down : across;
    walk.inner = acrossIsFiner ? across : down;
    walk.through = strides[size_t(layout.through)];
    walk.toStart =
        (layout.mirroredAcross ? size.width() - 1 : 0) + (layout.mirroredDown ? (size.height() - 1) * line : 0);
    return walk;
}

std::array<qsizetype, 3> stridesOf(const Voxel &counts, int channels)
{
    return {channels, qsizetype(channels) * counts[0], qsizetype(channels) * counts[0] * counts[1]};
}

/// Rescaled value to shade: shade = sample * gain + offset, clipped, inverted by `flip`.
struct Shading {
    float gain = 1;
    float offset = 0;
    int flip = 0;

    uchar operator()(float sample) const
    {
        const float shade = sample * gain + offset;
        // Written so that NaN, which float volumes hold outside the body, turns black.
        const int clipped = shade > 0 ? int(std::min(shade, 255.0F)) : 0;
        return uchar(flip ^ clipped);
    }
};

Shading shadingOf(const Image &image, const WindowLevel &window)
{
    const double scale = 255.0 / std::max(window.width, 1e-9);
    return {.gain = float(image.rescaleSlope * scale),
        .offset = float((image.rescaleIntercept - window.low()) * scale + 0.5),
        .flip = image.invertedGrey ? 255 : 0};
}

template <typename Sample>
void shadeThin(const Sample *from, const Walk &walk, const Shading &shading, uchar *to)
{
    to += walk.toStart;
    for (int o = 0; o < walk.outer.count; ++o, from += walk.outer.from, to += walk.outer.to) {
        const Sample *sample = from;
        uchar *pixel = to;
        for (int i = 0; i < walk.inner.count; ++i, sample += walk.inner.from, pixel += walk.inner.to) {
            *pixel = shading(float(*sample));
        }
    }
}

/// Combines `thickness` samples for each of the inner axis' pixels; the loops are nested so that memory is read in
/// order.
template <typename Sample, typename Combine>
void combineRow(const Sample *from, const Walk &walk, int thickness, std::vector<float> &row, Combine &&combine)
{
    if (walk.through < walk.inner.from) {
        for (float &value : row) {
            for (int t = 0; t < thickness; ++t) {
                value = combine(value, float(from[t * walk.through]));
            }
            from += walk.inner.from;
        }
        return;
    }
    for (int t = 0; t < thickness; ++t, from += walk.through) {
        const Sample *sample = from;
        for (float &value : row) {
            value = combine(value, float(*sample));
            sample += walk.inner.from;
        }
    }
}

template <typename Sample>
void shadeThick(const Sample *from, const Walk &walk, const Slab &slab, bool negated, const Shading &shading, uchar *to)
{
    std::vector<float> row(size_t(walk.inner.count));
    const bool mean = slab.projection == Projection::Mean;
    // A negative slope turns the greatest value into the least stored sample.
    const float start = mean ? 0.0F : std::numeric_limits<float>::infinity() * (negated ? 1.0F : -1.0F);
    const float weight = mean ? 1.0F / float(slab.thickness) : 1.0F;
    to += walk.toStart;
    for (int o = 0; o < walk.outer.count; ++o, from += walk.outer.from, to += walk.outer.to) {
        std::fill(row.begin(), row.end(), start);
        if (mean) {
            combineRow(from, walk, slab.thickness, row, [](float sum, float sample) { return sum + sample; });
        } else if (negated) {
            combineRow(from, walk, slab.thickness, row, [](float a, float b) { return b < a ? b : a; });
        } else {
            combineRow(from, walk, slab.thickness, row, [](float a, float b) { return b > a ? b : a; });
        }
        uchar *pixel = to;
        for (const float value : row) {
            *pixel = shading(value * weight);
            pixel += walk.inner.to;
        }
    }
}

} // namespace

QImage renderPlane(
    const Image &image, const PlaneLayout &layout, int position, const WindowLevel &window, const Slab &slab)
{
    if (image.isNull() || image.kind != ImageKind::Volume || position < 0 || position >= layout.count()) {
        return {};
    }
    QImage picture(layout.size(), QImage::Format_Grayscale8);
    if (picture.isNull()) {
        return picture;
    }
    const Walk walk = walkOf(layout, stridesOf(layout.counts, image.channels), picture.bytesPerLine());
    const Shading shading = shadingOf(image, window);
    const int first = std::max(0, position - (slab.thickness - 1) / 2);
    const int last = std::min(layout.count() - 1, position + slab.thickness / 2);
    visitSampleType(image.type, [&](auto zero) {
        using Sample = decltype(zero);
        const auto *samples = reinterpret_cast<const Sample *>(image.samples.constData());
        if (slab.thickness <= 1) {
            shadeThin(samples + position * walk.through, walk, shading, picture.bits());
        } else {
            shadeThick(samples + first * walk.through, walk, {last - first + 1, slab.projection},
                image.rescaleSlope < 0, shading, picture.bits());
        }
    });
    return picture;
}

Mask maskPlane(const LabelSlices &slices, const PlaneLayout &layout, int position)
{
    Mask picture(layout.size());
    updateMaskPlane(picture, slices, layout, position, picture.rect());
    return picture;
}

void updateMaskPlane(Mask &picture, const LabelSlices &slices, const PlaneLayout &layout, int position, QRect area)
{
    area &= picture.rect();
    if (area.isEmpty() || position < 0 || position >= layout.count()) {
        return;
    }
    // The inner loop stays inside one slice.
    const bool sliceIsAcross = layout.across == 2;
    const int innerAxis = sliceIsAcross ? layout.down : layout.across;
    const bool mirrored = sliceIsAcross ? layout.mirroredDown : layout.mirroredAcross;
    const qsizetype fromStep = (innerAxis == 0 ? 1 : layout.counts[0]) * (mirrored ? -1 : 1);
    const qsizetype width = picture.size().width();
    const qsizetype toStep = sliceIsAcross ? width : 1;
    const int outerCount = sliceIsAcross ? area.width() : area.height();
    const int innerCount = sliceIsAcross ? area.height() : area.width();
    std::uint8_t *labels = picture.row(0);
    for (int outer = 0; outer < outerCount; ++outer) {
        const QPoint pixel = area.topLeft() + (sliceIsAcross ? QPoint(outer, 0) : QPoint(0, outer));
        const Voxel voxel = layout.voxelAt(pixel, position);
        const std::uint8_t *from = slices[size_t(voxel[2])] + qsizetype(voxel[1]) * layout.counts[0] + voxel[0];
        std::uint8_t *to = labels + pixel.y() * width + pixel.x();
        for (int inner = 0; inner < innerCount; ++inner, from += fromStep, to += toStep) {
            *to = *from;
        }
    }
}

QRect changedInPlane(const PlaneLayout &layout, int position, int slice, QRect area)
{
    const Voxel first{area.left(), area.top(), slice};
    const Voxel last{area.right(), area.bottom(), slice};
    const auto through = size_t(layout.through);
    if (area.isEmpty() || first[through] > position || last[through] < position) {
        return {};
    }
    const QPoint a = QPointF(layout.pointOf(first) - QPointF(0.5, 0.5)).toPoint();
    const QPoint b = QPointF(layout.pointOf(last) - QPointF(0.5, 0.5)).toPoint();
    return QRect(QPoint(std::min(a.x(), b.x()), std::min(a.y(), b.y())),
               QPoint(std::max(a.x(), b.x()), std::max(a.y(), b.y())))
        & QRect(QPoint(0, 0), layout.size());
}

} // namespace vmunet
