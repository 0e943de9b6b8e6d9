// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/safetensors_reader.h"

#include "inference/model/safetensors_type.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace vmunet {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kMaxHeader = 16u << 20;
constexpr std::size_t kMaxJsonDepth = 8;
constexpr std::size_t kMaxAxes = 16;

struct Entry {
    std::string name;
    at::ScalarType type;
    std::vector<std::int64_t> shape;
    std::uint64_t begin;
    std::uint64_t end;
};

[[noreturn]] void failHeader(const std::string &what)
{
    throw CheckpointError("is damaged: " + what);
}

const Json &member(const Json &object, const char *key, const std::string &name)
{
    const auto found = object.find(key);
    if (found == object.end()) {
        failHeader("tensor " + name + " has no " + key);
    }
    return *found;
}

std::uint64_t unsignedNumber(const Json &value, const std::string &name)
{
    if (!value.is_number_unsigned()) {
        failHeader("tensor " + name + " has a size or offset that is no whole number from 0 on");
    }
    return value.get<std::uint64_t>();
}

Entry readEntry(const std::string &name, const Json &value, std::uint64_t dataSize)
{
    if (!value.is_object()) {
        failHeader("the header's entry " + name + " is no object");
    }
    const Json &type = member(value, "dtype", name);
    const Json &shape = member(value, "shape", name);
    const Json &offsets = member(value, "data_offsets", name);
    if (!type.is_string() || !shape.is_array() || !offsets.is_array() || offsets.size() != 2
        || shape.size() > kMaxAxes) {
        failHeader("the header's entry " + name + " has another form than expected");
    }
    Entry entry{name, scalarTypeOf(type.get<std::string>()), {}, unsignedNumber(offsets[0], name),
        unsignedNumber(offsets[1], name)};
    std::uint64_t bytes = c10::elementSize(entry.type);
    for (const Json &item : shape) {
        const std::uint64_t side = unsignedNumber(item, name);
        if (side > std::uint64_t(INT64_MAX) || __builtin_mul_overflow(bytes, side, &bytes)) {
            failHeader("tensor " + name + " is impossibly large");
        }
        entry.shape.push_back(std::int64_t(side));
    }
    if (entry.begin > entry.end || entry.end - entry.begin != bytes) {
        failHeader("tensor " + name + " does not fill its place in the file");
    }
    if (entry.end > dataSize) {
        throw CheckpointError("is truncated: tensor " + name + " goes beyond its end");
    }
    return entry;
}

Json parseHeader(const std::string &text)
{
    bool tooDeep = false;
    const auto watchDepth = [&tooDeep](int depth, Json::parse_event_t, Json &) {
        tooDeep = tooDeep || std::size_t(depth) > kMaxJsonDepth;
        return !tooDeep;
    };
    Json header = Json::parse(text, watchDepth, /*allow_exceptions=*/false);
    if (tooDeep || !header.is_object()) {
        failHeader("its header is no JSON object of tensors");
    }
    return header;
}

Json readHeader(std::ifstream &file, std::uint64_t fileSize)
{
    unsigned char lengthBytes[8] = {};
    file.read(reinterpret_cast<char *>(lengthBytes), sizeof lengthBytes);
    std::uint64_t length = 0;
    for (int i = 7; i >= 0; --i) {
        length = length << 8 | lengthBytes[i];
    }
    if (length > kMaxHeader) {
        failHeader("its header would be larger than 16 MiB");
    }
    if (length + 8 > fileSize) {
        throw CheckpointError("is truncated: its header is incomplete");
    }
    std::string text(length, '\0');
    if (!file.read(text.data(), std::streamsize(length))) {
        throw CheckpointError("cannot be read");
    }
    return parseHeader(text);
}

Metadata readMetadata(const Json &value)
{
    Metadata metadata;
    if (!value.is_object()) {
        failHeader("__metadata__ is no object");
    }
    for (const auto &[key, text] : value.items()) {
        if (!text.is_string()) {
            failHeader("__metadata__ holds something else than text under " + key);
        }
        metadata[key] = text.get<std::string>();
    }
    return metadata;
}

void checkNoGaps(const std::vector<Entry> &entries, std::uint64_t dataSize)
{
    std::uint64_t position = 0;
    for (const Entry &entry : entries) {
        if (entry.begin != position) {
            failHeader("the data of tensor " + entry.name + " overlaps other data or leaves a gap");
        }
        position = entry.end;
    }
    if (position != dataSize) {
        failHeader("it goes on after its last tensor");
    }
}

} // namespace

Checkpoint readSafetensors(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    const std::uint64_t fileSize = std::filesystem::file_size(path);
    const Json header = readHeader(file, fileSize);
    const std::uint64_t dataSize = fileSize - std::uint64_t(file.tellg());
    Checkpoint checkpoint;
    std::vector<Entry> entries;
    for (const auto &[name, value] : header.items()) {
        if (name == "__metadata__") {
            checkpoint.metadata = readMetadata(value);
        } else {
            entries.push_back(readEntry(name, value, dataSize));
        }
    }
    std::sort(entries.begin(), entries.end(),
        [](const Entry &a, const Entry &b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
    checkNoGaps(entries, dataSize);
    for (const Entry &entry : entries) {
        at::Tensor tensor = at::empty(entry.shape, entry.type);
        file.read(static_cast<char *>(tensor.mutable_data_ptr()), std::streamsize(entry.end - entry.begin));
        if (!file) {
            throw CheckpointError("cannot be read: tensor " + entry.name);
        }
        checkpoint.state.emplace_back(entry.name, std::move(tensor));
    }
    return checkpoint;
}

} // namespace vmunet
