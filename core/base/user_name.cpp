// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/user_name.h"

#include <pwd.h>
#include <unistd.h>

#include <array>

namespace vmunet {

QString accountName()
{
    std::array<char, 16384> texts{};
    passwd entry{};
    passwd *found = nullptr;
    if (getpwuid_r(geteuid(), &entry, texts.data(), texts.size(), &found) == 0 && found) {
        // The comment field holds the full name up to the first comma, then room and telephone numbers.
        const QString full = QString::fromLocal8Bit(entry.pw_gecos).section(QLatin1Char(','), 0, 0).trimmed();
        const QString login = QString::fromLocal8Bit(entry.pw_name);
        if (!full.isEmpty() || !login.isEmpty()) {
            return (full.isEmpty() ? login : full).left(200);
        }
    }
    return QString::number(geteuid());
}

} // namespace vmunet
