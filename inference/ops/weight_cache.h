// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/InferenceMode.h>

#include <cstdint>

namespace vmunet {

/// Something computed from a weight, kept while that weight stays as it is. Only in inference mode: while a network
/// is trained its weights change with every step. One thread at a time.
class WeightCache {
public:
    /// What `make(weight)` returned for this state of `weight`, or returns now. `weight` is no inference tensor, so
    /// that it counts its changes.
    template <typename Make>
    at::Tensor get(const at::Tensor &weight, Make make)
    {
        if (!c10::InferenceMode::is_enabled() || weight.is_inference()) {
            return make(weight);
        }
        const auto version = std::int64_t(weight._version());
        if (!m_value.defined() || m_data != weight.const_data_ptr() || m_version != version) {
            m_value = make(weight);
            m_data = weight.const_data_ptr();
            m_version = version;
            m_source = weight;
        }
        return m_value;
    }

private:
    at::Tensor m_value;
    at::Tensor m_source; ///< Held, so that its memory is not another weight's by now.
    const void *m_data = nullptr;
    std::int64_t m_version = 0;
};

} // namespace vmunet
