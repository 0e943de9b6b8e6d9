// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv.h"

#include <algorithm>

namespace vmunet {

QString csvField(QString field)
{
    const bool isPlain = std::none_of(field.cbegin(), field.cend(), [](QChar c) {
        return c == QLatin1Char(',') || c == QLatin1Char('"') || c == QLatin1Char('\n') || c == QLatin1Char('\r');
    });
    if (isPlain) {
        return field;
    }
    field.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    return QLatin1Char('"') + field + QLatin1Char('"');
}

QByteArray csvLine(const QStringList &fields)
{
    QStringList safe;
    for (const QString &field : fields) {
        safe.append(csvField(field));
    }
    return safe.join(QLatin1Char(',')).toUtf8() + "\r\n";
}

} // namespace vmunet
