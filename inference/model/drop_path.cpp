// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/drop_path.h"

#include <ATen/ATen.h>

namespace vmunet {

at::Tensor dropPath(const at::Tensor &branch, double rate)
{
    if (rate == 0) {
        return branch;
    }
    std::vector<std::int64_t> perSample(std::size_t(branch.dim()), 1);
    perSample[0] = branch.size(0);
    return branch * at::empty(perSample, branch.options()).bernoulli_(1 - rate).div_(1 - rate);
}

std::vector<double> risingRates(double highest, std::int64_t count)
{
    std::vector<double> rates(std::size_t(count), 0.0);
    for (std::size_t i = 1; i < rates.size(); ++i) {
        rates[i] = highest * double(i) / double(count - 1);
    }
    return rates;
}

} // namespace vmunet
