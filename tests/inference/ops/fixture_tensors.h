// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/safetensors_reader.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace vmunet::scan_test {

using Fixture = std::map<std::string, test::Tensor>;

inline at::Tensor floatTensor(const Fixture &fixture, const std::string &name)
{
    const test::Tensor &stored = fixture.at(name);
    at::Tensor tensor = at::empty(stored.shape, at::kFloat);
    const std::vector<float> values = stored.values<float>();
    std::copy(values.begin(), values.end(), tensor.mutable_data_ptr<float>());
    return tensor;
}

/// Largest |got - expected| over the largest |expected|.
inline double relativeError(const at::Tensor &got, const at::Tensor &expected)
{
    EXPECT_EQ(got.sizes(), expected.sizes());
    const double largest = expected.abs().max().item<double>();
    const double difference = (got - expected).abs().max().item<double>();
    return largest > 0 ? difference / largest : difference;
}

/// Checks and prints the error, so that a test's output says how far inside its tolerance it is.
inline void expectClose(const at::Tensor &got, const at::Tensor &expected, double tolerance, const std::string &what)
{
    const double error = relativeError(got, expected);
    std::printf("  %-28s rel %.2e (tolerance %.0e)\n", what.c_str(), error, tolerance);
    EXPECT_LE(error, tolerance) << what;
}

} // namespace vmunet::scan_test
