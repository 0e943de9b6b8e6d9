// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/pth_reader.h"

#include "inference/model/pickle_values.h"

#include <ATen/ATen.h>

#include <cstring>
#include <fstream>

namespace vmunet {

namespace {

/// Pickles and storages, one after another.
class LegacyFile {
public:
    explicit LegacyFile(const std::filesystem::path &path)
        : m_bytes(std::filesystem::file_size(path), '\0')
    {
        std::ifstream file(path, std::ios::binary);
        if (!file.read(m_bytes.data(), std::streamsize(m_bytes.size()))) {
            throw CheckpointError("cannot be read");
        }
    }

    pickle::Pickled nextPickle()
    {
        pickle::Pickled pickled = pickle::read(std::string_view(m_bytes).substr(m_position));
        m_position += pickled.consumed;
        return pickled;
    }

    /// Valid as long as this object.
    std::string_view take(std::uint64_t count)
    {
        if (count > m_bytes.size() - m_position) {
            throw CheckpointError("is truncated: its tensor data breaks off");
        }
        const std::string_view taken = std::string_view(m_bytes).substr(m_position, count);
        m_position += count;
        return taken;
    }

private:
    std::string m_bytes;
    std::size_t m_position = 0;
};

using Storages = std::unordered_map<std::string, std::string_view>;

Storages readStorages(LegacyFile &file, const pickle::Pickled &object, const pickle::Pickled &keys)
{
    std::unordered_map<std::string, std::uint64_t> elementSizes;
    for (const pickle::Node &node : object.nodes) {
        if (node.kind == pickle::Kind::Storage) {
            elementSizes[node.text] = c10::elementSize(storageType(object.nodes[node.items[0]].text));
        }
    }
    Storages storages;
    for (const pickle::NodeId id : keys.nodes[keys.root].items) {
        const std::string &key = keys.nodes[id].text;
        std::uint64_t count = 0;
        std::memcpy(&count, file.take(sizeof count).data(), sizeof count);
        const auto size = elementSizes.find(key);
        std::uint64_t bytes = 0;
        if (size == elementSizes.end() || __builtin_mul_overflow(count, size->second, &bytes)) {
            throw CheckpointError("is damaged: it lists a storage that no tensor uses");
        }
        storages[key] = file.take(bytes);
    }
    return storages;
}

at::Tensor copyStorage(const Storages &storages, const std::string &key, at::ScalarType type, std::int64_t count)
{
    const auto found = storages.find(key);
    if (found == storages.end() || found->second.size() / c10::elementSize(type) != std::uint64_t(count)) {
        throw CheckpointError("is damaged: storage " + key.substr(0, 40) + " has another size than its tensors say");
    }
    at::Tensor tensor = at::empty({count}, type);
    if (count > 0) {
        std::memcpy(tensor.mutable_data_ptr(), found->second.data(), tensor.nbytes());
    }
    return tensor;
}

bool isMagic(const pickle::Pickled &pickled)
{
    // 0x1950a86a20f9469cfc6c, little-endian.
    constexpr std::string_view magic("\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19", 10);
    return pickled.nodes[pickled.root].text == magic;
}

} // namespace

Checkpoint readLegacyPth(const std::filesystem::path &path)
{
    LegacyFile file(path);
    if (!isMagic(file.nextPickle())) {
        throw CheckpointError("is not a checkpoint (a pickle, but not from torch.save)");
    }
    file.nextPickle(); // The format's version, always 1001.
    file.nextPickle(); // The sizes of C types on the writer's machine.
    const pickle::Pickled object = file.nextPickle();
    const pickle::Pickled keys = file.nextPickle();
    const Storages storages = readStorages(file, object, keys);
    PickleValues values(object, [&storages](const std::string &key, at::ScalarType type, std::int64_t count) {
        return copyStorage(storages, key, type, count);
    });
    return checkpointFrom(values.root());
}

} // namespace vmunet
