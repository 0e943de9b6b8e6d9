// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/state_dict.h"
#include "inference/model/state_value.h"

namespace vmunet {

/// Writes one value as a pickle of protocol 2 that torch.load(weights_only=True) accepts. Each tensor gets a storage of
/// its own, numbered from 0.
class PickleWriter {
public:
    PickleWriter();

    void write(const StateValue &value);
    /// As a collections.OrderedDict.
    void write(const StateDict &state);
    /// A dictionary: between these two calls come keys and values in turn.
    void beginMap() { m_bytes += "}("; }
    void endMap() { m_bytes += 'u'; }

    /// Ends the pickle and hands it over.
    std::string finish();
    /// The storages' contents in the order of their numbers: dense, on the CPU.
    const std::vector<at::Tensor> &storages() const { return m_storages; }

private:
    void writeNumber(std::int64_t number);
    void writeReal(double real);
    void writeText(const std::string &text);
    void writeTensor(const at::Tensor &tensor);
    void writeShape(at::IntArrayRef shape);
    void writeGlobal(std::string_view module, std::string_view name);
    void writeLittleEndian(std::uint64_t value, int bytes);

    std::string m_bytes;
    std::vector<at::Tensor> m_storages;
};

} // namespace vmunet
