// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/flood_fill_volume.h"

#include "core/image/sample_visitor.h"

#include <cstring>
#include <vector>

namespace vmunet {

namespace {

struct Seed {
    int slice;
    int y;
    int x;
};

/// Fills row by row: a run of like voxels at a time, whose four neighbouring rows give new seeds.
template <typename Sample>
class VolumeFlood {
public:
    VolumeFlood(const Image &image, double low, double high)
        : m_image(image)
        , m_low(low)
        , m_high(high)
        , m_reached(size_t(image.slices))
    {
    }

    void run(Seed first, const KeepGoing &keepGoing)
    {
        constexpr int kCheckEvery = 1 << 10;
        m_waiting.push_back(first);
        for (int rounds = 1; !m_waiting.empty(); ++rounds) {
            if (keepGoing && rounds % kCheckEvery == 0 && !keepGoing(-1)) {
                return;
            }
            const Seed seed = m_waiting.back();
            m_waiting.pop_back();
            fillRun(seed);
        }
    }

    LabelChange result() const
    {
        LabelChange change;
        for (int slice = 0; slice < m_image.slices; ++slice) {
            Region region = regionOf(m_reached[size_t(slice)], Label{1});
            if (!region.isEmpty()) {
                change.added.push_back({slice, std::move(region)});
            }
        }
        return change;
    }

private:
    bool isLike(const Sample *row, int x) const
    {
        const double value = double(row[x * m_image.channels]) * m_image.rescaleSlope + m_image.rescaleIntercept;
        return value >= m_low && value <= m_high;
    }

    const Sample *samples(int slice, int y) const
    {
        return reinterpret_cast<const Sample *>(m_image.samples.constData() + slice * m_image.sliceBytes())
            + qsizetype(y) * m_image.width * m_image.channels;
    }

    std::uint8_t *reached(int slice, int y)
    {
        Mask &mask = m_reached[size_t(slice)];
        if (mask.isNull()) {
            mask = Mask(m_image.size());
        }
        return mask.row(y);
    }

    void fillRun(Seed seed)
    {
        const Sample *row = samples(seed.slice, seed.y);
        std::uint8_t *done = reached(seed.slice, seed.y);
        if (done[seed.x] || !isLike(row, seed.x)) {
            return;
        }
        int left = seed.x;
        int right = seed.x;
        while (left > 0 && !done[left - 1] && isLike(row, left - 1)) {
            --left;
        }
        while (right + 1 < m_image.width && !done[right + 1] && isLike(row, right + 1)) {
            ++right;
        }
        std::memset(done + left, 1, size_t(right - left + 1));
        seedRow(seed.slice, seed.y - 1, left, right);
        seedRow(seed.slice, seed.y + 1, left, right);
        seedRow(seed.slice - 1, seed.y, left, right);
        seedRow(seed.slice + 1, seed.y, left, right);
    }

    /// One seed for each run of like voxels that are not reached yet.
    void seedRow(int slice, int y, int left, int right)
    {
        if (slice < 0 || slice >= m_image.slices || y < 0 || y >= m_image.height) {
            return;
        }
        const Sample *row = samples(slice, y);
        const std::uint8_t *done = m_reached[size_t(slice)].isNull() ? nullptr : reached(slice, y);
        bool inRun = false;
        for (int x = left; x <= right; ++x) {
            const bool open = !(done && done[x]) && isLike(row, x);
            if (open && !inRun) {
                m_waiting.push_back({slice, y, x});
            }
            inRun = open;
        }
    }

    const Image &m_image;
    double m_low;
    double m_high;
    std::vector<Mask> m_reached; ///< Null for slices not touched.
    std::vector<Seed> m_waiting;
};

} // namespace

LabelChange similarVoxels(const Image &image, const Voxel &seed, double tolerance, const KeepGoing &keepGoing)
{
    const std::vector<double> values = valuesAt(image, seed.slice, seed.pixel.x(), seed.pixel.y());
    if (values.empty() || !(tolerance >= 0) || image.samples.size() < image.sliceBytes() * image.slices) {
        return {};
    }
    return visitSampleType(image.type, [&](auto zero) {
        VolumeFlood<decltype(zero)> flood(image, values.front() - tolerance, values.front() + tolerance);
        flood.run({seed.slice, seed.pixel.y(), seed.pixel.x()}, keepGoing);
        return flood.result();
    });
}

} // namespace vmunet
