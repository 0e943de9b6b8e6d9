// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace vmunet {

/// How gradients change weights. Formulas and constants are those of PyTorch's optimizer of the same name.
enum class OptimizerRule {
    AdamW, ///< Loshchilov and Hutter 2019: decay apart from the gradient, on all parameters alike. No AMSGrad.
    Adam, ///< Kingma and Ba 2015.
    Adamax, ///< The same paper, with the infinity norm.
    Adadelta, ///< Zeiler 2012, rho 0.9.
    Adagrad, ///< Duchi et al. 2011.
    Asgd, ///< Averaged SGD, Polyak and Juditsky 1992; the average itself is kept in the state.
    Rmsprop, ///< Tieleman and Hinton 2012, alpha 0.99, without momentum.
    Rprop, ///< Riedmiller and Braun 1993. Takes no decay, and the learning rate only as its first step's size.
    Sgd, ///< With momentum (Sutskever et al. 2013), no dampening.
};

/// "adamw", "adam", "adamax", "adadelta", "adagrad", "asgd", "rmsprop", "rprop", "sgd".
std::string_view ruleName(OptimizerRule rule);
std::optional<OptimizerRule> ruleOfName(std::string_view name);

} // namespace vmunet
