// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/pth_reader.h"

#include "inference/model/pickle_values.h"

#include <ATen/ATen.h>
#include <caffe2/serialize/inline_container.h>


namespace vmunet {

namespace {

using caffe2::serialize::PyTorchStreamReader;

std::unique_ptr<PyTorchStreamReader> openZip(const std::filesystem::path &path)
{
    try {
        return std::make_unique<PyTorchStreamReader>(path.string());
    } catch (const c10::Error &error) {
        const std::string_view text = error.what_without_backtrace();
        if (text.find("central directory") != std::string_view::npos
            || text.find("not a ZIP") != std::string_view::npos) {
            throw CheckpointError("is truncated: the zip's directory, which ends the file, is missing");
        }
        throw CheckpointError("is not a checkpoint (a zip, but not from torch.save)");
    }
}

/// The records of a zip. torch.save() never compresses, so a record that is larger than the file is an attack.
class Records {
public:
    explicit Records(const std::filesystem::path &path)
        : m_reader(openZip(path))
        , m_fileSize(std::filesystem::file_size(path))
    {
    }

    bool has(const std::string &name) { return m_reader->hasRecord(name); }

    std::string text(const std::string &name, std::uint64_t limit)
    {
        if (size(name) > limit) {
            throw CheckpointError("is damaged: its record " + name + " is too large");
        }
        const auto [data, bytes] = m_reader->getRecord(name);
        return {static_cast<const char *>(data.get()), bytes};
    }

    at::Tensor storage(const std::string &key, at::ScalarType type, std::int64_t count)
    {
        const std::string name = "data/" + key;
        std::uint64_t bytes = 0;
        if (!has(name)) {
            throw CheckpointError("is damaged: the data of storage " + key.substr(0, 40) + " is missing");
        }
        if (__builtin_mul_overflow(std::uint64_t(count), std::uint64_t(c10::elementSize(type)), &bytes)
            || size(name) != bytes) {
            throw CheckpointError(
                "is damaged: storage " + key.substr(0, 40) + " has another size than its tensors say");
        }
        at::Tensor tensor = at::empty({count}, type);
        if (bytes > 0) {
            m_reader->getRecord(name, tensor.mutable_data_ptr(), bytes);
        }
        return tensor;
    }

private:
    std::uint64_t size(const std::string &name)
    {
        const std::uint64_t bytes = m_reader->getRecordSize(name);
        if (bytes > m_fileSize) {
            throw CheckpointError("is damaged: its record " + name.substr(0, 40) + " is larger than the file");
        }
        return bytes;
    }

    std::unique_ptr<PyTorchStreamReader> m_reader;
    std::uint64_t m_fileSize;
};

} // namespace

Checkpoint readZipPth(const std::filesystem::path &path)
{
    Records records(path);
    if (!records.has("data.pkl")) {
        throw CheckpointError("is not a checkpoint (a zip without data.pkl)");
    }
    if (records.has("byteorder") && records.text("byteorder", 16) != "little") {
        throw CheckpointError("holds big-endian numbers, which are not supported");
    }
    const pickle::Pickled pickled = pickle::read(records.text("data.pkl", pickle::kMaxPickle));
    PickleValues values(pickled, [&records](const std::string &key, at::ScalarType type, std::int64_t count) {
        return records.storage(key, type, count);
    });
    return checkpointFrom(values.root());
}

} // namespace vmunet
