// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/pickle_writer.h"

#include "inference/model/pickle_values.h"

#include <ATen/ATen.h>

#include <bit>

namespace vmunet {

namespace {

template <typename... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};

} // namespace

PickleWriter::PickleWriter()
    : m_bytes("\x80\x02")
{
}

void PickleWriter::write(const StateValue &value)
{
    const auto writeAll = [this](const std::vector<StateValue> &items) {
        for (const StateValue &item : items) {
            write(item);
        }
    };
    std::visit(Overloaded{
                   [this](std::monostate) { m_bytes += 'N'; },
                   [this](bool truth) { m_bytes += truth ? '\x88' : '\x89'; },
                   [this](std::int64_t number) { writeNumber(number); },
                   [this](double real) { writeReal(real); },
                   [this](const std::string &text) { writeText(text); },
                   [this](const at::Tensor &tensor) { writeTensor(tensor); },
                   [&](const StateList &list) {
                       m_bytes += "](";
                       writeAll(list);
                       m_bytes += 'e';
                   },
                   [&](const StateTuple &tuple) {
                       m_bytes += '(';
                       writeAll(tuple.items);
                       m_bytes += 't';
                   },
                   [this](const StateMap &map) {
                       beginMap();
                       for (const StateEntry &entry : map) {
                           write(entry.key);
                           write(entry.value);
                       }
                       endMap();
                   },
               },
        value.value);
}

void PickleWriter::write(const StateDict &state)
{
    writeGlobal("collections", "OrderedDict");
    m_bytes += ")R(";
    for (const auto &[name, tensor] : state) {
        writeText(name);
        writeTensor(tensor);
    }
    m_bytes += 'u';
}

std::string PickleWriter::finish()
{
    m_bytes += '.';
    return std::move(m_bytes);
}

void PickleWriter::writeText(const std::string &text)
{
    m_bytes += 'X';
    writeLittleEndian(text.size(), 4);
    m_bytes += text;
}

void PickleWriter::writeNumber(std::int64_t number)
{
    if (number >= 0 && number < 256) {
        m_bytes += 'K';
        m_bytes += char(number);
    } else if (number == std::int32_t(number)) {
        m_bytes += 'J';
        writeLittleEndian(std::uint64_t(number), 4);
    } else {
        m_bytes += "\x8a\x08";
        writeLittleEndian(std::uint64_t(number), 8);
    }
}

void PickleWriter::writeReal(double real)
{
    const auto bits = std::bit_cast<std::uint64_t>(real);
    m_bytes += 'G'; // The one big-endian number of the format.
    for (int shift = 56; shift >= 0; shift -= 8) {
        m_bytes += char(bits >> shift & 0xff);
    }
}

void PickleWriter::writeTensor(const at::Tensor &tensor)
{
    const at::Tensor dense = tensor.detach().to(at::kCPU).contiguous();
    writeGlobal("torch._utils", "_rebuild_tensor_v2");
    m_bytes += "((";
    writeText("storage");
    writeGlobal("torch", storageName(dense.scalar_type()));
    writeText(std::to_string(m_storages.size()));
    writeText("cpu");
    writeNumber(dense.numel());
    m_bytes += "tQ";
    writeNumber(0);
    writeShape(dense.sizes());
    writeShape(dense.strides());
    m_bytes += '\x89'; // Needs no gradient.
    writeGlobal("collections", "OrderedDict"); // No hooks.
    m_bytes += ")RtR";
    m_storages.push_back(dense);
}

void PickleWriter::writeShape(at::IntArrayRef shape)
{
    m_bytes += '(';
    for (const std::int64_t size : shape) {
        writeNumber(size);
    }
    m_bytes += 't';
}

void PickleWriter::writeGlobal(std::string_view module, std::string_view name)
{
    m_bytes += 'c';
    m_bytes.append(module).append("\n").append(name).append("\n");
}

void PickleWriter::writeLittleEndian(std::uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; ++i) {
        m_bytes += char(value >> (8 * i) & 0xff);
    }
}

} // namespace vmunet
