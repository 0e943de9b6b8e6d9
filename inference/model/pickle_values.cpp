// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/pickle_values.h"

#include "inference/model/state_dict.h"

#include <ATen/ATen.h>

#include <array>

namespace vmunet {

namespace {

constexpr int kMaxNesting = 32;
// Shared values are made again wherever they are used, so a small pickle could stand for a huge tree.
constexpr std::size_t kMaxValues = 4'000'000;

using pickle::Kind;
using pickle::Node;

constexpr std::array<std::pair<std::string_view, at::ScalarType>, 10> kStorages{{
    {"torch DoubleStorage", at::ScalarType::Double},
    {"torch FloatStorage", at::ScalarType::Float},
    {"torch HalfStorage", at::ScalarType::Half},
    {"torch BFloat16Storage", at::ScalarType::BFloat16},
    {"torch LongStorage", at::ScalarType::Long},
    {"torch IntStorage", at::ScalarType::Int},
    {"torch ShortStorage", at::ScalarType::Short},
    {"torch CharStorage", at::ScalarType::Char},
    {"torch ByteStorage", at::ScalarType::Byte},
    {"torch BoolStorage", at::ScalarType::Bool},
}};

} // namespace

at::ScalarType storageType(std::string_view global)
{
    for (const auto &[name, type] : kStorages) {
        if (name == global) {
            return type;
        }
    }
    throw CheckpointError("is damaged: it has a storage of no known type");
}

std::string storageName(at::ScalarType type)
{
    for (const auto &[name, candidate] : kStorages) {
        if (candidate == type) {
            return std::string(name.substr(name.find(' ') + 1));
        }
    }
    throw CheckpointError(std::string("cannot store tensors of type ") + c10::toString(type));
}

PickleValues::PickleValues(const pickle::Pickled &pickled, LoadStorage load)
    : m_pickled(pickled)
    , m_load(std::move(load))
{
}

StateValue PickleValues::value(pickle::NodeId id, int depth)
{
    if (depth > kMaxNesting) {
        throw CheckpointError("is damaged: its values nest deeper than any checkpoint's");
    }
    if (++m_made > kMaxValues) {
        throw CheckpointError("is damaged: it has more values than any checkpoint");
    }
    const Node &node = m_pickled.nodes[id];
    switch (node.kind) {
    case Kind::None:
        return {};
    case Kind::Bool:
        return {node.number != 0};
    case Kind::Int:
        return {node.number};
    case Kind::Float:
        return {node.real};
    case Kind::String:
    case Kind::Bytes:
        return {node.text};
    case Kind::Tuple:
        return {StateTuple{list(node, depth)}};
    case Kind::List:
        return {list(node, depth)};
    case Kind::Dict:
        return {map(node, depth)};
    case Kind::Tensor:
        return {tensor(node)};
    case Kind::Global:
    case Kind::Storage:
    case Kind::NumpyType:
        break;
    }
    throw CheckpointError("is damaged: its pickle uses a type as a value");
}

StateList PickleValues::list(const Node &node, int depth)
{
    StateList items;
    for (const pickle::NodeId item : node.items) {
        items.push_back(value(item, depth + 1));
    }
    return items;
}

StateMap PickleValues::map(const Node &node, int depth)
{
    StateMap entries;
    for (std::size_t i = 0; i + 1 < node.items.size(); i += 2) {
        entries.push_back({value(node.items[i], depth + 1), value(node.items[i + 1], depth + 1)});
    }
    return entries;
}

at::Tensor PickleValues::tensor(const Node &node)
{
    const Node &storage = m_pickled.nodes[node.items[0]];
    const at::ScalarType type = storageType(m_pickled.nodes[storage.items[0]].text);
    at::Tensor &data = m_storages[storage.text];
    if (!data.defined()) {
        data = m_load(storage.text, type, storage.number);
    }
    if (data.scalar_type() != type || data.numel() != storage.number) {
        throw CheckpointError("is damaged: it describes storage " + storage.text.substr(0, 40) + " in two ways");
    }
    const at::Tensor view = data.as_strided(node.shape, node.strides, node.number);
    if (view.is_contiguous()) {
        return view;
    }
    // Views share memory, copies add up: many transposed tensors of one large storage would fill it.
    constexpr std::int64_t kMaxCopied = std::int64_t{1} << 30;
    m_copied += view.numel();
    if (m_copied > kMaxCopied) {
        throw CheckpointError("is damaged: its tensors are far larger than the file");
    }
    return view.contiguous();
}

} // namespace vmunet
