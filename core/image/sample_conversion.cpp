// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/sample_conversion.h"

#include <QtEndian>

#include <algorithm>
#include <limits>

namespace vmunet {

void narrowLongs(Image &image)
{
    const auto *from = reinterpret_cast<const qint64 *>(image.samples.constData());
    const qsizetype count = image.samples.size() / qsizetype(sizeof(qint64));
    const auto [least, greatest] = std::minmax_element(from, from + count);
    const bool fits =
        count == 0 || (*least >= std::numeric_limits<qint32>::min() && *greatest <= std::numeric_limits<qint32>::max());
    QByteArray converted(count * (fits ? 4 : 8), Qt::Uninitialized);
    if (fits) {
        std::transform(
            from, from + count, reinterpret_cast<qint32 *>(converted.data()), [](qint64 v) { return qint32(v); });
    } else {
        std::transform(
            from, from + count, reinterpret_cast<double *>(converted.data()), [](qint64 v) { return double(v); });
    }
    image.type = fits ? SampleType::Int32 : SampleType::Float64;
    image.samples = converted;
}

void swapBytes(QByteArray &samples, int sampleBytes)
{
    char *data = samples.data();
    switch (sampleBytes) {
    case 2:
        qbswap<2>(data, samples.size() / 2, data);
        break;
    case 4:
        qbswap<4>(data, samples.size() / 4, data);
        break;
    case 8:
        qbswap<8>(data, samples.size() / 8, data);
        break;
    default:
        break;
    }
}

} // namespace vmunet
