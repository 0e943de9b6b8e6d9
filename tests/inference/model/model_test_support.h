// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inference/model/model_loader.h"

#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#define VMUNET_SKIP_WITHOUT_REFERENCE()                                                                                \
    if (!std::filesystem::exists(vmunet::model_test::reference(""))) {                                                 \
        GTEST_SKIP() << "no reference numbers in " << vmunet::model_test::reference("");                               \
    }

namespace vmunet::model_test {

namespace fs = std::filesystem;

inline fs::path reference(const std::string &file)
{
    return fs::path(VMUNET_SHARED_DATA) / "reference" / file;
}

/// A folder of this test's own, empty at the start.
inline fs::path freshFolder(const std::string &name)
{
    const fs::path folder = fs::path(VMUNET_TEST_OUTPUT) / "inference.model" / name;
    fs::remove_all(folder);
    fs::create_directories(folder);
    return folder;
}

inline std::string readBytes(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

inline void writeBytes(const fs::path &path, const std::string &bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

inline std::map<std::string, at::Tensor> tensors(const std::string &referenceFile)
{
    const StateDict state = loadCheckpoint(reference(referenceFile)).state;
    return {state.begin(), state.end()};
}

/// Largest |got - expected|, over the largest |expected| if `relative`.
inline double errorOf(const at::Tensor &got, const at::Tensor &expected, bool relative)
{
    EXPECT_EQ(got.sizes(), expected.sizes());
    const double difference = (got - expected).abs().max().item<double>();
    const double largest = expected.abs().max().item<double>();
    return relative && largest > 0 ? difference / largest : difference;
}

/// Same names in the same order, same types, shapes and bits.
inline void expectSameState(const StateDict &got, const StateDict &expected)
{
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_EQ(got[i].first, expected[i].first);
        EXPECT_EQ(got[i].second.scalar_type(), expected[i].second.scalar_type()) << got[i].first;
        EXPECT_TRUE(at::equal(got[i].second, expected[i].second)) << got[i].first;
    }
}

/// The message of the CheckpointError that `action` throws.
template <typename Action>
std::string checkpointError(Action action)
{
    try {
        action();
    } catch (const CheckpointError &error) {
        return error.what();
    }
    ADD_FAILURE() << "no CheckpointError was thrown";
    return {};
}

inline void expectContains(const std::string &text, const std::string &part)
{
    EXPECT_NE(text.find(part), std::string::npos) << text;
    EXPECT_EQ(text.find('\n'), std::string::npos) << text;
}

inline VmUnetConfig tinyConfig()
{
    VmUnetConfig config;
    config.dims = {16, 32, 64, 128};
    config.encoderDepths = config.decoderDepths = {1, 1, 1, 1};
    return config;
}

} // namespace vmunet::model_test
