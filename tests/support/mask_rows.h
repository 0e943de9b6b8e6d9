// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/annotation/mask.h"

#include <QByteArray>
#include <QList>

namespace vmunet {

/// One character a pixel: '.' background, digits labels. Rows of equal length.
inline Mask maskFrom(const QList<QByteArray> &rows)
{
    Mask mask(QSize(int(rows.value(0).size()), int(rows.size())));
    for (int y = 0; y < mask.rect().height(); ++y) {
        for (int x = 0; x < mask.rect().width(); ++x) {
            const char c = rows.at(y).at(x);
            mask.set({x, y}, Label(c == '.' ? 0 : c - '0'));
        }
    }
    return mask;
}

/// The reverse, for messages and comparisons.
inline QByteArray rowsOf(const Mask &mask)
{
    QByteArray text;
    for (int y = 0; y < mask.rect().height(); ++y) {
        for (int x = 0; x < mask.rect().width(); ++x) {
            const int label = int(mask.at({x, y}));
            text.append(label == 0 ? '.' : char('0' + label));
        }
        text.append('\n');
    }
    return text;
}

} // namespace vmunet
