// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace vmunet {

/// One record as RFC 4180 has it, with its line end: what holds a comma, a quotation mark or a line end is quoted.
QByteArray csvLine(const QStringList &fields);

} // namespace vmunet
