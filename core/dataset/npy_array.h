// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QByteArray>

#include <vector>

namespace vmunet {

/// An array in NumPy's .npy format: any number of dimensions, row-major after reading.
struct NpyArray {
    char kind = 'f'; ///< 'b' bool, 'u' unsigned, 'i' signed, 'f' floating point
    int itemSize = 4; ///< Bytes of an element: 1, 2, 4 or 8.
    bool bigEndian = false;
    std::vector<qint64> shape;
    QByteArray data; ///< Exactly the elements.

    qint64 count() const { return data.size() / itemSize; }
    /// All elements; those of 8 bytes lose precision beyond a float's.
    std::vector<float> toFloats() const;
};

/// Parses versions 1 to 3 of the format. `name` is for messages. Column-major arrays are turned round up to two
/// dimensions. Errors: Corrupt (bad header, sizes that do not add up), Unsupported (element type, column-major volume).
Result<NpyArray> parseNpy(const QByteArray &bytes, const QString &name);

} // namespace vmunet
