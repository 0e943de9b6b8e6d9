// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gdcmDataSet.h>

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>
#include <vector>

namespace vmunet {

/// Typed, checked access to the elements of a GDCM data set. Absent, empty and malformed elements read as nothing.
/// Refers to the data set, which has to outlive it. For the DICOM readers alone.
class DicomTags {
public:
    explicit DicomTags(const gdcm::DataSet &data)
        : m_data(data)
    {
    }

    /// Raw bytes of the value, in the byte order of this machine for binary types.
    QByteArray bytes(const gdcm::Tag &tag) const;
    /// Without padding; the first value only.
    QString text(const gdcm::Tag &tag) const;
    /// All values of a decimal or integer string; empty if one of them is no number.
    std::vector<double> numbers(const gdcm::Tag &tag) const;
    /// First value of an integer string.
    std::optional<int> integer(const gdcm::Tag &tag) const;
    /// i-th value of an unsigned short.
    std::optional<int> unsignedShort(const gdcm::Tag &tag, int i = 0) const;
    bool contains(const gdcm::Tag &tag) const;
    /// The i-th item of a sequence.
    std::optional<gdcm::DataSet> item(const gdcm::Tag &tag, size_t i = 0) const;

private:
    const gdcm::DataSet &m_data;
};

} // namespace vmunet
