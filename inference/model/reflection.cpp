// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/reflection.h"

#include <ATen/ATen.h>

namespace vmunet {

namespace {

at::Tensor padAxis(const at::Tensor &images, std::int64_t axis, std::int64_t multiple)
{
    const std::int64_t size = images.size(axis);
    const std::int64_t padded = (size + multiple - 1) / multiple * multiple;
    if (padded == size) {
        return images;
    }
    const std::int64_t period = 2 * (size - 1);
    const at::Tensor phase = at::arange(padded, images.options().dtype(at::kLong)).remainder(period);
    return images.index_select(axis, at::minimum(phase, period - phase));
}

} // namespace

at::Tensor padByReflection(const at::Tensor &images, std::int64_t multiple)
{
    TORCH_CHECK(images.size(2) > 1 && images.size(3) > 1, "an image of one row or column cannot be mirrored");
    return padAxis(padAxis(images, 2, multiple), 3, multiple);
}

} // namespace vmunet
