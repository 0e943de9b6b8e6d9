// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/batch_loader.h"

#include <algorithm>
#include <new>
#include <utility>

namespace vmunet {

BatchLoader::BatchLoader(const SampleStore &store, const Augmentation &augmentation, Pass pass)
    : m_store(store)
    , m_augmentation(augmentation)
    , m_pass(std::move(pass))
    , m_ahead(2 * m_pass.batchSize)
    , m_nextBatch(m_pass.firstBatch)
{
    for (int batch = m_nextBatch; batch < batches(); ++batch) {
        for (int position = shareBegin(batch); position < shareEnd(batch); ++position) {
            m_positions.push_back(position);
        }
    }
    for (int i = 0; i < m_pass.threads; ++i) {
        m_threads.emplace_back([this](const std::stop_token &stop) { work(stop); });
    }
}

BatchLoader::~BatchLoader()
{
    for (std::jthread &thread : m_threads) {
        thread.request_stop();
    }
}

int BatchLoader::batches() const
{
    return (int(m_pass.order.size()) + m_pass.batchSize - 1) / m_pass.batchSize;
}

int BatchLoader::shareBegin(int batch) const
{
    const int begin = batch * m_pass.batchSize;
    const int count = std::min(m_pass.batchSize, int(m_pass.order.size()) - begin);
    return begin + int(std::int64_t(count) * m_pass.share / m_pass.shares);
}

int BatchLoader::shareEnd(int batch) const
{
    const int begin = batch * m_pass.batchSize;
    const int count = std::min(m_pass.batchSize, int(m_pass.order.size()) - begin);
    return begin + int(std::int64_t(count) * (m_pass.share + 1) / m_pass.shares);
}

Result<TrainingPixels> BatchLoader::prepared(int position) const
{
    const int index = m_pass.order[size_t(position)];
    RandomGenerator generator(mixedSeed(m_pass.seed, std::uint64_t(m_pass.epoch), std::uint64_t(index)));
    try {
        if (!m_augmentation.wantsFullSize()) {
            Result<TrainingPixels> pixels = m_store.pixels(index);
            if (pixels) {
                m_augmentation.apply(*pixels, generator);
            }
            return pixels;
        }
        const TrainingSet &set = m_store.set();
        Result<TrainingPixels> pixels = fullSizePixels(set, set.samples[size_t(index)]);
        if (!pixels) {
            return pixels;
        }
        m_augmentation.apply(*pixels, generator);
        return resizedPixels(*pixels, set.task, m_store.options());
    } catch (const std::bad_alloc &) {
        return Error{ErrorCode::OutOfMemory,
            QStringLiteral("Memory ran out while loading %1.").arg(m_store.set().samples[size_t(index)].imagePath)};
    }
}

void BatchLoader::work(const std::stop_token &stop)
{
    const int count = int(m_positions.size());
    for (;;) {
        int position = 0;
        {
            std::unique_lock lock(m_mutex);
            const bool go = m_changed.wait(
                lock, stop, [&] { return m_nextToLoad >= count || m_nextToLoad < m_nextToUse + m_ahead; });
            if (!go || m_nextToLoad >= count) {
                return;
            }
            position = m_nextToLoad++;
        }
        Result<TrainingPixels> pixels = prepared(m_positions[size_t(position)]);
        {
            const std::lock_guard lock(m_mutex);
            m_ready.emplace(position, std::move(pixels));
        }
        m_changed.notify_all();
    }
}

Result<Batch> BatchLoader::next()
{
    Batch batch;
    if (m_nextBatch >= batches()) {
        return batch;
    }
    batch.allCount = std::min(m_pass.batchSize, int(m_pass.order.size()) - m_nextBatch * m_pass.batchSize);
    const int end = m_nextToUse + shareEnd(m_nextBatch) - shareBegin(m_nextBatch);
    ++m_nextBatch;
    for (int position = m_nextToUse; position < end; ++position) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_ready.contains(position); });
        const Result<TrainingPixels> pixels = std::move(m_ready.extract(position).mapped());
        m_nextToUse = position + 1;
        lock.unlock();
        m_changed.notify_all();
        if (!pixels) {
            return pixels.error();
        }
        batch.channels = pixels->channels;
        batch.side = pixels->width;
        batch.images.insert(batch.images.end(), pixels->image.begin(), pixels->image.end());
        batch.targets.insert(batch.targets.end(), pixels->target.begin(), pixels->target.end());
        batch.indices.push_back(m_pass.order[size_t(m_positions[size_t(position)])]);
        ++batch.count;
    }
    return batch;
}

} // namespace vmunet
