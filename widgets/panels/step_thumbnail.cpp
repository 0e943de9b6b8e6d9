// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/step_thumbnail.h"

#include <algorithm>

namespace vmunet {

namespace {

QRgb colorOf(const MaskDelta::Run &run, const LabelSet &labels)
{
    const bool erased = run.after == kBackground;
    const LabelInfo *info = labels.find(erased ? run.before : run.after);
    const QColor color = info ? info->color : QColor(Qt::gray);
    return erased ? color.darker(300).rgb() : color.rgb();
}

} // namespace

QImage stepThumbnail(const UndoStep &step, const LabelSet &labels, int side)
{
    QImage image(side, side, QImage::Format_RGB32);
    image.fill(Qt::black);
    const auto most = std::max_element(step.changes.begin(), step.changes.end(),
        [](const SliceChange &a, const SliceChange &b) { return a.delta.pixels() < b.delta.pixels(); });
    if (most == step.changes.end() || most->delta.isEmpty()) {
        return image;
    }
    // The region is centred in a square; a change of few pixels is not blown up beyond two to one.
    const QRect area = most->delta.area();
    const int span = std::max({area.width(), area.height(), side / 2});
    const int left = area.left() - (span - area.width()) / 2;
    const int top = area.top() - (span - area.height()) / 2;
    const auto scaled = [&](int offset) { return int(qint64(offset) * side / span); };
    most->delta.forEachRun([&](const MaskDelta::Run &run) {
        const QRgb color = colorOf(run, labels);
        const int x = scaled(run.x - left);
        const int right = std::clamp(scaled(run.x + run.length - left), x + 1, side);
        const int y = scaled(run.y - top);
        const int bottom = std::clamp(scaled(run.y + 1 - top), y + 1, side);
        for (int row = y; row < bottom; ++row) {
            auto *line = reinterpret_cast<QRgb *>(image.scanLine(row));
            std::fill(line + x, line + right, color);
        }
    });
    return image;
}

} // namespace vmunet
