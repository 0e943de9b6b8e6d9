// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// A restricted reader of Python pickles, protocols 2 to 4, as far as checkpoints use them. It builds values; it never
/// looks up or calls anything. The opcodes are described in Python's pickletools.
namespace vmunet::pickle {

using NodeId = std::uint32_t;

enum class Kind : std::uint8_t {
    None,
    Bool, ///< number
    Int, ///< number; beyond 64 bits only the bytes in `text` (little-endian)
    Float, ///< real
    String, ///< text, UTF-8
    Bytes, ///< text
    Tuple, ///< items
    List, ///< items
    Dict, ///< items: key, value, key, value, ...
    Global, ///< text: "module name", one of the allowed ones
    Storage, ///< text: key; number: element count; items: the type's Global
    Tensor, ///< items: Storage; number: offset; shape and strides, in elements
    NumpyType, ///< text: "f8"
};

struct Node {
    Kind kind = Kind::None;
    std::int64_t number = 0;
    double real = 0;
    std::string text;
    std::vector<NodeId> items;
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides;
};

/// Nodes refer to each other by index: nothing here recurses, however deep the pickle nests. They may form cycles.
struct Pickled {
    std::vector<Node> nodes;
    NodeId root = 0;
    std::size_t consumed = 0; ///< Bytes up to and with the stop.
};

/// Larger pickles are refused: those of real checkpoints have some 200 bytes for each tensor.
inline constexpr std::size_t kMaxPickle = 32u << 20;

/// Reads the pickle at the start of `bytes`. Throws CheckpointError: truncated, damaged, or it names a callable that
/// checkpoints have no use for.
Pickled read(std::string_view bytes);

} // namespace vmunet::pickle
