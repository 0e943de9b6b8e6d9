// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/cuda_plugin.h"

#include <ATen/Context.h>

#include <dlfcn.h>
#include <filesystem>
#include <system_error>

namespace vmunet {
namespace {

namespace fs = std::filesystem;

/// Empty if the driver starts and has a GPU. Asked of the driver itself, which needs nothing of CUDA installed.
std::string whyNoGpu()
{
    void *driver = dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (driver == nullptr) {
        return "There is no NVIDIA driver on this machine (libcuda.so.1 is missing).";
    }
    const auto initialise = reinterpret_cast<int (*)(unsigned)>(dlsym(driver, "cuInit"));
    const auto countDevices = reinterpret_cast<int (*)(int *)>(dlsym(driver, "cuDeviceGetCount"));
    if (initialise == nullptr || countDevices == nullptr) {
        return "The NVIDIA driver lacks cuInit or cuDeviceGetCount: it is damaged or far too old.";
    }
    if (const int error = initialise(0); error != 0) {
        return "The NVIDIA driver does not start (cuInit returned " + std::to_string(error) + ").";
    }
    int count = 0;
    if (const int error = countDevices(&count); error != 0 || count == 0) {
        return "The NVIDIA driver finds no GPU.";
    }
    return {};
}

fs::path findPlugin()
{
    std::error_code error;
    const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const char *place : {".", "../lib/vmunet-studio", "../lib"}) {
        const fs::path candidate = folder / place / "libvmunet_cuda_ops.so";
        if (!error && fs::exists(candidate, error)) {
            return candidate;
        }
    }
    return {};
}

CudaPlugin unavailable(std::string reason)
{
    return {false, std::move(reason), {}};
}

CudaPlugin load()
{
    if (const std::string reason = whyNoGpu(); !reason.empty()) {
        return unavailable(reason);
    }
    const fs::path plugin = findPlugin();
    if (plugin.empty()) {
        return unavailable("There is a GPU, but this build has no CUDA part (libvmunet_cuda_ops.so is missing).");
    }
    void *library = dlopen(plugin.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) {
        return unavailable(std::string("The CUDA part does not load: ") + dlerror());
    }
    const auto record = reinterpret_cast<RecordedFunction *(*)(const TensorFunction &, const at::Tensor &)>(
        dlsym(library, "vmunetRecordCudaGraph"));
    if (record == nullptr) {
        return unavailable("The CUDA part is of another version of this program; install them together.");
    }
    if (!at::hasCUDA()) {
        return unavailable("Torch does not accept the GPU; its driver is probably older than CUDA 13 needs.");
    }
    return {true, {}, [record](const TensorFunction &function, const at::Tensor &example) {
                return std::unique_ptr<RecordedFunction>(record(function, example));
            }};
}

} // namespace

const CudaPlugin &loadCudaPlugin()
{
    static const CudaPlugin plugin = load();
    return plugin;
}

} // namespace vmunet
