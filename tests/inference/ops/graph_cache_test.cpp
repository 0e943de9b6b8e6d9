// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/graph_cache.h"

#include <ATen/ATen.h>

#include <gtest/gtest.h>

#include <stdexcept>

namespace vmunet {
namespace {

using at::Tensor;

/// A function that counts its calls, and a recorder that counts recordings, replays and those that are alive.
struct Counts {
    int calls = 0, recordings = 0, replays = 0, alive = 0;

    TensorFunction function()
    {
        return [this](const Tensor &input) {
            ++calls;
            return input * 2;
        };
    }

    Recorder recorder()
    {
        return [this](const TensorFunction &function, const Tensor &example) -> std::unique_ptr<RecordedFunction> {
            ++recordings;
            return std::make_unique<Recorded>(*this, function, example);
        };
    }

    struct Recorded : RecordedFunction {
        Recorded(Counts &owner, TensorFunction recorded, const Tensor &example)
            : counts(owner)
            , function(std::move(recorded))
            , sizes(example.sizes())
        {
            ++counts.alive;
        }
        ~Recorded() override { --counts.alive; }
        Tensor replay(const Tensor &input) override
        {
            EXPECT_EQ(input.sizes(), at::IntArrayRef(sizes));
            ++counts.replays;
            --counts.calls;
            return function(input);
        }
        Counts &counts;
        TensorFunction function;
        at::DimVector sizes;
    };
};

void expectDoubled(GraphCache &cache, at::IntArrayRef shape)
{
    const Tensor input = at::rand(shape);
    EXPECT_TRUE(cache.run(input).equal(input * 2));
}

} // namespace

TEST(GraphCache, recordsAShapeThatComesAgain)
{
    Counts counts;
    GraphCache cache(counts.function(), counts.recorder());
    expectDoubled(cache, {1, 3});
    EXPECT_EQ(counts.recordings, 0);
    EXPECT_EQ(counts.calls, 1);
    expectDoubled(cache, {1, 3});
    expectDoubled(cache, {1, 3});
    EXPECT_EQ(counts.recordings, 1);
    EXPECT_EQ(counts.replays, 2);
    EXPECT_EQ(counts.calls, 1);
}

TEST(GraphCache, aShapeOrTypeOfItsOwnHasARecordingOfItsOwn)
{
    Counts counts;
    GraphCache cache(counts.function(), counts.recorder());
    for (int i = 0; i < 2; ++i) {
        expectDoubled(cache, {1, 3});
        expectDoubled(cache, {3, 1});
        cache.run(at::ones({1, 3}, at::kDouble));
    }
    EXPECT_EQ(counts.recordings, 3);
    EXPECT_EQ(cache.run(at::ones({1, 3}, at::kDouble)).scalar_type(), at::kDouble);
}

TEST(GraphCache, forgetsTheShapeThatWasNotUsedForLongest)
{
    Counts counts;
    GraphCache cache(counts.function(), counts.recorder(), 2);
    for (const std::int64_t side : {1, 1, 2, 2, 1, 3, 3}) { // 2 is dropped for 3, 1 stays.
        expectDoubled(cache, {side});
    }
    EXPECT_EQ(counts.alive, 2);
    EXPECT_EQ(counts.recordings, 3);
    expectDoubled(cache, {1});
    EXPECT_EQ(counts.recordings, 3);
    expectDoubled(cache, {2});
    expectDoubled(cache, {2});
    EXPECT_EQ(counts.recordings, 4);
    EXPECT_EQ(counts.alive, 2);
}

TEST(GraphCache, runsTheFunctionItselfWhereRecordingFails)
{
    Counts counts;
    int attempts = 0;
    const Recorder good = counts.recorder();
    GraphCache cache(counts.function(), [&](const TensorFunction &function, const Tensor &example) {
        if (++attempts == 2) {
            throw std::runtime_error("not while recording\nand so on");
        }
        return good(function, example);
    });
    expectDoubled(cache, {1});
    expectDoubled(cache, {1});
    EXPECT_EQ(counts.alive, 1);
    EXPECT_TRUE(cache.failure().empty());
    expectDoubled(cache, {2});
    expectDoubled(cache, {2});
    EXPECT_EQ(cache.failure(), "not while recording");
    EXPECT_EQ(counts.alive, 0);
    expectDoubled(cache, {1});
    expectDoubled(cache, {1});
    EXPECT_EQ(attempts, 2);
}

TEST(GraphCache, whatTheFunctionThrowsIsTheCallersBusiness)
{
    GraphCache cache([](const Tensor &) -> Tensor { throw std::bad_alloc(); }, {});
    EXPECT_THROW(cache.run(at::ones({1})), std::bad_alloc);
    EXPECT_TRUE(cache.failure().empty());
}

} // namespace vmunet
