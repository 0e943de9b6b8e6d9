// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/optimizer_rule.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vmunet {

namespace {

constexpr std::array<std::pair<OptimizerRule, std::string_view>, 9> kRules{{
    {OptimizerRule::AdamW, "adamw"},
    {OptimizerRule::Adam, "adam"},
    {OptimizerRule::Adamax, "adamax"},
    {OptimizerRule::Adadelta, "adadelta"},
    {OptimizerRule::Adagrad, "adagrad"},
    {OptimizerRule::Asgd, "asgd"},
    {OptimizerRule::Rmsprop, "rmsprop"},
    {OptimizerRule::Rprop, "rprop"},
    {OptimizerRule::Sgd, "sgd"},
}};

} // namespace

std::string_view ruleName(OptimizerRule rule)
{
    return std::find_if(kRules.begin(), kRules.end(), [&](const auto &known) { return known.first == rule; })->second;
}

std::optional<OptimizerRule> ruleOfName(std::string_view name)
{
    const auto found =
        std::find_if(kRules.begin(), kRules.end(), [&](const auto &known) { return known.second == name; });
    return found == kRules.end() ? std::nullopt : std::optional(found->first);
}

} // namespace vmunet
