// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_tags.h"

#include <QList>

#include <cmath>

namespace vmunet {

QByteArray DicomTags::values(const DcmTagKey &tag) const
{
    OFString value;
    if (m_item.findAndGetOFStringArray(tag, value).bad()) {
        return {};
    }
    return QByteArray(value.c_str()); // To the first null: it pads odd lengths of careless writers.
}

QString DicomTags::text(const DcmTagKey &tag) const
{
    return QString::fromUtf8(values(tag).split('\\').value(0).trimmed());
}

std::vector<double> DicomTags::numbers(const DcmTagKey &tag) const
{
    const QByteArray all = values(tag);
    std::vector<double> numbers;
    if (all.trimmed().isEmpty()) {
        return numbers;
    }
    for (const QByteArray &part : all.split('\\')) {
        bool ok = false;
        numbers.push_back(part.trimmed().toDouble(&ok));
        if (!ok || !std::isfinite(numbers.back())) {
            return {};
        }
    }
    return numbers;
}

std::optional<int> DicomTags::integer(const DcmTagKey &tag) const
{
    bool ok = false;
    const int value = text(tag).toInt(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

std::optional<int> DicomTags::unsignedShort(const DcmTagKey &tag, unsigned long i) const
{
    Uint16 value = 0;
    if (m_item.findAndGetUint16(tag, value, i).good()) {
        return value;
    }
    Sint16 negative = 0;
    if (m_item.findAndGetSint16(tag, negative, i).good()) {
        return Uint16(negative);
    }
    return std::nullopt;
}

std::vector<quint16> DicomTags::table(const DcmTagKey &tag, bool bytes) const
{
    unsigned long count = 0;
    const Uint16 *words = nullptr;
    if (m_item.findAndGetUint16Array(tag, words, &count).bad() || !words) {
        return {};
    }
    if (!bytes) {
        return {words, words + count};
    }
    std::vector<quint16> spread;
    for (unsigned long i = 0; i < count; ++i) {
        spread.push_back(words[i] & 0xff);
        spread.push_back(words[i] >> 8);
    }
    return spread;
}

bool DicomTags::contains(const DcmTagKey &tag) const
{
    return m_item.tagExists(tag);
}

DcmItem *DicomTags::item(const DcmTagKey &tag, long i) const
{
    DcmItem *found = nullptr;
    return m_item.findAndGetSequenceItem(tag, found, i).good() ? found : nullptr;
}

} // namespace vmunet
