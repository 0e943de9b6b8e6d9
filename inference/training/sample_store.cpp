// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/sample_store.h"

#include "core/dataset/sample_loader.h"
#include "inference/engine/preprocess.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vmunet {

namespace {

std::span<const std::uint8_t> bytes(const QByteArray &array)
{
    return {reinterpret_cast<const std::uint8_t *>(array.constData()), size_t(array.size())};
}

// [height, width, 3] to [3, height, width], stretched so that the image spans 0..255; a flat one is all zeros.
std::vector<float> stretchedPlanes(std::span<const std::uint8_t> rgb, size_t plane)
{
    const ByteRange range = byteRange(rgb);
    const double scale = range.high > range.low ? 255.0 / (range.high - range.low) : 0;
    std::vector<float> planes(3 * plane);
    for (size_t i = 0; i < plane; ++i) {
        for (size_t c = 0; c < 3; ++c) {
            planes[c * plane + i] = float((rgb[3 * i + c] - range.low) * scale);
        }
    }
    return planes;
}

std::vector<std::uint8_t> asLabels(const std::vector<float> &target)
{
    std::vector<std::uint8_t> labels(target.size());
    std::transform(target.begin(), target.end(), labels.begin(), [](float v) { return std::uint8_t(v); });
    return labels;
}

} // namespace

Result<TrainingPixels> fullSizePixels(const TrainingSet &set, const TrainingSample &sample)
{
    Result<LoadedSample> loaded = loadSample(set, sample);
    if (!loaded) {
        return loaded.error();
    }
    TrainingPixels pixels;
    pixels.width = loaded->size.width();
    pixels.height = loaded->size.height();
    pixels.targetIsLabels = set.networkClasses() > 1;
    if (loaded->kind == SampleValues::Rgb8) {
        pixels.channels = 3;
        pixels.image = stretchedPlanes(bytes(loaded->rgb), size_t(pixels.width) * size_t(pixels.height));
    } else {
        pixels.channels = 1;
        pixels.image = std::move(loaded->values);
        if (loaded->kind == SampleValues::Hounsfield) {
            windowHounsfield(pixels.image);
        }
    }
    const std::span<const std::uint8_t> labels = bytes(loaded->mask.labels());
    pixels.target.resize(labels.size());
    std::transform(labels.begin(), labels.end(), pixels.target.begin(),
        [&](std::uint8_t label) { return pixels.targetIsLabels ? float(label) : float(label != 0); });
    return pixels;
}

TrainingPixels resizedPixels(const TrainingPixels &pixels, ImagingTask task, const PreparationOptions &options)
{
    const QSize from(pixels.width, pixels.height);
    const QSize to(options.side, options.side);
    const ZoomEnd end = options.referenceZoom ? ZoomEnd::Zero : ZoomEnd::Clamp;
    TrainingPixels resized{options.side, options.side, pixels.channels, {}, {}, pixels.targetIsLabels};
    resized.image = task == ImagingTask::Ct ? zoomCubic(pixels.image, from, to, end)
                                            : resizeBilinear(pixels.image, pixels.channels, from, to);
    if (task == ImagingTask::Ct || pixels.targetIsLabels) {
        const std::vector<std::uint8_t> labels = zoomNearest(asLabels(pixels.target), from, to, end);
        resized.target.assign(labels.begin(), labels.end());
    } else {
        resized.target = resizeBilinear(pixels.target, 1, from, to);
    }
    return resized;
}

SampleStore::SampleStore(const TrainingSet &set, PreparationOptions options, qint64 limitBytes)
    : m_set(set)
    , m_options(options)
    , m_limitBytes(limitBytes)
    , m_kept(set.samples.size())
{
}

SampleStore::Packed SampleStore::packed(const TrainingPixels &pixels)
{
    Packed packed;
    packed.shape = {pixels.width, pixels.height, pixels.channels, {}, {}, pixels.targetIsLabels};
    const auto [low, high] = std::minmax_element(pixels.image.begin(), pixels.image.end());
    packed.low = *low;
    packed.step = (*high - *low) / 65535;
    packed.image.resize(pixels.image.size());
    const float scale = packed.step > 0 ? 1 / packed.step : 0;
    std::transform(pixels.image.begin(), pixels.image.end(), packed.image.begin(),
        [&](float v) { return std::uint16_t(std::lround(std::clamp((v - packed.low) * scale, 0.0f, 65535.0f))); });
    packed.target.resize(pixels.target.size());
    const float targetScale = pixels.targetIsLabels ? 1 : 255;
    std::transform(pixels.target.begin(), pixels.target.end(), packed.target.begin(),
        [&](float v) { return std::uint8_t(std::lround(v * targetScale)); });
    return packed;
}

TrainingPixels SampleStore::unpacked(const Packed &packed)
{
    TrainingPixels pixels = packed.shape;
    pixels.image.resize(packed.image.size());
    std::transform(packed.image.begin(), packed.image.end(), pixels.image.begin(),
        [&](std::uint16_t v) { return packed.low + float(v) * packed.step; });
    pixels.target.resize(packed.target.size());
    const float targetScale = pixels.targetIsLabels ? 1 : 255;
    std::transform(packed.target.begin(), packed.target.end(), pixels.target.begin(),
        [&](std::uint8_t v) { return float(v) / targetScale; });
    return pixels;
}

Result<TrainingPixels> SampleStore::pixels(int index) const
{
    {
        const std::lock_guard lock(m_mutex);
        if (const auto &kept = m_kept[size_t(index)]) {
            return unpacked(*kept);
        }
    }
    const Result<TrainingPixels> full = fullSizePixels(m_set, m_set.samples[size_t(index)]);
    if (!full) {
        return full.error();
    }
    auto entry = std::make_shared<const Packed>(packed(resizedPixels(*full, m_set.task, m_options)));
    const auto size = qint64(entry->image.size() * sizeof(std::uint16_t) + entry->target.size());
    const std::lock_guard lock(m_mutex);
    if (!m_kept[size_t(index)] && m_keptBytes + size <= m_limitBytes) {
        m_keptBytes += size;
        m_kept[size_t(index)] = entry;
    }
    return unpacked(*entry);
}

} // namespace vmunet
