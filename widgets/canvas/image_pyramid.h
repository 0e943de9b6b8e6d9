// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include <vector>

namespace vmunet {

/// An image and its halved copies, so that zoomed-out painting touches no more pixels than the screen has. A value:
/// build it on a worker for a large image.
class ImagePyramid {
public:
    ImagePyramid() = default;
    /// Converts to opaque 32-bit pixels, the format that paints fastest. Levels stop where both sides are small.
    explicit ImagePyramid(const QImage &image);

    bool isNull() const { return m_levels.empty(); }
    QSize size() const { return isNull() ? QSize() : m_levels.front().size(); }
    /// How many levels there are; level k is 2^k times smaller.
    int levels() const { return int(m_levels.size()); }
    const QImage &level(int k) const { return m_levels[size_t(k)]; }
    /// The coarsest level that is still at least as fine as a view at `scale`.
    int levelFor(double scale) const;

private:
    std::vector<QImage> m_levels;
};

} // namespace vmunet
