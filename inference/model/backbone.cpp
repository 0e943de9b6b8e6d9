// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/backbone.h"

#include <ATen/ATen.h>

#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace vmunet {

namespace {

/// "layers.0.x" of four stages becomes "layers_up.3.x"; nothing for other names.
std::optional<std::string> mirrored(const std::string &name, std::int64_t stages)
{
    constexpr std::string_view prefix = "layers.";
    const std::size_t end = name.find('.', prefix.size());
    if (!name.starts_with(prefix) || end != prefix.size() + 1) {
        return std::nullopt;
    }
    const std::int64_t stage = name[prefix.size()] - '0';
    if (stage < 0 || stage >= stages) {
        return std::nullopt;
    }
    return "layers_up." + std::to_string(stages - 1 - stage) + name.substr(end);
}

void checkShape(const std::string &source, const at::Tensor &value, const std::string &name, const at::Tensor &target)
{
    if (value.sizes() != target.sizes()) {
        std::ostringstream message;
        message << "shape differs: " << name << " from " << source << ", expected " << target.sizes() << ", got "
                << value.sizes();
        throw CheckpointError(message.str());
    }
}

} // namespace

BackboneReport loadBackbone(VmUnet &model, const StateDict &backbone)
{
    const auto parameters = model->named_parameters();
    const auto stages = std::int64_t(model->config().dims.size());
    std::map<std::string, at::Tensor> values; // By the network's name.
    BackboneReport report;
    for (const auto &[source, value] : backbone) {
        bool used = false;
        for (const auto &candidate : {std::optional(source), mirrored(source, stages)}) {
            const std::string name = "vmunet." + candidate.value_or("");
            if (candidate && parameters.contains(name)) {
                checkShape(source, value, name, parameters[name]);
                values[name] = value;
                used = true;
            }
        }
        if (!used) {
            report.skipped.push_back(source);
        }
    }
    if (values.empty()) {
        throw CheckpointError("is no VMamba backbone: it has no tensor of this network's encoder");
    }
    const at::NoGradGuard noGradients;
    for (const auto &parameter : parameters) {
        const auto found = values.find(parameter.key());
        if (found == values.end()) {
            report.kept.push_back(parameter.key());
        } else {
            at::Tensor(parameter.value()).copy_(found->second);
            report.taken.push_back(parameter.key());
        }
    }
    return report;
}

} // namespace vmunet
