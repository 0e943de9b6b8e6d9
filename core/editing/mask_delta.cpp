// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/mask_delta.h"

#include <cstring>

namespace vmunet {

namespace {

void appendNumber(QByteArray &out, int number)
{
    // Small numbers of either sign become small: 0, -1, 1, -2...
    for (quint32 rest = (quint32(number) << 1) ^ quint32(number >> 31);; rest >>= 7) {
        if (rest < 0x80) {
            out.append(char(rest));
            return;
        }
        out.append(char(rest | 0x80));
    }
}

int takeNumber(const QByteArray &bytes, qsizetype &position)
{
    quint32 number = 0;
    for (int shift = 0;; shift += 7) {
        const auto byte = quint8(bytes.at(position++));
        number |= quint32(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            return int(number >> 1) ^ -int(number & 1);
        }
    }
}

quint64 wordAt(const std::uint8_t *bytes)
{
    quint64 word;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

/// The first x from `start` on where the rows differ, or `width`. Eight pixels at a time: most are alike.
int nextDifference(const std::uint8_t *a, const std::uint8_t *b, int start, int width)
{
    int x = start;
    while (x + 8 <= width && wordAt(a + x) == wordAt(b + x)) {
        x += 8;
    }
    while (x < width && a[x] == b[x]) {
        ++x;
    }
    return x;
}

/// Where the run of one label in `a` and one in `b` that begins at `start` ends.
int endOfRun(const std::uint8_t *a, const std::uint8_t *b, int start, int width)
{
    const quint64 patternA = a[start] * Q_UINT64_C(0x0101010101010101);
    const quint64 patternB = b[start] * Q_UINT64_C(0x0101010101010101);
    int x = start + 1;
    while (x + 8 <= width && wordAt(a + x) == patternA && wordAt(b + x) == patternB) {
        x += 8;
    }
    while (x < width && a[x] == a[start] && b[x] == b[start]) {
        ++x;
    }
    return x;
}

} // namespace

void MaskDelta::append(const Mask &before, QPoint topLeft, const Mask &after)
{
    const QRect area = QRect(topLeft, before.size()) & after.rect();
    for (int y = area.top(); y <= area.bottom(); ++y) {
        appendRow(y, area.left(), before.row(y - topLeft.y()) + (area.left() - topLeft.x()), after.row(y) + area.left(),
            area.width());
    }
}

void MaskDelta::appendRow(int y, int left, const std::uint8_t *before, const std::uint8_t *after, int width)
{
    for (int x = nextDifference(before, after, 0, width); x < width;) {
        const int end = endOfRun(before, after, x, width);
        addRun({.y = y, .x = left + x, .length = end - x, .before = Label(before[x]), .after = Label(after[x])});
        x = nextDifference(before, after, end, width);
    }
}

void MaskDelta::addRun(const Run &run)
{
    appendNumber(m_runs, run.y - m_last.y);
    appendNumber(m_runs, run.x - m_last.x);
    appendNumber(m_runs, run.length);
    m_runs.append(char(run.before));
    m_runs.append(char(run.after));
    m_last = run;
    m_area |= QRect(run.x, run.y, run.length, 1);
    m_pixels += run.length;
}

bool MaskDelta::nextRun(qsizetype &position, Run &run) const
{
    if (position >= m_runs.size()) {
        return false;
    }
    run.y += takeNumber(m_runs, position);
    run.x += takeNumber(m_runs, position);
    run.length = takeNumber(m_runs, position);
    run.before = Label(m_runs.at(position++));
    run.after = Label(m_runs.at(position++));
    return true;
}

void MaskDelta::undo(Mask &mask) const
{
    forEachRun(
        [&mask](const Run &run) { std::memset(mask.row(run.y) + run.x, int(run.before), std::size_t(run.length)); });
}

void MaskDelta::redo(Mask &mask) const
{
    forEachRun(
        [&mask](const Run &run) { std::memset(mask.row(run.y) + run.x, int(run.after), std::size_t(run.length)); });
}

} // namespace vmunet
