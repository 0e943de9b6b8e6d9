// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <compare>

namespace vmunet {

/// A row of one table. Ids of different tables do not convert into each other. 0 is no row.
template <typename Tag>
struct Id {
    qint64 value = 0;
    explicit operator bool() const { return value != 0; }
    auto operator<=>(const Id &) const = default;
};

using ImageId = Id<struct ImageTag>;
using RevisionId = Id<struct RevisionTag>;
using ModelId = Id<struct ModelTag>;
using AnnotatorId = Id<struct AnnotatorTag>;
using RunId = Id<struct RunTag>;

} // namespace vmunet
