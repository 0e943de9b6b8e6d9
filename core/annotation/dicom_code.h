// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace vmunet {

/// One entry of a coding scheme, as DICOM's code sequences hold it: code value (0008,0100), coding scheme designator
/// (0008,0102) and code meaning (0008,0104). E.g. {"10200004", "SCT", "Liver"}.
struct DicomCode {
    QString value;
    QString scheme;
    QString meaning;

    bool isNull() const { return value.isEmpty(); }
    bool operator==(const DicomCode &) const = default;
};

} // namespace vmunet
