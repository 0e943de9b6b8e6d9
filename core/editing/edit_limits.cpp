// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/edit_limits.h"

namespace vmunet {

WriteRule ruleUnder(const EditLimits &limits, Label label, const LabelSet &labels, const Image &image, int slice)
{
    WriteRule rule = WriteRule::forLabel(label, labels);
    if (limits.inside) {
        for (std::size_t present = 0; present < rule.kept.size(); ++present) {
            rule.kept[present] = rule.kept[present] || present != std::size_t(*limits.inside);
        }
        rule.keepsAny = true;
    }
    if (limits.values) {
        rule.writable = maskInRange(image, slice, *limits.values);
    }
    return rule;
}

} // namespace vmunet
