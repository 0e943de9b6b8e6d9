// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/run_length.h"

#include "core/base/deflate.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>
#include <optional>

namespace vmunet {

namespace {

constexpr char kPlain = 1;
constexpr char kDeflated = 2;

void appendNumber(QByteArray &out, quint64 number)
{
    while (number >= 0x80) {
        out.append(char(number | 0x80));
        number >>= 7;
    }
    out.append(char(number));
}

std::optional<quint64> takeNumber(const QByteArray &bytes, qsizetype &position)
{
    quint64 number = 0;
    for (int shift = 0; shift < 56 && position < bytes.size(); shift += 7) {
        const auto byte = quint8(bytes.at(position++));
        number |= quint64(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            return number;
        }
    }
    return std::nullopt;
}

/// Index of the first byte from `start` that differs from the one there; eight at a time, for most runs are long.
qsizetype endOfRun(const char *bytes, qsizetype start, qsizetype size)
{
    const char label = bytes[start];
    const quint64 pattern = quint8(label) * Q_UINT64_C(0x0101010101010101);
    qsizetype i = start + 1;
    for (; i + 8 <= size; i += 8) {
        quint64 word;
        std::memcpy(&word, bytes + i, 8);
        if (word != pattern) {
            break;
        }
    }
    while (i < size && bytes[i] == label) {
        ++i;
    }
    return i;
}

Error damaged(const char *what)
{
    return Error{ErrorCode::Corrupt,
        QCoreApplication::translate("RunLength", "a stored mask is damaged: %1").arg(QLatin1String(what))};
}

/// Expands runs that must fill `size` exactly.
Result<Mask> expand(const QByteArray &runs, qsizetype position, QSize size)
{
    const qsizetype pixels = qsizetype(size.width()) * size.height();
    QByteArray labels(pixels, Qt::Uninitialized);
    qsizetype filled = 0;
    while (position < runs.size()) {
        const char label = runs.at(position++);
        const std::optional<quint64> length = takeNumber(runs, position);
        if (!length || *length == 0 || *length > quint64(pixels - filled)) {
            return damaged("a run is cut off or too long");
        }
        std::memset(labels.data() + filled, label, size_t(*length));
        filled += qsizetype(*length);
    }
    if (filled != pixels) {
        return damaged("pixels are missing");
    }
    return Mask::fromLabels(size, std::move(labels));
}

} // namespace

QByteArray encodeRunLength(const Mask &mask)
{
    QByteArray header;
    appendNumber(header, quint64(std::max(0, mask.size().width())));
    appendNumber(header, quint64(std::max(0, mask.size().height())));
    QByteArray runs;
    const QByteArray &labels = mask.labels();
    for (qsizetype start = 0; start < labels.size();) {
        const qsizetype end = endOfRun(labels.constData(), start, labels.size());
        runs.append(labels.at(start));
        appendNumber(runs, quint64(end - start));
        start = end;
    }
    constexpr qsizetype kWorthDeflating = 64;
    if (runs.size() >= kWorthDeflating) {
        const QByteArray small = deflated(runs);
        if (small.size() + 8 < runs.size()) {
            QByteArray bytes = kDeflated + header;
            appendNumber(bytes, quint64(runs.size()));
            return bytes + small;
        }
    }
    return kPlain + header + runs;
}

Result<Mask> decodeRunLength(const QByteArray &bytes, QSize largest)
{
    if (bytes.isEmpty() || (bytes.front() != kPlain && bytes.front() != kDeflated)) {
        return damaged("its form is unknown");
    }
    qsizetype position = 1;
    const std::optional<quint64> width = takeNumber(bytes, position);
    const std::optional<quint64> height = takeNumber(bytes, position);
    if (!width || !height) {
        return damaged("its size is cut off");
    }
    if (*width == 0 && *height == 0) {
        return position == bytes.size() ? Result<Mask>(Mask()) : damaged("an empty one has pixels");
    }
    if (*width == 0 || *height == 0 || *width > quint64(qMax(0, largest.width()))
        || *height > quint64(qMax(0, largest.height()))) {
        return damaged("it is larger than its image");
    }
    const QSize size{int(*width), int(*height)};
    if (bytes.front() == kPlain) {
        return expand(bytes, position, size);
    }
    const std::optional<quint64> runBytes = takeNumber(bytes, position);
    // A run of n pixels takes at most 2 n bytes.
    if (!runBytes || *runBytes > 2 * quint64(size.width()) * quint64(size.height())) {
        return damaged("it has more runs than pixels");
    }
    const Result<QByteArray> runs = inflated(bytes.mid(position), qsizetype(*runBytes));
    return runs ? expand(*runs, 0, size) : Result<Mask>(runs.error());
}

} // namespace vmunet
