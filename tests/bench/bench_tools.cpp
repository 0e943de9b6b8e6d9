// SPDX-License-Identifier: GPL-3.0-or-later
// Times the functions behind the editing tools at the sizes that hurt: a 24-megapixel photograph and a CT of
// 512 x 512 x 400 voxels. Run by hand.
#include "core/editing/adaptive_brush.h"
#include "core/editing/document.h"
#include "core/editing/flood_fill.h"
#include "core/editing/flood_fill_volume.h"
#include "core/editing/grab_cut.h"
#include "core/editing/grow_shrink.h"
#include "core/editing/magnetic_lasso.h"
#include "core/editing/small_parts.h"
#include "core/editing/smooth_label.h"
#include "core/editing/threshold_range.h"
#include "core/editing/watershed.h"
#include "tests/support/test_images.h"

#include <benchmark/benchmark.h>

using namespace vmunet;

namespace {

const Image &photograph()
{
    static const Image image = testPhotograph(6000, 4000);
    return image;
}

const Image &volume()
{
    static const Image image = [] {
        Image made = testVolume(512, 400);
        made.geometry.spacingMm = {0.8, 0.8, 1.5};
        return made;
    }();
    return image;
}

/// An organ: a ball of 200 voxels across, in the middle of the volume.
const std::vector<Mask> &organ()
{
    static const std::vector<Mask> masks = [] {
        std::vector<Mask> made(400, Mask({512, 512}));
        for (int slice = 0; slice < 400; ++slice) {
            for (int y = 0; y < 512; ++y) {
                const double rest = 100.0 * 100 - std::pow(slice - 200, 2) - std::pow(y - 256, 2);
                if (rest > 0) {
                    made[size_t(slice)].fill(QRect(256 - int(std::sqrt(rest)), y, 2 * int(std::sqrt(rest)), 1), Label{1});
                }
            }
        }
        return made;
    }();
    return masks;
}

constexpr GridSpacing kSpacing{0.8, 0.8, 1.5};
constexpr QRect kDisc(1800, 800, 2400, 2400); // Around the photograph's disc.

template <typename Work>
void run(benchmark::State &state, Work work)
{
    for (auto _ : state) {
        benchmark::DoNotOptimize(work());
    }
}

Mask seeds()
{
    Mask made(photograph().size());
    made.fill({2800, 1900, 400, 20}, Label{1});
    made.fill({1500, 600, 3000, 20}, Label{2});
    return made;
}

void adaptiveBrush1000(benchmark::State &state)
{
    const AdaptiveTarget target{meanAround(photograph(), 0, {3000, 2000}), 20};
    run(state, [&] { return likePixelsInDisc(photograph(), 0, {3000, 2000}, 1000, target); });
}
void floodPhotograph(benchmark::State &state)
{
    run(state, [] { return similarPixels(photograph().samples, photograph().size(), {10, 10}, 20); });
}
void floodVolumeAll(benchmark::State &state)
{
    run(state, [] { return similarVoxels(volume(), {200, {256, 256}}, 1e6); });
}
void rangeOfPhotograph(benchmark::State &state)
{
    run(state, [] { return maskInRange(photograph(), 0, {0, 128}); });
}
void rangeOfVolume(benchmark::State &state)
{
    run(state, [] { return pixelsInRange(volume(), 0, 399, {0, 800}); });
}
void grabCutBox(benchmark::State &state)
{
    run(state, [] { return grabbed(photograph(), 0, {.box = kDisc, .marks = {}}); });
}
void watershedMarks(benchmark::State &state)
{
    run(state, [marks = seeds()] { return floodedFromSeeds(photograph(), 0, marks); });
}
void magneticMapWholePhotograph(benchmark::State &state)
{
    run(state, [] { return MagneticMap::build(photograph(), 0, {2000, 2000}, {0, 0, 6000, 4000}); });
}
void growVolume5Mm(benchmark::State &state)
{
    run(state, [] { return grown(organ(), Label{1}, 5, kSpacing); });
}
void smoothVolume3Mm(benchmark::State &state)
{
    run(state, [] { return smoothed(organ(), Label{1}, 3, kSpacing); });
}
void largestOfVolume(benchmark::State &state)
{
    run(state, [] { return onlyLargestPart(organ(), Label{1}); });
}
void holesOfVolume(benchmark::State &state)
{
    run(state, [] { return withoutHoles(organ(), Label{1}); });
}

/// What the main thread does when an operation through the volume is done.
void applyToDocument(benchmark::State &state)
{
    Document document(volume(), LabelSet::synapseOrgans());
    std::vector<SliceMask> slices;
    for (int slice = 0; slice < document.sliceCount(); ++slice) {
        slices.push_back({slice, organ()[size_t(slice)]});
    }
    for (auto _ : state) {
        document.applySlices(slices, QString(), EditTool::Grow);
        state.PauseTiming();
        document.undo();
        state.ResumeTiming();
    }
}

BENCHMARK(adaptiveBrush1000)->Unit(benchmark::kMillisecond);
BENCHMARK(floodPhotograph)->Unit(benchmark::kMillisecond);
BENCHMARK(floodVolumeAll)->Unit(benchmark::kMillisecond);
BENCHMARK(rangeOfPhotograph)->Unit(benchmark::kMillisecond);
BENCHMARK(rangeOfVolume)->Unit(benchmark::kMillisecond);
BENCHMARK(grabCutBox)->Unit(benchmark::kMillisecond);
BENCHMARK(watershedMarks)->Unit(benchmark::kMillisecond);
BENCHMARK(magneticMapWholePhotograph)->Unit(benchmark::kMillisecond);
BENCHMARK(growVolume5Mm)->Unit(benchmark::kMillisecond);
BENCHMARK(smoothVolume3Mm)->Unit(benchmark::kMillisecond);
BENCHMARK(largestOfVolume)->Unit(benchmark::kMillisecond);
BENCHMARK(holesOfVolume)->Unit(benchmark::kMillisecond);
BENCHMARK(applyToDocument)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
