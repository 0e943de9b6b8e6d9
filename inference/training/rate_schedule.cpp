// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/rate_schedule.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace vmunet {

namespace {

constexpr std::array<std::pair<RateCurve, std::string_view>, 8> kCurves{{
    {RateCurve::Cosine, "cosine"},
    {RateCurve::WarmRestarts, "warm-restarts"},
    {RateCurve::Constant, "constant"},
    {RateCurve::Step, "step"},
    {RateCurve::MultiStep, "multi-step"},
    {RateCurve::Exponential, "exponential"},
    {RateCurve::Polynomial, "polynomial"},
    {RateCurve::Plateau, "plateau"},
}};

} // namespace

std::string_view curveName(RateCurve curve)
{
    return std::find_if(kCurves.begin(), kCurves.end(), [&](const auto &known) {
        return known.first == curve;
    })->second;
}

std::optional<RateCurve> curveOfName(std::string_view name)
{
    const auto found =
        std::find_if(kCurves.begin(), kCurves.end(), [&](const auto &known) { return known.second == name; });
    return found == kCurves.end() ? std::nullopt : std::optional(found->first);
}

void PlateauWatch::add(double loss, int patience)
{
    if (loss < best * (1 - 1e-4)) {
        best = loss;
        epochs = 0;
    } else if (++epochs > patience) {
        factor /= 10;
        epochs = 0;
    }
}

double RateSchedule::rate(int epoch) const
{
    const auto cosine = [this](int done) {
        return minimum + (base - minimum) * (1 + std::cos(std::numbers::pi * done / period)) / 2;
    };
    const int done = epoch - 1;
    const double share = std::min(1.0, double(done) / period);
    switch (curve) {
    case RateCurve::Cosine:
        return cosine(done);
    case RateCurve::WarmRestarts:
        return cosine(done % period);
    case RateCurve::Constant:
        break;
    case RateCurve::Step:
        return base * std::pow(0.1, done / period);
    case RateCurve::MultiStep:
        return base * (share >= 0.75 ? 0.01 : share >= 0.5 ? 0.1 : 1);
    case RateCurve::Exponential:
        return base * std::pow(std::max(minimum, 1e-12) / base, share);
    case RateCurve::Polynomial:
        return std::max(minimum, base * std::pow(1 - share, 0.9));
    case RateCurve::Plateau:
        return std::max(minimum, base * plateauFactor);
    }
    return base;
}

double RateSchedule::rateOfStep(int epoch, int step, int steps) const
{
    if (epoch > warmupEpochs) {
        return rate(epoch);
    }
    const double done = double(epoch - 1) * steps + step + 1;
    return rate(epoch) * done / (double(warmupEpochs) * steps);
}

} // namespace vmunet
