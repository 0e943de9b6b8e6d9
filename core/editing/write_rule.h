// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/label_set.h"

#include <array>
#include <cstdint>

namespace vmunet {

/// Which label an edit writes, and which pixels it must leave alone.
struct WriteRule {
    Label label = kBackground;
    std::array<bool, 256> kept{}; ///< By present label: true for locked ones.

    /// Writes `label` over everything but the locked labels; a locked label may still be added to.
    static WriteRule forLabel(Label label, const LabelSet &labels)
    {
        WriteRule rule{.label = label};
        for (const LabelInfo &info : labels.labels()) {
            rule.kept[std::size_t(info.label)] = info.locked;
            rule.keepsAny = rule.keepsAny || info.locked;
        }
        return rule;
    }

    bool keepsAny = false; ///< False: every pixel may be written, rows need no look at each.
    Mask writable; ///< Unless null: of the image's size, and only pixels that are set here may be written.

    /// Which pixels of a row may be written; null for all.
    const std::uint8_t *writableRow(int y) const { return writable.isNull() ? nullptr : writable.row(y); }
    bool allows(std::uint8_t present, const std::uint8_t *writableInRow, int x) const
    {
        return !kept[present] && (!writableInRow || writableInRow[x]);
    }
};

} // namespace vmunet
