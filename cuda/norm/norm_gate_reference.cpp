// SPDX-License-Identifier: GPL-3.0-or-later
#include "cuda/norm/norm_gate_reference.h"

namespace vmunet::kernels {

template <typename T>
void normGateReference(const NormGateParams<T> &p)
{
    for (std::int64_t row = 0; row < p.rows; ++row) {
        const std::int64_t begin = row * p.channels;
        float mean = 0.0F;
        for (std::int64_t c = 0; c < p.channels; ++c) {
            mean += toFloat(p.x[begin + c]) / float(p.channels);
        }
        float variance = 0.0F;
        for (std::int64_t c = 0; c < p.channels; ++c) {
            const float difference = toFloat(p.x[begin + c]) - mean;
            variance += difference * difference / float(p.channels);
        }
        for (std::int64_t c = 0; c < p.channels; ++c) {
            const float normed = (toFloat(p.x[begin + c]) - mean) / sqrtf(variance + p.epsilon);
            const float value = normed * toFloat(p.weight[c]) + toFloat(p.bias[c]);
            store(p.y[begin + c], value * silu(toFloat(p.gate[begin + c])));
        }
    }
}

template void normGateReference(const NormGateParams<float> &);
template void normGateReference(const NormGateParams<Half> &);
template void normGateReference(const NormGateParams<BFloat16> &);

} // namespace vmunet::kernels
