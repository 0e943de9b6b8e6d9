// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/connected_parts.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace vmunet {

namespace {

class Unions {
public:
    int add()
    {
        m_parents.push_back(int(m_parents.size()));
        return m_parents.back();
    }

    int root(int part)
    {
        while (m_parents[size_t(part)] != part) {
            part = m_parents[size_t(part)] = m_parents[size_t(m_parents[size_t(part)])];
        }
        return part;
    }

    void join(int a, int b)
    {
        a = root(a);
        b = root(b);
        m_parents[size_t(std::max(a, b))] = std::min(a, b);
    }

private:
    std::vector<int> m_parents;
};

struct RunRange {
    size_t first = 0;
    size_t last = 0; ///< One past it.
};

void appendRuns(
    const Mask &mask, int slice, int y, const LabelChoice &chosen, std::vector<PartRun> &runs, Unions &parts)
{
    const std::uint8_t *row = mask.row(y);
    const int width = mask.size().width();
    for (int x = 0; x < width; ++x) {
        if (!chosen[row[x]]) {
            continue;
        }
        const int left = x;
        while (x + 1 < width && chosen[row[x + 1]]) {
            ++x;
        }
        runs.push_back({slice, y, left, x, parts.add()});
    }
}

/// Joins runs of two neighbouring rows that touch; `reach` is 1 where corners count.
void joinRows(const std::vector<PartRun> &runs, RunRange a, RunRange b, int reach, Unions &parts)
{
    size_t other = b.first;
    for (size_t i = a.first; i < a.last; ++i) {
        while (other < b.last && runs[other].right + reach < runs[i].left) {
            ++other;
        }
        for (size_t j = other; j < b.last && runs[j].left - reach <= runs[i].right; ++j) {
            parts.join(runs[i].part, runs[j].part);
        }
    }
}

/// Numbers the parts 0, 1, 2... in the order of their first pixel, and measures them.
void finish(Parts &parts, Unions &unions, QSize size, int slices)
{
    std::vector<int> numbers(parts.runs.size(), -1);
    for (PartRun &run : parts.runs) {
        int &number = numbers[size_t(unions.root(run.part))];
        if (number < 0) {
            number = int(parts.sizes.size());
            parts.sizes.push_back(0);
            parts.atBorder.push_back(false);
        }
        run.part = number;
        parts.sizes[size_t(number)] += run.right - run.left + 1;
        const bool endSlice = slices > 1 && (run.slice == 0 || run.slice == slices - 1);
        if (endSlice || run.y == 0 || run.y == size.height() - 1 || run.left == 0 || run.right == size.width() - 1) {
            parts.atBorder[size_t(number)] = true;
        }
    }
}

} // namespace

Parts partsOf(std::span<const Mask> slices, const LabelChoice &chosen, bool diagonal)
{
    if (slices.empty() || slices.front().isNull()) {
        return {};
    }
    const int height = slices.front().size().height();
    const int reach = diagonal ? 1 : 0;
    Parts parts;
    Unions unions;
    std::vector<RunRange> above(static_cast<size_t>(height)); // The rows of the slice before.
    std::vector<RunRange> rows(static_cast<size_t>(height));
    for (int slice = 0; slice < int(slices.size()); ++slice) {
        for (int y = 0; y < height; ++y) {
            RunRange &row = rows[size_t(y)];
            row.first = parts.runs.size();
            appendRuns(slices[size_t(slice)], slice, y, chosen, parts.runs, unions);
            row.last = parts.runs.size();
            if (y > 0) {
                joinRows(parts.runs, row, rows[size_t(y - 1)], reach, unions);
            }
            for (int dy = -reach; slice > 0 && dy <= reach; ++dy) {
                if (y + dy >= 0 && y + dy < height) {
                    joinRows(parts.runs, row, above[size_t(y + dy)], reach, unions);
                }
            }
        }
        std::swap(above, rows);
    }
    finish(parts, unions, slices.front().size(), int(slices.size()));
    return parts;
}

std::vector<SliceRegion> regionsOf(const Parts &parts, const std::vector<bool> &wanted, std::span<const Mask> slices)
{
    std::vector<QRect> areas(slices.size());
    for (const PartRun &run : parts.runs) {
        if (wanted[size_t(run.part)]) {
            areas[size_t(run.slice)] |= QRect(QPoint(run.left, run.y), QPoint(run.right, run.y));
        }
    }
    std::vector<SliceRegion> regions;
    std::vector<size_t> index(slices.size());
    for (size_t slice = 0; slice < slices.size(); ++slice) {
        if (!areas[slice].isEmpty()) {
            index[slice] = regions.size();
            regions.push_back({int(slice), {areas[slice], Mask(areas[slice].size())}});
        }
    }
    for (const PartRun &run : parts.runs) {
        if (wanted[size_t(run.part)]) {
            const QPoint topLeft = areas[size_t(run.slice)].topLeft();
            Mask &coverage = regions[index[size_t(run.slice)]].region.coverage;
            std::memset(
                coverage.row(run.y - topLeft.y()) + run.left - topLeft.x(), 1, size_t(run.right - run.left + 1));
        }
    }
    return regions;
}

} // namespace vmunet
