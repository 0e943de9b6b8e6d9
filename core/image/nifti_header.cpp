// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/nifti_header.h"

#include <QtEndian>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace vmunet {

namespace {

/// Numbers at fixed offsets, in either byte order.
class Fields {
public:
    Fields(const QByteArray &bytes, bool swapped)
        : m_bytes(bytes)
        , m_swapped(swapped)
    {
    }

    template <typename T>
    T at(qsizetype offset) const
    {
        T value;
        std::memcpy(&value, m_bytes.constData() + offset, sizeof(T));
        return m_swapped ? qbswap(value) : value;
    }

private:
    const QByteArray &m_bytes;
    bool m_swapped;
};

NiftiHeader parseFirst(const Fields &fields)
{
    NiftiHeader header;
    for (size_t i = 0; i < 8; ++i) {
        header.dim[i] = fields.at<qint16>(40 + qsizetype(i) * 2);
        header.pixdim[i] = double(fields.at<float>(76 + qsizetype(i) * 4));
    }
    header.dataType = fields.at<qint16>(70);
    const auto samplesAt = double(fields.at<float>(108));
    header.samplesAt = samplesAt >= 0 && samplesAt < 1e9 ? qint64(samplesAt) : -1;
    header.slope = double(fields.at<float>(112));
    header.intercept = double(fields.at<float>(116));
    header.qformCode = fields.at<qint16>(252);
    header.sformCode = fields.at<qint16>(254);
    for (size_t i = 0; i < 3; ++i) {
        header.quatern[i] = double(fields.at<float>(256 + qsizetype(i) * 4));
        header.offset[i] = double(fields.at<float>(268 + qsizetype(i) * 4));
        for (size_t j = 0; j < 4; ++j) {
            header.srow[i][j] = double(fields.at<float>(280 + qsizetype(i * 16 + j * 4)));
        }
    }
    return header;
}

NiftiHeader parseSecond(const Fields &fields)
{
    NiftiHeader header;
    header.dataType = fields.at<qint16>(12);
    for (size_t i = 0; i < 8; ++i) {
        header.dim[i] = fields.at<qint64>(16 + qsizetype(i) * 8);
        header.pixdim[i] = fields.at<double>(104 + qsizetype(i) * 8);
    }
    header.samplesAt = fields.at<qint64>(168);
    header.slope = fields.at<double>(176);
    header.intercept = fields.at<double>(184);
    header.qformCode = fields.at<qint32>(344);
    header.sformCode = fields.at<qint32>(348);
    for (size_t i = 0; i < 3; ++i) {
        header.quatern[i] = fields.at<double>(352 + qsizetype(i) * 8);
        header.offset[i] = fields.at<double>(376 + qsizetype(i) * 8);
        for (size_t j = 0; j < 4; ++j) {
            header.srow[i][j] = fields.at<double>(400 + qsizetype(i * 32 + j * 8));
        }
    }
    return header;
}

/// Rotation of a unit quaternion whose real part is not negative.
std::array<std::array<double, 3>, 3> rotation(const std::array<double, 3> &q)
{
    const double squares = q[0] * q[0] + q[1] * q[1] + q[2] * q[2];
    // A half turn: what single precision leaves of the real part is noise, of which the root would be large.
    const bool halfTurn = 1 - squares < 1e-6;
    const double scale = halfTurn && squares > 0 ? 1 / std::sqrt(squares) : 1;
    const double a = halfTurn ? 0 : std::sqrt(1 - squares);
    const double b = q[0] * scale;
    const double c = q[1] * scale;
    const double d = q[2] * scale;
    return {{{a * a + b * b - c * c - d * d, 2 * (b * c - a * d), 2 * (b * d + a * c)},
        {2 * (b * c + a * d), a * a + c * c - b * b - d * d, 2 * (c * d - a * b)},
        {2 * (b * d - a * c), 2 * (c * d + a * b), a * a + d * d - c * c - b * b}}};
}

double length(const Vector3 &v)
{
    return std::hypot(v[0], v[1], v[2]);
}

double dot(const Vector3 &a, const Vector3 &b)
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/// Columns in NIfTI's RAS, millimetres a voxel, to LPS.
void setAxis(Geometry &geometry, size_t axis, const Vector3 &ras)
{
    const double spacing = length(ras);
    geometry.spacingMm[axis] = spacing;
    geometry.direction[axis] = {-ras[0] / spacing, -ras[1] / spacing, ras[2] / spacing};
}

bool sformIsUsable(const NiftiHeader &header)
{
    for (size_t axis = 0; axis < 3; ++axis) {
        const Vector3 column{header.srow[0][axis], header.srow[1][axis], header.srow[2][axis]};
        if (!(length(column) > 1e-9)) {
            return false;
        }
    }
    return header.sformCode > 0;
}

template <typename T>
void put(QByteArray &header, qsizetype offset, T value)
{
    std::memcpy(header.data() + offset, &value, sizeof(T));
}

/// Quaternion of the rotation whose columns are `axes` (RAS); the third axis may be flipped by `qfac`.
std::array<double, 3> quaternionOf(const std::array<Vector3, 3> &axes, double qfac)
{
    const auto m = [&](size_t row, size_t column) { return axes[column][row] * (column == 2 ? qfac : 1); };
    const double trace = m(0, 0) + m(1, 1) + m(2, 2);
    if (trace > 0) {
        const double a = std::sqrt(trace + 1) / 2;
        return {(m(2, 1) - m(1, 2)) / (4 * a), (m(0, 2) - m(2, 0)) / (4 * a), (m(1, 0) - m(0, 1)) / (4 * a)};
    }
    // The greatest component first, so that nothing is divided by a small number.
    const std::array<double, 3> squares{
        1 + m(0, 0) - m(1, 1) - m(2, 2), 1 + m(1, 1) - m(0, 0) - m(2, 2), 1 + m(2, 2) - m(0, 0) - m(1, 1)};
    const auto i = size_t(std::max_element(squares.begin(), squares.end()) - squares.begin());
    const size_t j = (i + 1) % 3;
    const size_t k = (i + 2) % 3;
    std::array<double, 3> q{};
    q[i] = std::sqrt(std::max(0.0, squares[i])) / 2;
    q[j] = (m(j, i) + m(i, j)) / (4 * q[i]);
    q[k] = (m(k, i) + m(i, k)) / (4 * q[i]);
    const double a = (m(k, j) - m(j, k)) / (4 * q[i]);
    return a < 0 ? std::array<double, 3>{-q[0], -q[1], -q[2]} : q;
}

struct TypeCode {
    qint16 code;
    qint16 bits;
};

TypeCode typeCode(SampleType type)
{
    switch (type) {
    case SampleType::Int8:
        return {256, 8};
    case SampleType::UInt16:
        return {512, 16};
    case SampleType::Int16:
        return {4, 16};
    case SampleType::UInt32:
        return {768, 32};
    case SampleType::Int32:
        return {8, 32};
    case SampleType::Float32:
        return {16, 32};
    case SampleType::Float64:
        return {64, 64};
    case SampleType::UInt8:
        break;
    }
    return {2, 8};
}

} // namespace

