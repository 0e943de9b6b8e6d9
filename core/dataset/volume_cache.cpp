// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/volume_cache.h"

#include "core/image/image_loader.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFileInfo>

#include <algorithm>
#include <list>
#include <mutex>

namespace vmunet {

namespace {

constexpr qsizetype kMostBytes = qsizetype(512) << 20;

struct Entry {
    QString path;
    QDateTime modified;
    CachedVolume volume;
};

class VolumeCache {
public:
    Result<CachedVolume> load(const QString &path)
    {
        const QDateTime modified = QFileInfo(path).lastModified();
        const std::lock_guard lock(m_mutex);
        const auto known = std::find_if(m_entries.begin(), m_entries.end(),
            [&](const Entry &entry) { return entry.path == path && entry.modified == modified; });
        if (known != m_entries.end()) {
            m_entries.splice(m_entries.begin(), m_entries, known);
            return known->volume;
        }
        const Result<CachedVolume> volume = read(path);
        if (volume) {
            m_entries.push_front({path, modified, *volume});
            dropOldest();
        }
        return volume;
    }

private:
    static Result<CachedVolume> read(const QString &path)
    {
        Result<Image> image = loadImage(path);
        if (!image) {
            return image.error();
        }
        if (image->kind != ImageKind::Volume) {
            return Error{ErrorCode::Unsupported,
                QCoreApplication::translate("VolumeCache", "%1 is a photograph, not a volume.").arg(path)};
        }
        CachedVolume volume{*std::move(image)};
        for (int slice = 0; slice < volume.image.slices; ++slice) {
            const std::vector<float> values = rescaledSlice(volume.image, slice);
            const auto [low, high] = std::minmax_element(values.begin(), values.end());
            volume.least = slice == 0 ? *low : std::min(volume.least, *low);
            volume.greatest = slice == 0 ? *high : std::max(volume.greatest, *high);
        }
        return volume;
    }

    void dropOldest()
    {
        qsizetype bytes = 0;
        auto entry = m_entries.begin();
        while (entry != m_entries.end()) {
            bytes += entry->volume.image.samples.size();
            entry = bytes > kMostBytes ? m_entries.erase(entry) : std::next(entry);
        }
    }

    std::mutex m_mutex; // Guards the entries.
    std::list<Entry> m_entries; // The latest first.
};

} // namespace

Result<CachedVolume> loadCachedVolume(const QString &path)
{
    static VolumeCache cache;
    return cache.load(path);
}

} // namespace vmunet
