// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/color_map.h"

#include <algorithm>
#include <cmath>

namespace vmunet {

namespace {

/// Linear between evenly spaced colours.
template <size_t N>
ColorMap interpolated(const std::array<QRgb, N> &anchors)
{
    ColorMap map{};
    for (size_t i = 0; i < map.size(); ++i) {
        const double place = double(i) * (N - 1) / 255;
        const size_t first = std::min(size_t(place), N - 2);
        const double weight = place - double(first);
        const auto mixed = [&](int a, int b) { return int(std::lround(a + (b - a) * weight)); };
        const QRgb a = anchors[first];
        const QRgb b = anchors[first + 1];
        map[i] = qRgb(mixed(qRed(a), qRed(b)), mixed(qGreen(a), qGreen(b)), mixed(qBlue(a), qBlue(b)));
    }
    return map;
}

} // namespace

const ColorMap &viridis()
{
    static const ColorMap map = interpolated<9>(
        {0xff440154, 0xff472d7b, 0xff3b528b, 0xff2c728e, 0xff21918c, 0xff28ae80, 0xff5ec962, 0xffaddc30, 0xfffde725});
    return map;
}

const ColorMap &cividis()
{
    static const ColorMap map = interpolated<10>({0xff00224e, 0xff123570, 0xff3b496c, 0xff575d6d, 0xff707173,
        0xff8a8678, 0xffa59c74, 0xffc3b369, 0xffe1cc55, 0xfffee838});
    return map;
}

} // namespace vmunet