std::optional<NiftiHeader> parseNiftiHeader(const QByteArray &head)
{
    if (head.size() < 348) {
        return std::nullopt;
    }
    qint32 size = 0;
    std::memcpy(&size, head.constData(), sizeof size);
    const bool swapped = size != 348 && size != 540;
    const Fields fields(head, swapped);
    size = swapped ? qbswap(size) : size;
    if (size == 540 && head.size() < kNiftiHeaderBytes) {
        return std::nullopt;
    }
    if (size != 348 && size != 540) {
        return std::nullopt;
    }
    NiftiHeader header = size == 348 ? parseFirst(fields) : parseSecond(fields);
    header.swapped = swapped;
    header.detached = head.mid(size == 348 ? 344 : 4, 2) == "ni";
    return header;
}

Geometry geometryOf(const NiftiHeader &header)
{
    Geometry geometry;
    geometry.known = true;
    if (sformIsUsable(header)) {
        for (size_t axis = 0; axis < 3; ++axis) {
            setAxis(geometry, axis, {header.srow[0][axis], header.srow[1][axis], header.srow[2][axis]});
        }
        geometry.originMm = {-header.srow[0][3], -header.srow[1][3], header.srow[2][3]};
        return geometry;
    }
    const auto spacing = [&header](size_t axis) {
        const double value = std::abs(header.pixdim[axis + 1]);
        return std::isfinite(value) && value > 0 ? value : 1.0;
    };
    if (header.qformCode > 0) {
        const auto r = rotation(header.quatern);
        const double qfac = header.pixdim[0] < 0 ? -1 : 1;
        for (size_t axis = 0; axis < 3; ++axis) {
            const double scale = spacing(axis) * (axis == 2 ? qfac : 1);
            setAxis(geometry, axis, {r[0][axis] * scale, r[1][axis] * scale, r[2][axis] * scale});
        }
        geometry.originMm = {-header.offset[0], -header.offset[1], header.offset[2]};
        return geometry;
    }
    geometry.spacingMm = {spacing(0), spacing(1), spacing(2)};
    return geometry;
}

