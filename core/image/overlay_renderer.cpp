// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/mask_writer.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace vmunet {

namespace {

struct Paint {
    QColor color;
    bool visible = false;
};

std::array<Paint, 256> paintsOf(const LabelSet &labels)
{
    std::array<Paint, 256> paints;
    for (int value = 1; value < 256; ++value) {
        const LabelInfo *info = labels.find(Label(value));
        paints[size_t(value)] = info ? Paint{info->color, info->visible} : Paint{defaultLabelColor(value - 1), true};
    }
    return paints;
}

/// 255 on the outermost `width` pixels of every structure; an edge of the image is no outline.
cv::Mat outlineOf(const Mask &mask, int width)
{
    const QSize size = mask.size();
    const cv::Mat labels(size.height(), size.width(), CV_8UC1, const_cast<char *>(mask.labels().constData()));
    if (width <= 0) {
        return cv::Mat::zeros(labels.size(), CV_8UC1);
    }
    const cv::Mat brush = cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * width + 1, 2 * width + 1});
    cv::Mat least;
    cv::Mat greatest;
    cv::erode(labels, least, brush);
    cv::dilate(labels, greatest, brush);
    cv::Mat outline;
    cv::compare(least, greatest, outline, cv::CMP_NE);
    outline.setTo(0, labels == 0);
    return outline;
}

} // namespace

QImage renderOverlay(const QImage &image, const Mask &mask, const LabelSet &labels, const OverlayStyle &style)
{
    QImage result = image.convertToFormat(QImage::Format_RGB888);
    if (result.isNull() || result.size() != mask.size()) {
        return {};
    }
    const std::array<Paint, 256> paints = paintsOf(labels);
    const cv::Mat outline = outlineOf(mask, style.outlineWidth);
    const int fill = int(std::clamp(style.fillOpacity, 0.0, 1.0) * 256 + 0.5);
    for (int y = 0; y < result.height(); ++y) {
        const std::uint8_t *label = mask.row(y);
        const uchar *edge = outline.ptr(y);
        uchar *pixel = result.scanLine(y);
        for (int x = 0; x < result.width(); ++x, pixel += 3) {
            const Paint &paint = paints[label[x]];
            if (!paint.visible) {
                continue;
            }
            const int alpha = edge[x] != 0 ? 256 : fill;
            const std::array<int, 3> color{paint.color.red(), paint.color.green(), paint.color.blue()};
            for (int c = 0; c < 3; ++c) {
                pixel[c] = uchar((pixel[c] * (256 - alpha) + color[size_t(c)] * alpha) / 256);
            }
        }
    }
    return result;
}

} // namespace vmunet
