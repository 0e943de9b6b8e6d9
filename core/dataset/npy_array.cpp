// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/npy_array.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringList>
#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("NpyArray", text);
}

Error corrupt(const QString &name, const QString &what)
{
    return {ErrorCode::Corrupt, tr("%1 is not a valid .npy array: %2.").arg(name, what)};
}

/// Where the header's text lies.
struct HeaderSpan {
    qsizetype start;
    qsizetype size;
};

Result<HeaderSpan> findHeader(const QByteArray &bytes, const QString &name)
{
    static const QByteArray magic = QByteArray::fromHex("934e554d5059");
    if (!bytes.startsWith(magic) || bytes.size() < 12) {
        return corrupt(name, tr("the signature is missing"));
    }
    const int version = bytes.at(6);
    if (version < 1 || version > 3) {
        return corrupt(name, tr("unknown version %1").arg(version));
    }
    const qsizetype start = version == 1 ? 10 : 12;
    const qint64 size = version == 1 ? qint64(qFromLittleEndian<quint16>(bytes.constData() + 8))
                                     : qint64(qFromLittleEndian<quint32>(bytes.constData() + 8));
    constexpr qint64 kLargestHeader = 1 << 16;
    if (size > kLargestHeader || size > bytes.size() - start) {
        return corrupt(name, tr("the header runs past the end"));
    }
    return HeaderSpan{start, qsizetype(size)};
}

Result<std::vector<qint64>> parseShape(const QString &text, const QString &name)
{
    std::vector<qint64> shape;
    for (const QString &part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (part.trimmed().isEmpty()) {
            continue;
        }
        bool isNumber = false;
        const qint64 extent = part.trimmed().toLongLong(&isNumber);
        if (!isNumber || extent < 0) {
            return corrupt(name, tr("bad shape (%1)").arg(text));
        }
        shape.push_back(extent);
    }
    return shape;
}

/// Elements that the shape stands for; -1 if more than `limit`.
qint64 elementCount(const std::vector<qint64> &shape, qint64 limit)
{
    qint64 count = 1;
    for (const qint64 extent : shape) {
        if (extent != 0 && count > limit / extent) {
            return -1;
        }
        count *= extent;
    }
    return count;
}

QByteArray rowMajor(const QByteArray &data, qint64 rows, qint64 columns, int itemSize)
{
    QByteArray result(data.size(), Qt::Uninitialized);
    for (qint64 y = 0; y < rows; ++y) {
        for (qint64 x = 0; x < columns; ++x) {
            std::memcpy(result.data() + (y * columns + x) * itemSize, data.constData() + (x * rows + y) * itemSize,
                size_t(itemSize));
        }
    }
    return result;
}

float halfToFloat(quint16 half)
{
    const int exponent = (half >> 10) & 31;
    const int fraction = half & 1023;
    const float sign = half & 0x8000 ? -1.0f : 1.0f;
    if (exponent == 31) {
        return fraction == 0 ? sign * std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
    }
    return sign
        * (exponent == 0 ? std::ldexp(float(fraction), -24) : std::ldexp(float(fraction + 1024), exponent - 25));
}

template <typename T>
void convert(const NpyArray &array, std::vector<float> &out)
{
    const char *source = array.data.constData();
    for (size_t i = 0; i < out.size(); ++i, source += sizeof(T)) {
        out[i] = float(array.bigEndian ? qFromBigEndian<T>(source) : qFromLittleEndian<T>(source));
    }
}

void convertFloating(const NpyArray &array, std::vector<float> &out)
{
    if (array.itemSize == 4) {
        convert<float>(array, out);
    } else if (array.itemSize == 8) {
        convert<double>(array, out);
    } else {
        convert<quint16>(array, out);
        std::transform(out.begin(), out.end(), out.begin(), [](float bits) { return halfToFloat(quint16(bits)); });
    }
}

template <typename Byte, typename Short, typename Word, typename Long>
void convertIntegral(const NpyArray &array, std::vector<float> &out)
{
    switch (array.itemSize) {
    case 1:
        return convert<Byte>(array, out);
    case 2:
        return convert<Short>(array, out);
    case 4:
        return convert<Word>(array, out);
    default:
        return convert<Long>(array, out);
    }
}

} // namespace

std::vector<float> NpyArray::toFloats() const
{
    std::vector<float> out(static_cast<size_t>(count()));
    if (kind == 'f') {
        convertFloating(*this, out);
    } else if (kind == 'i') {
        convertIntegral<qint8, qint16, qint32, qint64>(*this, out);
    } else {
        convertIntegral<quint8, quint16, quint32, quint64>(*this, out);
    }
    return out;
}

Result<NpyArray> parseNpy(const QByteArray &bytes, const QString &name)
{
    const Result<HeaderSpan> span = findHeader(bytes, name);
    if (!span) {
        return span.error();
    }
    static const QRegularExpression pattern(QStringLiteral(
        "\\A\\{\\s*'descr'\\s*:\\s*'([<>|=])([biuf])([1248])'\\s*,\\s*'fortran_order'\\s*:\\s*(True|False)\\s*,"
        "\\s*'shape'\\s*:\\s*\\(([0-9, ]*)\\)\\s*,?\\s*\\}\\s*\\z"));
    const QRegularExpressionMatch match = pattern.match(QString::fromLatin1(bytes.mid(span->start, span->size)));
    NpyArray array;
    array.bigEndian = match.captured(1) == QLatin1String(">");
    array.kind = match.captured(2).isEmpty() ? '\0' : match.captured(2).at(0).toLatin1();
    array.itemSize = match.captured(3).toInt();
    if (!match.hasMatch() || (array.kind == 'f' && array.itemSize == 1)) {
        return Error{
            ErrorCode::Unsupported, tr("%1 is no array of plain numbers; save it as a number type.").arg(name)};
    }
    const Result<std::vector<qint64>> shape = parseShape(match.captured(5), name);
    if (!shape) {
        return shape.error();
    }
    array.shape = *shape;
    const qsizetype dataStart = span->start + span->size;
    const qint64 available = bytes.size() - dataStart;
    const qint64 count = elementCount(array.shape, available / array.itemSize);
    if (count < 0 || count * array.itemSize != available) {
        return corrupt(name, tr("its shape (%1) does not fit its %2 bytes").arg(match.captured(5)).arg(available));
    }
    array.data = bytes.mid(dataStart);
    if (match.captured(4) == QLatin1String("True") && array.shape.size() > 1) {
        if (array.shape.size() > 2) {
            return Error{ErrorCode::Unsupported, tr("%1 is a column-major volume; save it row-major.").arg(name)};
        }
        array.data = rowMajor(array.data, array.shape[0], array.shape[1], array.itemSize);
    }
    return array;
}

} // namespace vmunet
