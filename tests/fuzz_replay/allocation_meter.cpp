// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz_replay/allocation_meter.h"

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>

#include <malloc.h>

namespace {

// Signed: what was allocated before this stood in its place may be given back.
std::atomic<std::ptrdiff_t> liveBytes{0};
std::atomic<std::ptrdiff_t> peakBytes{0};

[[maybe_unused]] void *counted(void *block)
{
    if (block) {
        const auto size = std::ptrdiff_t(malloc_usable_size(block));
        const std::ptrdiff_t live = liveBytes.fetch_add(size) + size;
        std::ptrdiff_t peak = peakBytes.load();
        while (peak < live && !peakBytes.compare_exchange_weak(peak, live)) { }
    }
    return block;
}

[[maybe_unused]] void uncounted(void *block)
{
    if (block) {
        liveBytes.fetch_sub(std::ptrdiff_t(malloc_usable_size(block)));
    }
}

} // namespace

#ifndef __SANITIZE_ADDRESS__
extern "C" {

void *__libc_malloc(std::size_t size);
void *__libc_calloc(std::size_t count, std::size_t size);
void *__libc_realloc(void *block, std::size_t size);
void *__libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void *block);

void *malloc(std::size_t size)
{
    return counted(__libc_malloc(size));
}

void *calloc(std::size_t count, std::size_t size)
{
    return counted(__libc_calloc(count, size));
}

void *realloc(void *block, std::size_t size)
{
    const auto before = std::ptrdiff_t(block ? malloc_usable_size(block) : 0);
    void *moved = __libc_realloc(block, size);
    if (moved || size == 0) {
        liveBytes.fetch_sub(before);
    }
    return counted(moved);
}

void free(void *block)
{
    uncounted(block);
    __libc_free(block);
}

void *memalign(std::size_t alignment, std::size_t size)
{
    return counted(__libc_memalign(alignment, size));
}

void *aligned_alloc(std::size_t alignment, std::size_t size)
{
    return memalign(alignment, size);
}

int posix_memalign(void **block, std::size_t alignment, std::size_t size)
{
    *block = memalign(alignment, size);
    return *block ? 0 : ENOMEM;
}
}
#endif

namespace vmunet::test {

AllocationMeter::AllocationMeter()
    : m_begin(liveBytes.load())
{
    peakBytes = m_begin;
}

std::ptrdiff_t AllocationMeter::peak() const
{
    return peakBytes.load() - m_begin;
}

bool AllocationMeter::isWorking()
{
#ifdef __SANITIZE_ADDRESS__
    return false;
#else
    return true;
#endif
}

} // namespace vmunet::test
