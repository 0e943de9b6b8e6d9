// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/magnetic_lasso.h"

#include "core/editing/picture_crop.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc/segmentation.hpp>

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

constexpr int kLeastSide = 8; // Pixels; below that there is nothing to cling to.

cv::Point pixelOf(QPointF point, QRect area, QSize size)
{
    const double x = (point.x() - area.left()) * size.width() / area.width();
    const double y = (point.y() - area.top()) * size.height() / area.height();
    return {std::clamp(int(std::floor(x)), 0, size.width() - 1), std::clamp(int(std::floor(y)), 0, size.height() - 1)};
}

bool covers(QRect area, QPointF point)
{
    return area.contains(QPoint(int(std::floor(point.x())), int(std::floor(point.y()))));
}

} // namespace

struct MagneticMap::Scissors {
    bool isReady = false; ///< There is room for edges.
    cv::segmentation::IntelligentScissorsMB tool;
};

MagneticMap::MagneticMap()
    : m_scissors(std::make_unique<Scissors>())
{
}

MagneticMap::~MagneticMap() = default;

std::shared_ptr<const MagneticMap> MagneticMap::build(const Image &image, int slice, QPointF anchor, QRect window)
{
    const PictureCrop crop = pictureCrop(image, slice, window, kMaxPixels);
    if (crop.isNull() || !covers(crop.area, anchor)) {
        return nullptr;
    }
    auto map = std::make_shared<MagneticMap>();
    map->m_anchor = anchor;
    map->m_area = crop.area;
    map->m_size = crop.size;
    if (crop.size.width() < kLeastSide || crop.size.height() < kLeastSide) {
        return map;
    }
    const cv::Mat picture(crop.size.height(), crop.size.width(), CV_8UC3, const_cast<char *>(crop.rgb.constData()));
    map->m_scissors->tool.setEdgeFeatureCannyParameters(32, 100).setGradientMagnitudeMaxLimit(200);
    map->m_scissors->tool.applyImage(picture);
    map->m_scissors->tool.buildMap(pixelOf(anchor, crop.area, crop.size));
    map->m_scissors->isReady = true;
    return map;
}

QPolygonF MagneticMap::wayTo(QPointF target) const
{
    QPolygonF way;
    way << m_anchor;
    if (m_scissors->isReady && covers(m_area, target)) {
        std::vector<cv::Point> contour;
        m_scissors->tool.getContour(pixelOf(target, m_area, m_size), contour);
        const double stepX = double(m_area.width()) / m_size.width();
        const double stepY = double(m_area.height()) / m_size.height();
        for (std::size_t i = 1; i + 1 < contour.size(); ++i) {
            way << QPointF(m_area.left() + (contour[i].x + 0.5) * stepX, m_area.top() + (contour[i].y + 0.5) * stepY);
        }
    }
    way << target;
    return way;
}

} // namespace vmunet
