// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <cstring>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace vmunet::test {

/// One tensor of a safetensors file, row-major bytes as stored.
struct Tensor {
    std::string dtype; ///< "F32", "F64", "U8", "I32"...
    std::vector<std::int64_t> shape;
    std::vector<char> bytes;

    template <typename T>
    std::vector<T> values() const
    {
        std::vector<T> result(bytes.size() / sizeof(T));
        std::memcpy(result.data(), bytes.data(), result.size() * sizeof(T));
        return result;
    }
};

/// Reads the fixtures that tests compare with. Throws std::runtime_error where the file is not what it should be.
inline std::map<std::string, Tensor> readSafetensors(const std::string &path)
{
    std::ifstream file(path, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    std::uint64_t headerSize = 0;
    if (content.size() < sizeof(headerSize)) {
        throw std::runtime_error("cannot read " + path);
    }
    std::memcpy(&headerSize, content.data(), sizeof(headerSize));
    if (headerSize > content.size() - sizeof(headerSize)) {
        throw std::runtime_error("truncated header in " + path);
    }
    const std::size_t dataStart = sizeof(headerSize) + headerSize;
    const auto header = nlohmann::json::parse(content.substr(sizeof(headerSize), headerSize));
    std::map<std::string, Tensor> tensors;
    for (const auto &[name, entry] : header.items()) {
        if (name == "__metadata__") {
            continue;
        }
        const auto begin = entry.at("data_offsets").at(0).get<std::size_t>();
        const auto end = entry.at("data_offsets").at(1).get<std::size_t>();
        if (begin > end || end > content.size() - dataStart) {
            throw std::runtime_error("truncated data in " + path);
        }
        Tensor tensor{entry.at("dtype"), entry.at("shape"), {}};
        tensor.bytes.assign(content.data() + dataStart + begin, content.data() + dataStart + end);
        tensors.emplace(name, std::move(tensor));
    }
    return tensors;
}

} // namespace vmunet::test
