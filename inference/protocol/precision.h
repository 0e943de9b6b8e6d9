// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <optional>
#include <utility>

namespace vmunet {

/// What a GPU stores and multiplies in. Sums, norms' statistics and the scan's state are float32 in all of them.
enum class Precision {
    Float32,
    BFloat16, ///< The range of float32, 8 bits of mantissa.
    Float16, ///< 11 bits of mantissa, up to 65504.
};

inline constexpr std::array<std::pair<Precision, const char *>, 3> kPrecisionNames{{
    {Precision::Float32, "float32"},
    {Precision::BFloat16, "bfloat16"},
    {Precision::Float16, "float16"},
}};

inline QString precisionName(Precision precision)
{
    return QString::fromLatin1(kPrecisionNames[size_t(precision)].second);
}

/// Empty for any other word.
inline std::optional<Precision> precisionOfName(const QString &name)
{
    for (const auto &[precision, known] : kPrecisionNames) {
        if (name == QLatin1String(known)) {
            return precision;
        }
    }
    return std::nullopt;
}

} // namespace vmunet
