// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/atomic_file.h"
#include "inference/model/checkpoint.h"
#include "inference/model/safetensors_type.h"

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

namespace vmunet {

namespace {

at::Tensor stored(const std::string &name, const at::Tensor &tensor, bool half)
{
    at::Tensor dense = tensor.detach().to(at::kCPU).contiguous();
    if (!half || dense.scalar_type() != at::kFloat) {
        return dense;
    }
    at::Tensor narrowed = dense.to(at::kHalf);
    if (!narrowed.isfinite().all().item<bool>()) {
        throw CheckpointError("tensor " + name + " has values that half precision cannot hold");
    }
    return narrowed;
}

} // namespace

void saveSafetensors(const std::filesystem::path &path, const StateDict &state, const Metadata &metadata, bool half)
{
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty()) {
        header["__metadata__"] = metadata;
    }
    std::vector<at::Tensor> tensors;
    std::uint64_t position = 0;
    for (const auto &[name, tensor] : state) {
        tensors.push_back(stored(name, tensor, half));
        const std::uint64_t end = position + tensors.back().nbytes();
        header[name] = {{"dtype", safetensorsName(tensors.back().scalar_type())},
            {"shape", tensors.back().sizes().vec()}, {"data_offsets", {position, end}}};
        position = end;
    }
    std::string text = header.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    text.append((8 - text.size() % 8) % 8, ' '); // Readers may map the data: keep it aligned.
    unsigned char length[8];
    for (std::size_t i = 0; i < 8; ++i) {
        length[i] = static_cast<unsigned char>(text.size() >> (8 * i));
    }
    AtomicFile file(path);
    file.write(length, sizeof length);
    file.write(text.data(), text.size());
    for (const at::Tensor &tensor : tensors) {
        file.write(tensor.const_data_ptr(), tensor.nbytes());
    }
    file.commit();
}

} // namespace vmunet
