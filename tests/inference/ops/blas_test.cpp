// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ops/mm.h>
#include <ATen/ops/ones.h>

#include <gtest/gtest.h>

#include <dlfcn.h>
#include <string>

// A reference BLAS that is loaded before Torch takes over its matrix products and makes them ten times slower.
TEST(Blas, matrixProductsComeFromTorchItself)
{
    ASSERT_EQ(at::mm(at::ones({2, 2}), at::ones({2, 2})).sum().item<float>(), 8.0F);
    void *symbol = dlsym(RTLD_DEFAULT, "sgemm_");
    ASSERT_NE(symbol, nullptr);
    Dl_info info{};
    ASSERT_NE(dladdr(symbol, &info), 0);
    EXPECT_NE(std::string(info.dli_fname).find("libtorch_cpu"), std::string::npos) << info.dli_fname;
}
