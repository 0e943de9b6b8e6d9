// SPDX-License-Identifier: GPL-3.0-or-later
// Times the scan at the full-size network's shapes for a 256 x 256 image. --json is short for Google Benchmark's
// JSON output; all its own flags work too. Run by hand.
#include "inference/ops/selective_scan.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <benchmark/benchmark.h>

#include <cstring>
#include <string>
#include <vector>

namespace {

struct Inputs {
    at::Tensor x, projected, dtWeight, dtBias, A, D;

    at::Tensor scan() const { return vmunet::ss2dScan(x, projected, dtWeight, dtBias, A, D); }
};

/// Stage 0 to 3: half the side and twice the channels each time; values as a freshly initialised network has them.
Inputs stageInputs(std::int64_t stage, std::int64_t batch)
{
    at::manual_seed(1);
    const std::int64_t side = 64 >> stage, channels = 192 << stage, rank = 6 << stage, states = 16;
    const at::Tensor A = -at::arange(1, states + 1, at::kFloat).repeat({4 * channels, 1});
    return {at::randn({batch, side, side, channels}), at::randn({batch, side, side, 4, rank + 2 * states}),
        at::randn({4, channels, rank}) * 0.1, at::rand({4, channels}) * 4 - 6, A, at::ones({4 * channels})};
}

void forwardPass(benchmark::State &state)
{
    const Inputs inputs = stageInputs(state.range(0), state.range(1));
    for (auto _ : state) {
        benchmark::DoNotOptimize(inputs.scan());
    }
}

void backwardPass(benchmark::State &state)
{
    const Inputs inputs = stageInputs(state.range(0), state.range(1));
    for (const at::Tensor &t : {inputs.x, inputs.projected, inputs.dtWeight, inputs.dtBias, inputs.A, inputs.D}) {
        t.requires_grad_(true);
    }
    const at::Tensor gradient = at::randn(inputs.x.sizes());
    for (auto _ : state) {
        state.PauseTiming();
        const at::Tensor y = inputs.scan();
        state.ResumeTiming();
        y.backward(gradient);
    }
}

void gemms(benchmark::State &state)
{
    const std::int64_t side = 64 >> state.range(0), width = 96 << state.range(0);
    const at::Tensor in = at::randn({side * side, width}), expand = at::randn({width, 4 * width});
    const at::Tensor inner = at::randn({side * side, 2 * width}), reduce = at::randn({2 * width, width});
    const at::Tensor project = at::randn({2 * width, 4 * ((6 << state.range(0)) + 32)});
    for (auto _ : state) {
        benchmark::DoNotOptimize(at::mm(in, expand));
        benchmark::DoNotOptimize(at::mm(inner, project));
        benchmark::DoNotOptimize(at::mm(inner, reduce));
    }
}

BENCHMARK(forwardPass)
    ->ArgNames({"stage", "batch"})
    ->ArgsProduct({{0, 1, 2, 3}, {1}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(backwardPass)
    ->ArgNames({"stage", "batch"})
    ->ArgsProduct({{0, 1, 2, 3}, {1}})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK(gemms)->ArgNames({"stage"})->DenseRange(0, 3)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace

int main(int argc, char **argv)
{
    std::vector<char *> arguments(argv, argv + argc);
    std::string json = "--benchmark_format=json";
    for (char *&argument : arguments) {
        if (std::strcmp(argument, "--json") == 0) {
            argument = json.data();
        }
    }
    int count = argc;
    benchmark::AddCustomContext("threads", std::to_string(at::get_num_threads()));
    benchmark::Initialize(&count, arguments.data());
    if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) {
        return 2;
    }
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
