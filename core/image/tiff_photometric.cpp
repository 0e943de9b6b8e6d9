// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/tiff_photometric.h"

#include <QtEndian>

namespace vmunet {

namespace {

constexpr int kPhotometric = 262;
constexpr int kSamplesPerPixel = 277;
constexpr int kExtraSamples = 338;
constexpr quint16 kBlackIsZero = 1;
constexpr quint16 kRgb = 2;
constexpr qint64 kEntrySize = 12;

/// Reads and writes the 16- and 32-bit numbers of one file in its own byte order.
class TiffNumbers {
public:
    explicit TiffNumbers(QByteArray &file)
        : m_file(file)
        , m_bigEndian(file.startsWith("MM"))
    {
    }

    bool holds(qint64 at, qint64 bytes) const { return at >= 0 && at <= m_file.size() - bytes; }
    qint64 u16(qint64 at) const { return read<quint16>(at); }
    qint64 u32(qint64 at) const { return read<quint32>(at); }
    void setU16(qint64 at, quint16 value)
    {
        char *target = m_file.data() + at;
        m_bigEndian ? qToBigEndian(value, target) : qToLittleEndian(value, target);
    }

private:
    template <typename T>
    qint64 read(qint64 at) const
    {
        if (!holds(at, sizeof(T))) {
            return 0;
        }
        const char *source = m_file.constData() + at;
        return m_bigEndian ? qFromBigEndian<T>(source) : qFromLittleEndian<T>(source);
    }

    QByteArray &m_file;
    bool m_bigEndian;
};

} // namespace

void correctTiffPhotometric(QByteArray &file)
{
    TiffNumbers numbers(file);
    constexpr qint64 kClassic = 42;
    if (numbers.u16(2) != kClassic) {
        return;
    }
    const qint64 directory = numbers.u32(4);
    const qint64 entries = numbers.u16(directory);
    qint64 photometric = -1;
    qint64 samples = 0;
    bool hasExtra = false;
    for (qint64 i = 0; i < entries; ++i) {
        const qint64 entry = directory + 2 + i * kEntrySize;
        if (!numbers.holds(entry, kEntrySize)) {
            return;
        }
        const qint64 tag = numbers.u16(entry);
        photometric = tag == kPhotometric ? entry + 8 : photometric;
        samples = tag == kSamplesPerPixel ? numbers.u16(entry + 8) : samples;
        hasExtra = hasExtra || tag == kExtraSamples;
    }
    if (photometric >= 0 && samples == 3 && !hasExtra && numbers.u16(photometric) == kBlackIsZero) {
        numbers.setU16(photometric, kRgb);
    }
}

} // namespace vmunet
