// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

#include <vector>

namespace vmunet {

/// One record of a table.
struct CsvRecord {
    int line = 0; ///< Where it begins, from 1.
    QStringList fields;
};

/// The records of an RFC 4180 table in UTF-8, with or without a byte order mark; empty lines are left out. Fields may
/// be separated by semicolons, where the first line has none but those. What follows an unclosed quotation mark is its
/// field.
std::vector<CsvRecord> readCsv(const QByteArray &text);

} // namespace vmunet
