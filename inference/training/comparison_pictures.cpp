// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/comparison_pictures.h"

#include <QBuffer>

#include <algorithm>
#include <optional>

namespace vmunet {

namespace {

constexpr double kOpacity = 0.6;

// Paints each pixel in the colour that `colorAt(index)` has for it, if any.
template <typename ColorAt>
QImage painted(const QImage &picture, ColorAt colorAt)
{
    QImage result = picture.convertToFormat(QImage::Format_RGB32);
    const auto mixed = [](int from, int to) { return int(from + kOpacity * (to - from) + 0.5); };
    for (int row = 0; row < result.height(); ++row) {
        auto *line = reinterpret_cast<QRgb *>(result.scanLine(row));
        for (int column = 0; column < result.width(); ++column) {
            const size_t index = size_t(row) * size_t(result.width()) + size_t(column);
            if (const std::optional<QColor> color = colorAt(index)) {
                QRgb &pixel = line[column];
                pixel = qRgb(mixed(qRed(pixel), color->red()), mixed(qGreen(pixel), color->green()),
                    mixed(qBlue(pixel), color->blue()));
            }
        }
    }
    return result;
}

} // namespace

QImage pictureOf(const TrainingPixels &pixels)
{
    QImage picture(pixels.width, pixels.height, QImage::Format_RGB32);
    const size_t plane = size_t(pixels.width) * size_t(pixels.height);
    const float scale = pixels.channels == 1 ? 255 : 1;
    const auto level = [&](size_t i) { return int(std::clamp(pixels.image[i] * scale, 0.0f, 255.0f)); };
    for (int row = 0; row < pixels.height; ++row) {
        auto *line = reinterpret_cast<QRgb *>(picture.scanLine(row));
        for (int column = 0; column < pixels.width; ++column) {
            const size_t i = size_t(row) * size_t(pixels.width) + size_t(column);
            const int red = level(i);
            line[column] =
                pixels.channels == 1 ? qRgb(red, red, red) : qRgb(red, level(plane + i), level(2 * plane + i));
        }
    }
    return picture;
}

QImage agreementPicture(const QImage &picture, const LabelPlane &truth, const LabelPlane &predicted)
{
    return painted(picture, [&](size_t i) -> std::optional<QColor> {
        if (truth[i] == predicted[i]) {
            return truth[i] != 0 ? std::optional(comparison::kRight) : std::nullopt;
        }
        return predicted[i] != 0 ? comparison::kTooMuch : comparison::kMissed;
    });
}

QImage changePicture(const QImage &picture, const LabelPlane &truth, const LabelPlane &before, const LabelPlane &after)
{
    return painted(picture, [&](size_t i) -> std::optional<QColor> {
        const bool wasRight = before[i] == truth[i];
        const bool isRight = after[i] == truth[i];
        if (wasRight == isRight) {
            return std::nullopt;
        }
        return isRight ? comparison::kBetter : comparison::kWorse;
    });
}

QByteArray asPng(const QImage &picture, int width)
{
    const QImage scaled = picture.width() > width ? picture.scaledToWidth(width, Qt::SmoothTransformation) : picture;
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    scaled.save(&buffer, "PNG");
    return bytes;
}

} // namespace vmunet
