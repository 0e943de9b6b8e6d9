// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/tile_image.h"

#include "widgets/canvas/tile_cache.h"

#include <memory>
#include <mutex>
#include <vector>

namespace vmunet {

namespace {

constexpr size_t kBytes = size_t(TileCache::kSide) * TileCache::kSide * sizeof(QRgb);
constexpr size_t kKept = 96; // 24 MiB: two layers of a large screen.

class SpareMemory {
public:
    using Block = std::unique_ptr<uchar[]>;

    Block take()
    {
        const std::lock_guard lock(m_mutex);
        if (m_blocks.empty()) {
            return Block(new uchar[kBytes]);
        }
        Block block = std::move(m_blocks.back());
        m_blocks.pop_back();
        return block;
    }

    void give(Block block)
    {
        const std::lock_guard lock(m_mutex);
        if (m_blocks.size() < kKept) {
            m_blocks.push_back(std::move(block));
        }
    }

private:
    std::mutex m_mutex;
    std::vector<Block> m_blocks;
};

/// Never destroyed: images may outlive all other statics.
SpareMemory &spareMemory()
{
    static auto *memory = new SpareMemory;
    return *memory;
}

} // namespace

QImage tileImage(QSize size, QImage::Format format)
{
    const size_t line = size_t(size.width()) * sizeof(QRgb);
    const size_t bytes = line * size_t(size.height());
    if (bytes > kBytes || bytes < kBytes / 8) {
        return QImage(size, format);
    }
    uchar *pixels = spareMemory().take().release();
    const auto give = [](void *block) { spareMemory().give(SpareMemory::Block(static_cast<uchar *>(block))); };
    return QImage(pixels, size.width(), size.height(), qsizetype(line), format, give, pixels);
}

} // namespace vmunet
