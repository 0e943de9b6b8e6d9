// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/slice_stack.h"

#include <QObject>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace vmunet {

namespace {

constexpr double kSameMm = 1e-3; ///< Closer slices are copies.
constexpr double kSpacingTolerance = 0.02; ///< Of the usual gap.
constexpr double kStraightDegrees = 0.1;

double dot(const Vector3 &a, const Vector3 &b)
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Vector3 cross(const Vector3 &a, const Vector3 &b)
{
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

Vector3 difference(const Vector3 &a, const Vector3 &b)
{
    return {a[0] - b[0], a[1] - b[1], a[2] - b[2]};
}

bool allPlaced(const std::vector<DicomPlane> &planes)
{
    return std::all_of(planes.begin(), planes.end(), [](const DicomPlane &p) { return p.positionMm && p.direction; });
}

bool parallel(const std::vector<DicomPlane> &planes)
{
    constexpr double kNearlyOne = 0.9999;
    const auto &first = *planes.front().direction;
    return std::all_of(planes.begin(), planes.end(), [&](const DicomPlane &p) {
        return dot((*p.direction)[0], first[0]) > kNearlyOne && dot((*p.direction)[1], first[1]) > kNearlyOne;
    });
}

void describeGaps(const std::vector<double> &distances, QStringList &warnings)
{
    std::vector<double> gaps;
    for (size_t i = 1; i < distances.size(); ++i) {
        gaps.push_back(distances[i] - distances[i - 1]);
    }
    if (gaps.size() < 2) {
        return;
    }
    std::vector<double> sorted = gaps;
    std::nth_element(sorted.begin(), sorted.begin() + qsizetype(sorted.size() / 2), sorted.end());
    const double usual = sorted[sorted.size() / 2];
    int missing = 0;
    bool uneven = false;
    for (const double gap : gaps) {
        const double steps = gap / usual;
        const double whole = std::round(steps);
        if (whole >= 2 && std::abs(steps - whole) < 0.1) {
            missing += int(whole) - 1;
        } else if (std::abs(steps - 1) > kSpacingTolerance) {
            uneven = true;
        }
    }
    const auto [least, greatest] = std::minmax_element(gaps.begin(), gaps.end());
    if (uneven) {
        warnings << QObject::tr("The slices are unevenly spaced, %1 to %2 mm apart.")
                        .arg(*least, 0, 'f', 2)
                        .arg(*greatest, 0, 'f', 2);
    } else if (missing > 0) {
        warnings << QObject::tr("%n slice(s) seem to be missing.", nullptr, missing);
    }
}

/// Orders by distance along the normal; drops planes that lie where another lies.
std::vector<double> sortAlongNormal(const std::vector<DicomPlane> &planes, const Vector3 &normal, SliceStack &stack)
{
    const auto distance = [&](size_t i) { return dot(*planes[i].positionMm, normal); };
    std::stable_sort(
        stack.order.begin(), stack.order.end(), [&](size_t a, size_t b) { return distance(a) < distance(b); });
    std::vector<size_t> kept;
    std::vector<double> distances;
    for (const size_t i : stack.order) {
        if (distances.empty() || distance(i) - distances.back() > kSameMm) {
            kept.push_back(i);
            distances.push_back(distance(i));
        }
    }
    if (const size_t copies = stack.order.size() - kept.size(); copies > 0) {
        stack.warnings << QObject::tr(
            "%n slice(s) that lie where another one lies were left out.", nullptr, int(copies));
    }
    stack.order = kept;
    return distances;
}

void placeVolume(const std::vector<DicomPlane> &planes, const Vector3 &normal, SliceStack &stack)
{
    const DicomPlane &first = planes[stack.order.front()];
    Geometry &geometry = stack.geometry;
    geometry.originMm = *first.positionMm;
    geometry.direction = {(*first.direction)[0], (*first.direction)[1], normal};
    if (stack.order.size() < 2) {
        return;
    }
    const Vector3 way = difference(*planes[stack.order.back()].positionMm, geometry.originMm);
    const double length = std::sqrt(dot(way, way));
    const double degrees = std::acos(std::clamp(dot(way, normal) / length, -1.0, 1.0)) * 180 / std::numbers::pi;
    geometry.spacingMm[2] = length / double(stack.order.size() - 1);
    if (degrees > kStraightDegrees) {
        geometry.direction[2] = {way[0] / length, way[1] / length, way[2] / length};
        stack.warnings << QObject::tr(
            "The gantry was tilted by %1 degrees: the slices are shifted against each other and shown as they are.")
                              .arg(degrees, 0, 'f', 1);
    }
}

} // namespace

SliceStack stackSlices(const std::vector<DicomPlane> &planes, const std::vector<int> &instanceNumbers)
{
    SliceStack stack;
    if (planes.empty()) {
        return stack;
    }
    stack.order.resize(planes.size());
    std::iota(stack.order.begin(), stack.order.end(), size_t{0});
    std::stable_sort(stack.order.begin(), stack.order.end(),
        [&](size_t a, size_t b) { return instanceNumbers[a] < instanceNumbers[b]; });

    Geometry &geometry = stack.geometry;
    const DicomPlane &any = planes.front();
    geometry.known = any.spacingMm.has_value();
    if (any.spacingMm) {
        geometry.spacingMm = {(*any.spacingMm)[0], (*any.spacingMm)[1], 1};
    }
    if (any.thicknessMm > 0) {
        geometry.spacingMm[2] = any.thicknessMm;
    }
    if (!allPlaced(planes)) {
        if (planes.size() > 1) {
            stack.warnings << QObject::tr("The slices have no positions and are in the order of their numbers.");
        }
        return stack;
    }
    if (!parallel(planes)) {
        stack.warnings << QObject::tr("The slices are not parallel; they are shown in the order of their numbers.");
        geometry.known = false;
        return stack;
    }
    const Vector3 normal = cross((*any.direction)[0], (*any.direction)[1]);
    const std::vector<double> distances = sortAlongNormal(planes, normal, stack);
    placeVolume(planes, normal, stack);
    describeGaps(distances, stack.warnings);
    return stack;
}

} // namespace vmunet
