// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

namespace vmunet {

/// An image of 32-bit pixels whose values are left to the caller. Large ones take over the memory of former ones, of
/// which a few dozen are kept: a zoom step paints as many tiles as it drops, and memory fresh from the system costs
/// more than what is painted into it. Any thread.
QImage tileImage(QSize size, QImage::Format format);

} // namespace vmunet
