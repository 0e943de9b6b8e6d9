// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/label_change.h"
#include "core/image/image.h"

namespace vmunet {

enum class ValueChannel { Grey, Red, Green, Blue };

/// Values from `low` to `high`, both included. A volume: rescaled (CT: Hounsfield units), and the channel does not
/// matter. A photograph: 0..255; grey is (11 red + 16 green + 5 blue) / 32, as Qt's.
struct ValueRange {
    double low = 0;
    double high = 255;
    ValueChannel channel = ValueChannel::Grey;
    bool operator==(const ValueRange &) const = default;
};

/// A slice's values as the range sees them, [height * width]; empty for a slice that the image does not have.
std::vector<float> channelValues(const Image &image, int slice, ValueChannel channel);

/// 1 where the value of the slice is in the range; null for a slice that the image does not have.
Mask maskInRange(const Image &image, int slice, const ValueRange &range);

/// The label for all voxels in the range, of slices `first` to `last`; stopped by `keepGoing`, those done so far.
LabelChange pixelsInRange(
    const Image &image, int first, int last, const ValueRange &range, const KeepGoing &keepGoing = {});

} // namespace vmunet
