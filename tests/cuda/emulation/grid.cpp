// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cuda/emulation/grid.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <vector>

#include <ucontext.h>

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/common_interface_defs.h>
#endif

namespace vmunet::emulation {
namespace {

constexpr std::size_t kStackBytes = 256 * 1024;
constexpr unsigned kWarp = 32;

enum class State { Ready, AtBarrier, AtExchange, Done };

struct Fiber {
    ucontext_t context{};
    std::unique_ptr<char[]> stack = std::make_unique<char[]>(kStackBytes);
    State state = State::Done;
    float offered[2] = {}; // Two, because a thread can be one exchange ahead of its warp.
    unsigned exchanges = 0;
    void *fakeStack = nullptr;
};

/// The block that runs now.
struct Block {
    std::vector<Fiber> fibers;
    std::size_t threads = 0;
    const std::function<void()> *kernel = nullptr;
    bool badExchange = false;
    ucontext_t scheduler{};
    const void *schedulerStack = nullptr;
    std::size_t schedulerBytes = 0;
    void *schedulerFakeStack = nullptr;
};

Block block;
Index threadIndex;
Index blockIndex;
Order order = Order::Ascending;

// A sanitizer must be told which stack is in use.
void beginSwitch([[maybe_unused]] void **keep, [[maybe_unused]] const void *stack, [[maybe_unused]] std::size_t bytes)
{
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_start_switch_fiber(keep, stack, bytes);
#endif
}

void endSwitch([[maybe_unused]] void *kept, [[maybe_unused]] const void **stack, [[maybe_unused]] std::size_t *bytes)
{
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_finish_switch_fiber(kept, stack, bytes);
#endif
}

void yield(State state)
{
    Fiber &self = block.fibers[threadIndex.x];
    self.state = state;
    beginSwitch(&self.fakeStack, block.schedulerStack, block.schedulerBytes);
    swapcontext(&self.context, &block.scheduler);
    endSwitch(self.fakeStack, nullptr, nullptr);
}

void runFiber()
{
    endSwitch(nullptr, &block.schedulerStack, &block.schedulerBytes);
    (*block.kernel)();
    Fiber &self = block.fibers[threadIndex.x];
    self.state = State::Done;
    beginSwitch(nullptr, block.schedulerStack, block.schedulerBytes);
    swapcontext(&self.context, &block.scheduler);
}

void resume(std::size_t thread)
{
    threadIndex.x = unsigned(thread);
    Fiber &fiber = block.fibers[thread];
    beginSwitch(&block.schedulerFakeStack, fiber.stack.get(), kStackBytes);
    swapcontext(&block.scheduler, &fiber.context);
    endSwitch(block.schedulerFakeStack, nullptr, nullptr);
}

bool all(std::size_t begin, std::size_t end, State state)
{
    const auto first = block.fibers.begin();
    return std::all_of(
        first + std::ptrdiff_t(begin), first + std::ptrdiff_t(end), [=](const Fiber &f) { return f.state == state; });
}

void release(std::size_t begin, std::size_t end)
{
    for (std::size_t i = begin; i < end; ++i) {
        block.fibers[i].state = State::Ready;
    }
}

/// Lets those go on who have met. False where none has.
bool releaseThoseWhoMet()
{
    if (all(0, block.threads, State::AtBarrier)) {
        release(0, block.threads);
        return true;
    }
    bool released = false;
    for (std::size_t begin = 0; begin + kWarp <= block.threads; begin += kWarp) {
        if (all(begin, begin + kWarp, State::AtExchange)) {
            release(begin, begin + kWarp);
            released = true;
        }
    }
    return released;
}

void runBlock()
{
    for (std::size_t i = 0; i < block.threads; ++i) {
        Fiber &fiber = block.fibers[i];
        getcontext(&fiber.context);
        fiber.context.uc_stack.ss_sp = fiber.stack.get();
        fiber.context.uc_stack.ss_size = kStackBytes;
        fiber.context.uc_link = nullptr;
        makecontext(&fiber.context, &runFiber, 0);
        fiber.state = State::Ready;
        fiber.exchanges = 0;
    }
    while (!all(0, block.threads, State::Done)) {
        for (std::size_t i = 0; i < block.threads; ++i) {
            const std::size_t thread = order == Order::Ascending ? i : block.threads - 1 - i;
            if (block.fibers[thread].state == State::Ready) {
                resume(thread);
            }
        }
        if (block.badExchange) {
            throw std::logic_error("the emulation exchanges among whole warps only");
        }
        if (!releaseThoseWhoMet() && !all(0, block.threads, State::Done)) {
            throw std::logic_error("the threads of a block wait for different things: a barrier or a warp exchange is "
                                   "not reached by all");
        }
    }
}

} // namespace

void setOrder(Order wished)
{
    order = wished;
}

void runGrid(unsigned blocks, unsigned threads, const std::function<void()> &kernel)
{
    block.threads = threads;
    block.kernel = &kernel;
    block.badExchange = false;
    while (block.fibers.size() < threads) {
        block.fibers.emplace_back();
    }
    for (unsigned i = 0; i < blocks; ++i) {
        blockIndex.x = order == Order::Ascending ? i : blocks - 1 - i;
        runBlock();
    }
}

const Index &currentThread()
{
    return threadIndex;
}

const Index &currentBlock()
{
    return blockIndex;
}

void waitForBlock()
{
    yield(State::AtBarrier);
}

float exchange(unsigned mask, float value, int laneMask)
{
    if (mask != 0xFFFFFFFFU || laneMask <= 0 || unsigned(laneMask) >= kWarp) {
        block.badExchange = true; // Thrown by the scheduler: an exception cannot leave a fiber.
        laneMask = 0;
    }
    Fiber &self = block.fibers[threadIndex.x];
    const unsigned slot = self.exchanges++ % 2;
    self.offered[slot] = value;
    const std::size_t partner = threadIndex.x ^ unsigned(laneMask);
    yield(State::AtExchange);
    return block.fibers[partner].offered[slot];
}

} // namespace vmunet::emulation
