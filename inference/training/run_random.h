// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace vmunet {

/// Random numbers of a run. Each sample of each epoch has its own generator, so results do not depend on threads, on
/// the order of work, or on where a run was interrupted; and the draws are the same with every standard library.
using RandomGenerator = std::mt19937_64;

/// Mixes the numbers that name a draw into one seed.
std::uint64_t mixedSeed(std::uint64_t seed, std::uint64_t epoch, std::uint64_t index);

/// Uniform in low..high.
double uniform(RandomGenerator &generator, double low, double high);
/// Uniform in 0..count-1; `count` > 0.
int uniformInt(RandomGenerator &generator, int count);
bool chance(RandomGenerator &generator, double probability);

/// A permutation of 0..count-1: the order of an epoch's samples.
std::vector<int> shuffledIndices(int count, std::uint64_t seed, int epoch);

} // namespace vmunet
