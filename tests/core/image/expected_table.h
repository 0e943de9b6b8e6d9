// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QHash>
#include <QString>
#include <QStringList>

#include <vector>

namespace vmunet::test {

/// A row of an expected.csv by column name.
using Row = QHash<QString, QString>;

inline QStringList cellsOf(const QString &line)
{
    QStringList cells{QString()};
    bool quoted = false;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const QChar c = line[i];
        if (c == QLatin1Char('"')) {
            const bool doubled = quoted && i + 1 < line.size() && line[i + 1] == QLatin1Char('"');
            if (doubled) {
                cells.back() += c;
                ++i;
            } else {
                quoted = !quoted;
            }
        } else if (c == QLatin1Char(',') && !quoted) {
            cells << QString();
        } else {
            cells.back() += c;
        }
    }
    return cells;
}

/// Empty if there is no such file.
inline std::vector<Row> readExpected(const QString &path)
{
    QFile file(path);
    std::vector<Row> rows;
    if (!file.open(QIODevice::ReadOnly | QIODevice::Text)) {
        return rows;
    }
    const QStringList names = cellsOf(QString::fromUtf8(file.readLine()).trimmed());
    while (!file.atEnd()) {
        const QStringList cells = cellsOf(QString::fromUtf8(file.readLine()).trimmed());
        Row row;
        for (qsizetype i = 0; i < names.size(); ++i) {
            row[names[i]] = cells.value(i);
        }
        rows.push_back(row);
    }
    return rows;
}

} // namespace vmunet::test
