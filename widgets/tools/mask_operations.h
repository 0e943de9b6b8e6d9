// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/editing/boolean_labels.h"
#include "core/editing/edit_record.h"
#include "widgets/tools/background_edit.h"

namespace vmunet {

class Document;

/// What a label is combined with.
enum class Operand {
    OtherLabel, ///< With all that it encloses; for a union its pixels alone.
    Network, ///< What the network said of the label, at the slice's threshold.
    PreviousSlice, ///< The same label there.
    NextSlice,
};

/// An operation on a label of the current slice, or of all slices together.
struct MaskRequest {
    EditTool operation = EditTool::Grow; ///< One of Grow to CopySlice, FillHoles or KeepLargest.
    Label label = kBackground;
    bool wholeVolume = false;
    /// Grow, shrink and smooth: millimetres where the spacing is known, else pixels. Small parts: the least number of
    /// pixels or voxels that stays.
    double amount = 1;
    BooleanOperation boolean = BooleanOperation::Union;
    Operand operand = Operand::OtherLabel;
    Label other = kBackground;
};

/// Does it on a worker, as one undo step. The request is looked at with the document as it is now.
void startMaskOperation(BackgroundEdit &jobs, const Document &document, const MaskRequest &request);

} // namespace vmunet
