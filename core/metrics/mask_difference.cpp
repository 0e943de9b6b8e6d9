// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/mask_difference.h"

#include <array>

namespace vmunet {

namespace {

Label changeOf(std::uint8_t before, std::uint8_t after)
{
    if (before == after) {
        return before == 0 ? kBackground : kAgreeing;
    }
    return before == 0 ? kAdded : after == 0 ? kRemoved : kRelabelled;
}

} // namespace

DifferenceCounts &DifferenceCounts::operator+=(const DifferenceCounts &other)
{
    agreeing += other.agreeing;
    added += other.added;
    removed += other.removed;
    relabelled += other.relabelled;
    return *this;
}

double dice(const LabelOverlap &overlap)
{
    const qint64 sum = overlap.before + overlap.after;
    return sum == 0 ? 1 : 2.0 * double(overlap.both) / double(sum);
}

MaskDifference differenceOf(const Mask &before, const Mask &after, bool withPicture)
{
    Q_ASSERT(before.size() == after.size());
    const qsizetype pixels = before.labels().size();
    const auto *a = reinterpret_cast<const std::uint8_t *>(before.labels().constData());
    const auto *b = reinterpret_cast<const std::uint8_t *>(after.labels().constData());
    std::array<qint64, 256> inBefore{};
    std::array<qint64, 256> inAfter{};
    std::array<qint64, 256> inBoth{};
    std::array<qint64, 5> changes{};
    QByteArray picture(withPicture ? pixels : 0, Qt::Uninitialized);
    for (qsizetype i = 0; i < pixels; ++i) {
        const auto change = std::size_t(changeOf(a[i], b[i]));
        ++inBefore[a[i]];
        ++inAfter[b[i]];
        inBoth[a[i]] += a[i] == b[i];
        ++changes[change];
        if (withPicture) {
            picture[i] = char(change);
        }
    }
    MaskDifference difference;
    difference.counts = {.agreeing = changes[std::size_t(kAgreeing)],
        .added = changes[std::size_t(kAdded)],
        .removed = changes[std::size_t(kRemoved)],
        .relabelled = changes[std::size_t(kRelabelled)]};
    if (withPicture) {
        difference.picture = Mask::fromLabels(before.size(), std::move(picture));
    }
    for (std::size_t label = 1; label < inBefore.size(); ++label) {
        if (inBefore[label] + inAfter[label] > 0) {
            difference.labels.push_back({.label = Label(std::uint8_t(label)),
                .before = inBefore[label],
                .after = inAfter[label],
                .both = inBoth[label]});
        }
    }
    return difference;
}

} // namespace vmunet
