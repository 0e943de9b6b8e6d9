// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace vmunet {

/// Which rescaled values (CT: Hounsfield units) span black to white, as on a radiology workstation.
struct WindowLevel {
    double level = 40; ///< The middle grey.
    double width = 400; ///< From black to white; > 0.

    double low() const { return level - width / 2; }
    double high() const { return level + width / 2; }
    bool operator==(const WindowLevel &) const = default;
};

} // namespace vmunet
