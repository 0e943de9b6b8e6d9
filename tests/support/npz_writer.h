// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QtEndian>

#include <zlib.h>

#include <utility>
#include <vector>

namespace vmunet::test {

template <typename T>
void appendLittleEndian(QByteArray &bytes, T value)
{
    const T little = qToLittleEndian(value);
    bytes.append(reinterpret_cast<const char *>(&little), sizeof(little));
}

/// A version 1 .npy file with the given header dictionary.
inline QByteArray npyFile(const QByteArray &dictionary, const QByteArray &elements)
{
    QByteArray bytes = QByteArray::fromHex("934e554d50590100");
    appendLittleEndian(bytes, quint16(dictionary.size() + 1));
    return bytes + dictionary + '\n' + elements;
}

/// A row-major float32 array of two dimensions.
inline QByteArray npyFloats(int rows, int columns, const std::vector<float> &values)
{
    const QByteArray shape = QByteArray::number(rows) + ", " + QByteArray::number(columns);
    return npyFile("{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape + "), }",
        QByteArray(reinterpret_cast<const char *>(values.data()), qsizetype(values.size() * sizeof(float))));
}

/// A zip of stored files, as numpy.savez writes it.
inline QByteArray storedZip(const std::vector<std::pair<QByteArray, QByteArray>> &files)
{
    QByteArray bytes;
    QByteArray directory;
    for (const auto &[name, content] : files) {
        const auto crc =
            quint32(crc32_z(0, reinterpret_cast<const Bytef *>(content.constData()), size_t(content.size())));
        const auto offset = quint32(bytes.size());
        QByteArray common; // Shared by the local header and the directory.
        appendLittleEndian(common, quint16(20));
        appendLittleEndian(common, quint16(0));
        appendLittleEndian(common, quint16(0));
        appendLittleEndian(common, quint32(0));
        appendLittleEndian(common, crc);
        appendLittleEndian(common, quint32(content.size()));
        appendLittleEndian(common, quint32(content.size()));
        appendLittleEndian(common, quint16(name.size()));
        appendLittleEndian(common, quint16(0));
        bytes += QByteArray("PK\3\4", 4) + common + name + content;
        directory += QByteArray("PK\1\2", 4);
        appendLittleEndian(directory, quint16(20));
        directory += common + QByteArray(10, '\0');
        appendLittleEndian(directory, offset);
        directory += name;
    }
    const auto start = quint32(bytes.size());
    bytes += directory + QByteArray("PK\5\6", 4) + QByteArray(4, '\0');
    appendLittleEndian(bytes, quint16(files.size()));
    appendLittleEndian(bytes, quint16(files.size()));
    appendLittleEndian(bytes, quint32(directory.size()));
    appendLittleEndian(bytes, start);
    appendLittleEndian(bytes, quint16(0));
    return bytes;
}

} // namespace vmunet::test