QByteArray niftiHeaderFor(QSize size, int slices, const Geometry &geometry, SampleType type)
{
    QByteArray header(352, '\0');
    const std::array<qint16, 8> dim{3, qint16(size.width()), qint16(size.height()), qint16(slices), 1, 1, 1, 1};
    std::array<Vector3, 3> axes; // RAS.
    for (size_t axis = 0; axis < 3; ++axis) {
        const Vector3 &lps = geometry.direction[axis];
        axes[axis] = {-lps[0], -lps[1], lps[2]};
    }
    // Programs on ITK refuse a sheared sform and then take the qform, which cannot shear: theirs has the third axis
    // upright.
    std::array<Vector3, 3> upright = axes;
    upright[2] = {axes[0][1] * axes[1][2] - axes[0][2] * axes[1][1], axes[0][2] * axes[1][0] - axes[0][0] * axes[1][2],
        axes[0][0] * axes[1][1] - axes[0][1] * axes[1][0]};
    const double qfac = dot(upright[2], axes[2]) < 0 ? -1 : 1;
    if (qfac < 0) {
        upright[2] = {-upright[2][0], -upright[2][1], -upright[2][2]};
    }
    const Vector3 origin{-geometry.originMm[0], -geometry.originMm[1], geometry.originMm[2]};

    put<qint32>(header, 0, 348);
    header[38] = 'r';
    for (size_t i = 0; i < 8; ++i) {
        put<qint16>(header, 40 + qsizetype(i) * 2, dim[i]);
        put<float>(header, 76 + qsizetype(i) * 4,
            i == 0      ? float(qfac)
                : i < 4 ? float(geometry.spacingMm[i - 1])
                        : 1.0F);
    }
    put<qint16>(header, 70, typeCode(type).code);
    put<qint16>(header, 72, typeCode(type).bits);
    put<float>(header, 108, 352);
    put<float>(header, 112, 1);
    header[123] = 2; // Millimetres.
    constexpr qint16 kScannerCoordinates = 1;
    put<qint16>(header, 252, kScannerCoordinates);
    put<qint16>(header, 254, kScannerCoordinates);
    const std::array<double, 3> quaternion = quaternionOf(upright, qfac);
    for (size_t i = 0; i < 3; ++i) {
        put<float>(header, 256 + qsizetype(i) * 4, float(quaternion[i]));
        put<float>(header, 268 + qsizetype(i) * 4, float(origin[i]));
        for (size_t axis = 0; axis < 3; ++axis) {
            put<float>(header, 280 + qsizetype(i * 16 + axis * 4), float(axes[axis][i] * geometry.spacingMm[axis]));
        }
        put<float>(header, 280 + qsizetype(i * 16 + 12), float(origin[i]));
    }
    std::memcpy(header.data() + 344, "n+1", 3);
    return header;
}

} // namespace vmunet
