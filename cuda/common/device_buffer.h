// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cuda_runtime_api.h>

#include <stdexcept>
#include <string>
#include <vector>

namespace vmunet::kernels {

/// Throws std::runtime_error with CUDA's own words if `error` is one.
inline void check(cudaError_t error)
{
    if (error != cudaSuccess) {
        throw std::runtime_error(std::string("CUDA: ") + cudaGetErrorString(error));
    }
}

/// Owns device memory of `size()` elements of T; for tests and tools that have no allocator of their own.
template <typename T>
class DeviceBuffer {
public:
    explicit DeviceBuffer(std::size_t size)
        : m_size(size)
    {
        check(cudaMalloc(reinterpret_cast<void **>(&m_data), size * sizeof(T)));
    }
    explicit DeviceBuffer(const std::vector<T> &values)
        : DeviceBuffer(values.size())
    {
        check(cudaMemcpy(m_data, values.data(), m_size * sizeof(T), cudaMemcpyHostToDevice));
    }
    ~DeviceBuffer() { cudaFree(m_data); }
    DeviceBuffer(const DeviceBuffer &) = delete;
    DeviceBuffer &operator=(const DeviceBuffer &) = delete;

    T *data() const { return m_data; }
    std::size_t size() const { return m_size; }

    /// Waits for the device.
    std::vector<T> values() const
    {
        std::vector<T> result(m_size);
        check(cudaMemcpy(result.data(), m_data, m_size * sizeof(T), cudaMemcpyDeviceToHost));
        return result;
    }

private:
    T *m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace vmunet::kernels
