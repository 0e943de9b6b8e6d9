// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_tags.h"

#include <gdcmSequenceOfItems.h>

#include <cmath>
#include <cstring>

namespace vmunet {

QByteArray DicomTags::bytes(const gdcm::Tag &tag) const
{
    if (!m_data.FindDataElement(tag)) {
        return {};
    }
    const gdcm::ByteValue *value = m_data.GetDataElement(tag).GetByteValue();
    return value && value->GetPointer() ? QByteArray(value->GetPointer(), qsizetype(value->GetLength())) : QByteArray();
}

QString DicomTags::text(const gdcm::Tag &tag) const
{
    QByteArray value = bytes(tag);
    const qsizetype end = value.indexOf('\0');
    if (end >= 0) {
        value.truncate(end);
    }
    return QString::fromUtf8(value.split('\\').value(0).trimmed());
}

std::vector<double> DicomTags::numbers(const gdcm::Tag &tag) const
{
    const QByteArray value = bytes(tag);
    std::vector<double> all;
    if (value.isEmpty()) {
        return all;
    }
    for (const QByteArray &part : value.split('\\')) {
        bool ok = false;
        // A null pads odd lengths of careless writers.
        all.push_back(QByteArray(part.constData()).trimmed().toDouble(&ok));
        if (!ok || !std::isfinite(all.back())) {
            return {};
        }
    }
    return all;
}

std::optional<int> DicomTags::integer(const gdcm::Tag &tag) const
{
    bool ok = false;
    const int value = text(tag).toInt(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

std::optional<int> DicomTags::unsignedShort(const gdcm::Tag &tag, int i) const
{
    const QByteArray value = bytes(tag);
    if (value.size() < (i + 1) * 2) {
        return std::nullopt;
    }
    quint16 number = 0;
    std::memcpy(&number, value.constData() + i * 2, 2);
    return number;
}

bool DicomTags::contains(const gdcm::Tag &tag) const
{
    return m_data.FindDataElement(tag);
}

std::optional<gdcm::DataSet> DicomTags::item(const gdcm::Tag &tag, size_t i) const
{
    if (!m_data.FindDataElement(tag)) {
        return std::nullopt;
    }
    const gdcm::SmartPointer<gdcm::SequenceOfItems> items = m_data.GetDataElement(tag).GetValueAsSQ();
    if (!items || i >= items->GetNumberOfItems()) {
        return std::nullopt;
    }
    return items->GetItem(i + 1).GetNestedDataSet();
}

} // namespace vmunet
