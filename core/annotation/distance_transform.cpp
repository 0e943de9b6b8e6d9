// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/distance_transform.h"

#include <cmath>
#include <limits>

namespace vmunet {

namespace {

/// Along one line, the least of value[j] + (spacing * (i - j))^2 over j: the lower envelope of parabolas.
template <typename Value>
class LineTransform {
public:
    LineTransform(qsizetype length, double spacing)
        : m_values(size_t(length))
        , m_vertices(size_t(length))
        , m_from(size_t(length))
        , m_square(spacing * spacing)
    {
    }

    void apply(Value *line, qsizetype stride)
    {
        const auto length = qsizetype(m_values.size());
        for (qsizetype i = 0; i < length; ++i) {
            m_values[size_t(i)] = double(line[i * stride]);
        }
        const qsizetype count = envelope();
        for (qsizetype i = 0, k = 0; count > 0 && i < length; ++i) {
            while (k + 1 < count && m_from[size_t(k + 1)] < double(i)) {
                ++k;
            }
            const qsizetype vertex = m_vertices[size_t(k)];
            const auto apart = double(i - vertex);
            line[i * stride] = Value(m_values[size_t(vertex)] + m_square * apart * apart);
        }
    }

private:
    /// Number of parabolas in the envelope; `m_from[k]` is where the k-th takes over.
    qsizetype envelope()
    {
        qsizetype count = 0;
        for (qsizetype i = 0; i < qsizetype(m_values.size()); ++i) {
            if (std::isinf(m_values[size_t(i)])) {
                continue;
            }
            double from = -std::numeric_limits<double>::infinity();
            while (count > 0) {
                from = crossing(m_vertices[size_t(count - 1)], i);
                if (from > m_from[size_t(count - 1)]) {
                    break;
                }
                --count;
            }
            m_vertices[size_t(count)] = i;
            m_from[size_t(count)] = count == 0 ? -std::numeric_limits<double>::infinity() : from;
            ++count;
        }
        return count;
    }

    double crossing(qsizetype left, qsizetype right) const
    {
        const double difference = m_values[size_t(right)] - m_values[size_t(left)];
        return (difference / m_square / double(right - left) + double(left + right)) / 2;
    }

    std::vector<double> m_values;
    std::vector<qsizetype> m_vertices;
    std::vector<double> m_from;
    double m_square;
};

} // namespace

template <typename Value>
void addSquaredDistances(std::vector<Value> &grid, const GridExtent &extent, const GridSpacing &spacing)
{
    Q_ASSERT(qsizetype(grid.size()) == extent[0] * extent[1] * extent[2]);
    const GridExtent strides{1, extent[0], extent[0] * extent[1]};
    for (size_t axis = 0; axis < 3; ++axis) {
        if (extent[axis] <= 1) {
            continue;
        }
        LineTransform<Value> transform(extent[axis], spacing[axis]);
        const qsizetype span = strides[axis] * extent[axis];
        for (qsizetype start = 0; start < qsizetype(grid.size()); start += span) {
            for (qsizetype offset = 0; offset < strides[axis]; ++offset) {
                transform.apply(grid.data() + start + offset, strides[axis]);
            }
        }
    }
}

template void addSquaredDistances(std::vector<float> &, const GridExtent &, const GridSpacing &);
template void addSquaredDistances(std::vector<double> &, const GridExtent &, const GridSpacing &);

} // namespace vmunet
