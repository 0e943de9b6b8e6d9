// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/safetensors_reader.h"

#include <filesystem>

namespace vmunet::test {

/// One recorded pair of masks, 80 x 60, and what the reference computes from it.
struct MetricsCase {
    std::vector<std::uint8_t> prediction;
    std::vector<std::uint8_t> truth;
    nlohmann::json expected;
};

/// The recorded pairs; empty where the reference is not at hand.
inline std::vector<MetricsCase> readMetricsCases()
{
    const std::string folder = VMUNET_SHARED_DATA "/reference/";
    std::vector<MetricsCase> cases;
    if (!std::filesystem::exists(folder + "metrics.json")) {
        return cases;
    }
    const auto tensors = readSafetensors(folder + "metrics.safetensors");
    std::ifstream file(folder + "metrics.json");
    for (const auto &expected : nlohmann::json::parse(file)) {
        const std::string name = "case" + std::to_string(cases.size());
        cases.push_back({tensors.at(name + ".prediction").values<std::uint8_t>(),
            tensors.at(name + ".truth").values<std::uint8_t>(), expected});
    }
    return cases;
}

} // namespace vmunet::test
