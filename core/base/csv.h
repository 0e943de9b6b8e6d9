// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace vmunet {

/// One field as RFC 4180 has it: what holds a comma, a quotation mark or a line end is quoted.
QString csvField(QString field);

/// One record as RFC 4180 has it, with its line end.
QByteArray csvLine(const QStringList &fields);

} // namespace vmunet
