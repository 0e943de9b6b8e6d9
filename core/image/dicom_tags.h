// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <dcmtk/dcmdata/dcitem.h>
#include <dcmtk/dcmdata/dctagkey.h>

#include <optional>
#include <vector>

namespace vmunet {

/// Typed, checked access to the elements of a DCMTK item. Absent, empty and malformed elements read as nothing.
/// Refers to the item, which has to outlive it. For the DICOM readers alone.
class DicomTags {
public:
    explicit DicomTags(DcmItem &item)
        : m_item(item)
    {
    }

    /// Without padding; the first value only.
    QString text(const DcmTagKey &tag) const;
    /// All values of a decimal or integer string; empty if one of them is no number.
    std::vector<double> numbers(const DcmTagKey &tag) const;
    /// First value of an integer string.
    std::optional<int> integer(const DcmTagKey &tag) const;
    /// i-th value of a signed or unsigned short, taken as unsigned.
    std::optional<int> unsignedShort(const DcmTagKey &tag, unsigned long i = 0) const;
    /// All words of a lookup table, of bytes or shorts.
    std::vector<quint16> table(const DcmTagKey &tag, bool bytes) const;
    bool contains(const DcmTagKey &tag) const;
    /// The i-th item of a sequence; null if there is none.
    DcmItem *item(const DcmTagKey &tag, long i = 0) const;

private:
    QByteArray values(const DcmTagKey &tag) const;

    DcmItem &m_item;
};

} // namespace vmunet
