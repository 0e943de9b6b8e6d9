// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/run_random.h"

#include <numeric>
#include <utility>

namespace vmunet {

namespace {

// SplitMix64's finaliser: neighbouring inputs give unrelated outputs.
std::uint64_t scrambled(std::uint64_t value)
{
    value += 0x9e3779b97f4a7c15ULL;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
    return value ^ (value >> 31);
}

constexpr std::uint64_t kShuffle = ~0ULL; // An index no sample has.

} // namespace

std::uint64_t mixedSeed(std::uint64_t seed, std::uint64_t epoch, std::uint64_t index)
{
    return scrambled(scrambled(scrambled(seed) ^ epoch) ^ index);
}

double uniform(RandomGenerator &generator, double low, double high)
{
    return low + (high - low) * (double(generator() >> 11) * 0x1p-53);
}

int uniformInt(RandomGenerator &generator, int count)
{
    return int(generator() % std::uint64_t(count));
}

bool chance(RandomGenerator &generator, double probability)
{
    return uniform(generator, 0, 1) < probability;
}

std::vector<int> shuffledIndices(int count, std::uint64_t seed, int epoch)
{
    std::vector<int> order(size_t(count), 0);
    std::iota(order.begin(), order.end(), 0);
    RandomGenerator generator(mixedSeed(seed, std::uint64_t(epoch), kShuffle));
    for (int i = count - 1; i > 0; --i) {
        std::swap(order[size_t(i)], order[size_t(uniformInt(generator, i + 1))]);
    }
    return order;
}

} // namespace vmunet
