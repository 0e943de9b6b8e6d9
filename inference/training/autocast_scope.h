// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/autocast_mode.h>

namespace vmunet {

/// While it lives, Torch computes matrix products and convolutions of this thread on `device` in `type`, and everything
/// that needs it in float32. float32: changes nothing. Weights are cast once a scope.
class AutocastScope {
public:
    AutocastScope(at::DeviceType device, at::ScalarType type)
        : m_device(device)
        , m_wasEnabled(at::autocast::is_autocast_enabled(device))
        , m_before(at::autocast::get_autocast_dtype(device))
    {
        at::autocast::set_autocast_enabled(device, type != at::kFloat);
        if (type != at::kFloat) {
            at::autocast::set_autocast_dtype(device, type);
        }
        at::autocast::increment_nesting();
    }
    ~AutocastScope()
    {
        if (at::autocast::decrement_nesting() == 0) {
            at::autocast::clear_cache();
        }
        at::autocast::set_autocast_dtype(m_device, m_before);
        at::autocast::set_autocast_enabled(m_device, m_wasEnabled);
    }
    AutocastScope(const AutocastScope &) = delete;
    AutocastScope &operator=(const AutocastScope &) = delete;

private:
    at::DeviceType m_device;
    bool m_wasEnabled;
    at::ScalarType m_before;
};

} // namespace vmunet
