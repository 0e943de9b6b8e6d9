// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/operator_profile.h"

#include <ATen/core/Tensor.h>
#include <ATen/record_function.h>

#include <algorithm>
#include <chrono>
#include <map>

namespace vmunet::cli {

namespace {

using Clock = std::chrono::steady_clock;

/// Torch's callbacks are plain functions, so what they write to belongs to the thread.
struct Records {
    std::map<std::string, OperatorUse> uses;
    std::vector<double> innerMs; ///< Of each operator that runs now: what those that it called took.
};
thread_local Records records;

struct Running : at::ObserverContext {
    Clock::time_point start = Clock::now();
};

std::unique_ptr<at::ObserverContext> begin(const at::RecordFunction &function)
{
    OperatorUse &use = records.uses[function.name()];
    ++use.calls;
    for (const c10::IValue &input : function.inputs()) {
        if (input.isTensor() && input.toTensor().defined()) {
            use.bytes += std::int64_t(input.toTensor().nbytes());
            break;
        }
    }
    records.innerMs.push_back(0);
    return std::make_unique<Running>();
}

void end(const at::RecordFunction &function, at::ObserverContext *context)
{
    const auto *running = static_cast<const Running *>(context);
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - running->start).count();
    records.uses[function.name()].ownMs += ms - records.innerMs.back();
    records.innerMs.pop_back();
    if (!records.innerMs.empty()) {
        records.innerMs.back() += ms;
    }
}

} // namespace

OperatorProfile::OperatorProfile()
{
    records = {};
    m_callback = at::addThreadLocalCallback(
        at::RecordFunctionCallback(&begin, &end).needsInputs(true).scopes({at::RecordScope::FUNCTION}));
}

OperatorProfile::~OperatorProfile()
{
    at::removeCallback(m_callback);
}

std::vector<OperatorUse> OperatorProfile::uses() const
{
    std::vector<OperatorUse> result;
    for (const auto &[name, use] : records.uses) {
        result.push_back({name, use.calls, use.ownMs, use.bytes});
    }
    std::sort(
        result.begin(), result.end(), [](const OperatorUse &a, const OperatorUse &b) { return a.ownMs > b.ownMs; });
    return result;
}

} // namespace vmunet::cli
