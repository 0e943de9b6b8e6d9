// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QFile>
#include <QRandomGenerator>
#include <QString>

#include <algorithm>
#include <vector>

namespace vmunet::test {

inline QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Truncated at the places where headers end and in the middle of the data.
inline std::vector<QByteArray> truncations(const QByteArray &whole)
{
    std::vector<QByteArray> variants;
    const qsizetype size = whole.size();
    for (const qsizetype at : {qsizetype(1), qsizetype(16), qsizetype(132), qsizetype(200), qsizetype(349), size / 10,
             size / 3, size * 2 / 3, size * 9 / 10, size - 1}) {
        if (at > 0 && at < size) {
            variants.push_back(whole.left(at));
        }
    }
    return variants;
}

/// With a few bytes of the header changed, the same ones in every run.
inline std::vector<QByteArray> mutations(const QByteArray &whole, const QString &name)
{
    constexpr int kVariants = 12;
    constexpr qsizetype kHeaderBytes = 2048;
    QRandomGenerator random(quint32(qHash(name, 0)));
    std::vector<QByteArray> variants;
    for (int i = 0; i < kVariants && !whole.isEmpty(); ++i) {
        QByteArray changed = whole;
        const int bytes = 1 + int(random.bounded(12));
        for (int b = 0; b < bytes; ++b) {
            const qsizetype at =
                random.bounded(int(std::min(changed.size(), i % 3 == 0 ? changed.size() : kHeaderBytes)));
            static constexpr char kExtremes[] = {0, 1, '\x7f', '\x80', '\xff'};
            changed[at] = b % 2 == 0 ? kExtremes[random.bounded(5)] : char(random.bounded(256));
        }
        variants.push_back(changed);
    }
    return variants;
}

/// Both, of a file.
inline std::vector<QByteArray> variantsOf(const QByteArray &whole, const QString &name)
{
    std::vector<QByteArray> variants = truncations(whole);
    const std::vector<QByteArray> changed = mutations(whole, name);
    variants.insert(variants.end(), changed.begin(), changed.end());
    return variants;
}

} // namespace vmunet::test
