// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/pickle_calls.h"

#include "inference/model/state_dict.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace vmunet::pickle {

namespace {

constexpr std::size_t kMaxDimensions = 16;

constexpr std::string_view kOrderedDict = "collections OrderedDict";
constexpr std::string_view kTensor = "torch._utils _rebuild_tensor_v2";
constexpr std::string_view kParameter = "torch._utils _rebuild_parameter";
constexpr std::string_view kScalar1 = "numpy.core.multiarray scalar";
constexpr std::string_view kScalar2 = "numpy._core.multiarray scalar";
constexpr std::string_view kNumpyType = "numpy dtype";
constexpr std::string_view kEncode = "_codecs encode";

constexpr std::array<std::string_view, 17> kAllowed{
    kOrderedDict,
    kTensor,
    kParameter,
    kScalar1,
    kScalar2,
    kNumpyType,
    kEncode,
    "torch DoubleStorage",
    "torch FloatStorage",
    "torch HalfStorage",
    "torch BFloat16Storage",
    "torch LongStorage",
    "torch IntStorage",
    "torch ShortStorage",
    "torch CharStorage",
    "torch ByteStorage",
    "torch BoolStorage",
};

[[noreturn]] void failCall(const std::string &what)
{
    throw CheckpointError("is damaged: " + what);
}

const Node &argument(const std::vector<Node> &nodes, const Node &tuple, std::size_t index, Kind kind)
{
    if (tuple.kind != Kind::Tuple || index >= tuple.items.size() || nodes[tuple.items[index]].kind != kind) {
        failCall("its pickle makes a value from arguments that do not fit");
    }
    return nodes[tuple.items[index]];
}

std::vector<std::int64_t> numbers(const std::vector<Node> &nodes, const Node &tuple)
{
    if (tuple.items.size() > kMaxDimensions) {
        failCall("it has a tensor of more than 16 dimensions");
    }
    std::vector<std::int64_t> values;
    for (std::size_t i = 0; i < tuple.items.size(); ++i) {
        values.push_back(argument(nodes, tuple, i, Kind::Int).number);
    }
    return values;
}

/// No element may lie outside the storage, and there may be no more elements than it has: an expanded tensor of a
/// small file could fill the memory.
bool fits(const Node &tensor, std::int64_t storageCount)
{
    std::int64_t last = tensor.number;
    std::int64_t count = 1;
    bool sound = tensor.number >= 0;
    for (std::size_t i = 0; sound && i < tensor.shape.size(); ++i) {
        const std::int64_t size = tensor.shape[i];
        const std::int64_t stride = tensor.strides[i];
        std::int64_t reach = 0;
        sound = size >= 0 && stride >= 0 && !__builtin_mul_overflow(count, size, &count)
            && !__builtin_mul_overflow(std::max<std::int64_t>(size - 1, 0), stride, &reach)
            && !__builtin_add_overflow(last, reach, &last);
    }
    return sound && (count == 0 ? tensor.number <= storageCount : last < storageCount && count <= storageCount);
}

Node tensor(const std::vector<Node> &nodes, const Node &arguments)
{
    const Node &storage = argument(nodes, arguments, 0, Kind::Storage);
    Node result{.kind = Kind::Tensor, .number = argument(nodes, arguments, 1, Kind::Int).number};
    result.shape = numbers(nodes, argument(nodes, arguments, 2, Kind::Tuple));
    result.strides = numbers(nodes, argument(nodes, arguments, 3, Kind::Tuple));
    result.items = {arguments.items[0]};
    if (result.shape.size() != result.strides.size() || !fits(result, storage.number)) {
        failCall("it has a tensor that does not fit into its storage " + storage.text.substr(0, 40));
    }
    return result;
}

template <typename T>
T fromBytes(const std::string &bytes)
{
    T value;
    if (bytes.size() != sizeof value) {
        failCall("it has a NumPy number of the wrong length");
    }
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

Node numpyScalar(const Node &type, const Node &bytes)
{
    static_assert(std::endian::native == std::endian::little);
    if (type.text == "f8") {
        return {.kind = Kind::Float, .real = fromBytes<double>(bytes.text)};
    }
    if (type.text == "f4") {
        return {.kind = Kind::Float, .real = fromBytes<float>(bytes.text)};
    }
    if (type.text == "i8") {
        return {.kind = Kind::Int, .number = fromBytes<std::int64_t>(bytes.text)};
    }
    if (type.text == "i4") {
        return {.kind = Kind::Int, .number = fromBytes<std::int32_t>(bytes.text)};
    }
    failCall("it has a NumPy number of type " + type.text.substr(0, 20));
}

/// The bytes that Python wrote as text, one character below 256 for each.
Node latin1(const Node &text)
{
    Node bytes{.kind = Kind::Bytes};
    for (std::size_t i = 0; i < text.text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text.text[i]);
        if (lead < 0x80) {
            bytes.text += char(lead);
        } else if ((lead == 0xc2 || lead == 0xc3) && i + 1 < text.text.size()) {
            bytes.text += char((lead & 3) << 6 | (text.text[++i] & 0x3f));
        } else {
            failCall("it has bytes that are no latin1 text");
        }
    }
    return bytes;
}

} // namespace

bool isAllowed(std::string_view global)
{
    return std::find(kAllowed.begin(), kAllowed.end(), global) != kAllowed.end();
}

Node call(const std::vector<Node> &nodes, const Node &global, const Node &arguments)
{
    const std::string_view name = global.kind == Kind::Global ? global.text : std::string_view();
    if (name == kOrderedDict && arguments.kind == Kind::Tuple && arguments.items.empty()) {
        return {.kind = Kind::Dict};
    }
    if (name == kTensor) {
        return tensor(nodes, arguments);
    }
    if (name == kParameter) {
        return argument(nodes, arguments, 0, Kind::Tensor);
    }
    if (name == kScalar1 || name == kScalar2) {
        return numpyScalar(argument(nodes, arguments, 0, Kind::NumpyType), argument(nodes, arguments, 1, Kind::Bytes));
    }
    if (name == kNumpyType) {
        return {.kind = Kind::NumpyType, .text = argument(nodes, arguments, 0, Kind::String).text};
    }
    if (name == kEncode && argument(nodes, arguments, 1, Kind::String).text == "latin1") {
        return latin1(argument(nodes, arguments, 0, Kind::String));
    }
    failCall("its pickle makes a value in an unknown way");
}

Node storage(const std::vector<Node> &nodes, const Node &id)
{
    if (argument(nodes, id, 0, Kind::String).text != "storage") {
        failCall("its pickle refers to something else than tensor data");
    }
    argument(nodes, id, 1, Kind::Global);
    Node result{.kind = Kind::Storage, .number = argument(nodes, id, 4, Kind::Int).number};
    result.text = argument(nodes, id, 2, Kind::String).text;
    result.items = {id.items[1]};
    if (result.number < 0) {
        failCall("it has a storage of negative size");
    }
    if (id.items.size() > 5) {
        argument(nodes, id, 5, Kind::None); // Anything else is a view of another storage, from before 2018.
    }
    return result;
}

void checkState(const std::vector<Node> &nodes, const Node &target, const Node &state)
{
    if (target.kind == Kind::NumpyType && argument(nodes, state, 1, Kind::String).text == ">") {
        throw CheckpointError("holds big-endian numbers, which are not supported");
    }
}

} // namespace vmunet::pickle
