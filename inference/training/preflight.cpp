// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/preflight.h"

#include <QObject>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

namespace vmunet {

namespace {

std::vector<float> greyOf(const LoadedSample &loaded)
{
    if (loaded.kind != SampleValues::Rgb8) {
        return loaded.values;
    }
    std::vector<float> grey(size_t(loaded.rgb.size() / 3));
    for (size_t i = 0; i < grey.size(); ++i) {
        const auto *pixel = reinterpret_cast<const uchar *>(loaded.rgb.constData()) + 3 * i;
        grey[i] = float(0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2]); // ITU-R BT.601
    }
    return grey;
}

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

struct Trait {
    const char *low; ///< What to say of a value far below the others'.
    const char *high;
    std::function<double(const SampleFacts &)> value; ///< NaN: does not count.
};

std::vector<Trait> traits()
{
    return {{QT_TR_NOOP("structure much smaller than usual"), QT_TR_NOOP("structure much larger than usual"),
                [](const SampleFacts &f) {
                    return f.isEmpty() ? std::numeric_limits<double>::quiet_NaN() : std::log(f.structureShare());
                }},
        {QT_TR_NOOP("much darker than usual"), QT_TR_NOOP("much brighter than usual"),
            [](const SampleFacts &f) { return f.brightness; }},
        {QT_TR_NOOP("much smaller than usual"), QT_TR_NOOP("much larger than usual"),
            [](const SampleFacts &f) { return std::log(double(f.size.width()) * f.size.height()); }}};
}

} // namespace

bool SampleFacts::isEmpty() const
{
    return std::accumulate(pixels.begin() + 1, pixels.end(), qint64(0)) == 0;
}

double SampleFacts::structureShare() const
{
    const auto all = double(std::accumulate(pixels.begin(), pixels.end(), qint64(0)));
    return all > 0 ? 1 - double(pixels.front()) / all : 0;
}

SampleFacts factsOf(const TrainingSet &set, const TrainingSample &sample, const LoadedSample &loaded)
{
    SampleFacts facts{.id = sample.id, .split = sample.split, .file = sample.imagePath, .size = loaded.size};
    const std::vector<float> grey = greyOf(loaded);
    facts.brightness = grey.empty() ? 0 : std::accumulate(grey.begin(), grey.end(), 0.0) / double(grey.size());
    facts.hash = perceptualHash(grey, loaded.size);
    facts.pixels.resize(size_t(std::max<qsizetype>(1, set.classNames.size())) + 1);
    for (int row = 0; row < loaded.size.height(); ++row) {
        for (const auto label : std::span(loaded.mask.row(row), size_t(loaded.size.width()))) {
            ++facts.pixels[std::min(size_t(label), facts.pixels.size() - 1)];
        }
    }
    return facts;
}

std::vector<SamePicture> acrossTheSplit(const std::vector<SampleFacts> &facts)
{
    std::vector<SamePicture> pairs;
    for (const SampleFacts &one : facts) {
        if (one.split != Split::Training || one.hash == PerceptualHash{}) {
            continue;
        }
        SamePicture nearest{one.id, {}, kSamePicture + 1};
        for (const SampleFacts &other : facts) {
            const bool comparable = one.file != other.file || one.file.isEmpty();
            if (other.split == Split::HeldOut && comparable && other.hash != PerceptualHash{}) {
                const int distance = distanceOf(one.hash, other.hash);
                if (distance < nearest.distance) {
                    nearest = {one.id, other.id, distance};
                }
            }
        }
        if (nearest.distance <= kSamePicture) {
            pairs.push_back(nearest);
        }
    }
    return pairs;
}

std::vector<ExcludedSample> leaveOutDuplicates(TrainingSet &set, const std::vector<SamePicture> &pairs)
{
    std::map<QString, QString> twin;
    for (const SamePicture &pair : pairs) {
        twin[pair.training] = pair.heldOut;
    }
    std::vector<ExcludedSample> leftOut;
    std::erase_if(set.samples, [&](const TrainingSample &sample) {
        const auto found = twin.find(sample.id);
        if (found == twin.end() || sample.split != Split::Training) {
            return false;
        }
        leftOut.push_back({sample.id, QObject::tr("Looks the same as %1, which is held out.").arg(found->second)});
        return true;
    });
    set.excluded.insert(set.excluded.end(), leftOut.begin(), leftOut.end());
    return leftOut;
}

std::vector<Outlier> outliersOf(const std::vector<SampleFacts> &facts)
{
    constexpr size_t kEnough = 10;
    constexpr double kFar = 6;
    std::vector<std::pair<double, Outlier>> found;
    for (const Trait &trait : traits()) {
        std::vector<double> values;
        for (const SampleFacts &one : facts) {
            if (const double value = trait.value(one); !std::isnan(value)) {
                values.push_back(value);
            }
        }
        if (values.size() < kEnough) {
            continue;
        }
        const double median = medianOf(values);
        std::transform(values.begin(), values.end(), values.begin(), [&](double v) { return std::abs(v - median); });
        const double deviation = medianOf(values);
        for (const SampleFacts &one : facts) {
            const double value = trait.value(one);
            if (!std::isnan(value) && deviation > 0 && std::abs(value - median) > kFar * deviation) {
                found.push_back({std::abs(value - median) / deviation,
                    {one.id, QObject::tr(value < median ? trait.low : trait.high)}});
            }
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    std::vector<Outlier> outliers;
    for (auto &[distance, outlier] : found) {
        outliers.push_back(std::move(outlier));
    }
    return outliers;
}

} // namespace vmunet
