// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/csv_reader.h"

namespace vmunet {

namespace {

QChar separatorOf(const QString &text)
{
    const QString first = text.left(text.indexOf(QLatin1Char('\n')));
    return first.contains(QLatin1Char(';')) && !first.contains(QLatin1Char(',')) ? QLatin1Char(';') : QLatin1Char(',');
}

class Reader {
public:
    explicit Reader(const QString &text)
        : m_separator(separatorOf(text))
    {
        for (qsizetype i = 0; i < text.size(); ++i) {
            const QChar next = i + 1 < text.size() ? text[i + 1] : QChar();
            if (take(text[i], next)) {
                ++i;
            }
        }
        endRecord();
    }

    std::vector<CsvRecord> records() { return std::move(m_records); }

private:
    /// True if `next` belongs to `c`.
    bool take(QChar c, QChar next)
    {
        m_line += c == QLatin1Char('\n');
        if (m_quoted) {
            const bool isQuote = c == QLatin1Char('"');
            if (isQuote && next != QLatin1Char('"')) {
                m_quoted = false;
            } else {
                m_field += c;
            }
            return isQuote && next == QLatin1Char('"');
        }
        if (c == QLatin1Char('"') && m_field.isEmpty()) {
            m_quoted = true;
        } else if (c == m_separator) {
            endField();
        } else if (c == QLatin1Char('\n')) {
            endRecord();
        } else if (c != QLatin1Char('\r')) {
            m_field += c;
        }
        return false;
    }

    void endField() { m_fields << std::exchange(m_field, QString()).trimmed(); }

    void endRecord()
    {
        endField();
        const QStringList fields = std::exchange(m_fields, QStringList());
        if (fields.size() > 1 || !fields.first().isEmpty()) {
            m_records.push_back({m_start, fields});
        }
        m_start = m_line;
    }

    QChar m_separator;
    std::vector<CsvRecord> m_records;
    QStringList m_fields;
    QString m_field;
    bool m_quoted = false;
    int m_line = 1;
    int m_start = 1;
};

} // namespace

std::vector<CsvRecord> readCsv(const QByteArray &text)
{
    QString decoded = QString::fromUtf8(text);
    if (decoded.startsWith(QChar(QChar::ByteOrderMark))) {
        decoded.remove(0, 1);
    }
    return Reader(decoded).records();
}

} // namespace vmunet
