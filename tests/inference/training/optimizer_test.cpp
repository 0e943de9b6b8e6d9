// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/optimizer.h"

#include <QTest>

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <functional>

using namespace vmunet;

namespace {

constexpr int kSteps = 6;
constexpr double kRate = 0.02;
constexpr double kDecay = 0.05;

/// Gradients that change size and sign from step to step.
double gradientAt(int step, int element)
{
    return std::sin(1.7 * step + 0.9 * element) * (1 + element) * 0.3;
}

at::Tensor start()
{
    return torch::tensor({0.5F, -0.25F, 1.5F, -2.0F}).set_requires_grad(true);
}

void setGradient(at::Tensor &weights, int step)
{
    const at::Tensor gradient = torch::empty({4});
    for (int i = 0; i < 4; ++i) {
        gradient[i] = gradientAt(step, i);
    }
    weights.mutable_grad() = gradient;
}

at::Tensor trained(const Optimizer::Options &options)
{
    at::Tensor weights = start();
    Optimizer optimizer({weights}, options);
    for (int step = 1; step <= kSteps; ++step) {
        setGradient(weights, step);
        optimizer.step(kRate);
    }
    return weights.detach();
}

/// The same with Torch's own.
template <typename Theirs, typename Options>
at::Tensor theirs(Options options)
{
    at::Tensor weights = start();
    Theirs optimizer(std::vector<at::Tensor>{weights}, options);
    for (int step = 1; step <= kSteps; ++step) {
        setGradient(weights, step);
        optimizer.step();
    }
    return weights.detach();
}

/// The same element by element in double: `rule` changes weight `w` by gradient `g` in step `t`, from 1, and has two
/// numbers of its own, at first 0.
at::Tensor byElement(const std::function<void(double &w, double g, double &a, double &b, int t)> &rule)
{
    const at::Tensor weights = start().detach().clone();
    for (int i = 0; i < 4; ++i) {
        double w = weights[i].item<double>();
        double a = 0;
        double b = 0;
        for (int step = 1; step <= kSteps; ++step) {
            rule(w, gradientAt(step, i), a, b, step);
        }
        weights[i] = w;
    }
    return weights;
}

void compare(const at::Tensor &got, const at::Tensor &expected)
{
    const double error = (got - expected).abs().max().item<double>();
    QVERIFY2(error < 4e-7, qPrintable(QString::number(error)));
    QVERIFY((got - start().detach()).abs().min().item<double>() > 1e-5); // All have moved.
}

} // namespace

class OptimizerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rulesThatTorchHasAgreeWithIt()
    {
        using Rule = OptimizerRule;
        compare(trained({.rule = Rule::AdamW, .weightDecay = kDecay}),
            theirs<torch::optim::AdamW>(torch::optim::AdamWOptions(kRate).weight_decay(kDecay)));
        compare(trained({.rule = Rule::Adam, .weightDecay = kDecay}),
            theirs<torch::optim::Adam>(torch::optim::AdamOptions(kRate).weight_decay(kDecay)));
        compare(trained({.rule = Rule::Sgd, .weightDecay = kDecay, .momentum = 0.8}),
            theirs<torch::optim::SGD>(torch::optim::SGDOptions(kRate).weight_decay(kDecay).momentum(0.8)));
        compare(trained({.rule = Rule::Rmsprop, .weightDecay = kDecay}),
            theirs<torch::optim::RMSprop>(torch::optim::RMSpropOptions(kRate).weight_decay(kDecay)));
        compare(trained({.rule = Rule::Adagrad, .weightDecay = kDecay}),
            theirs<torch::optim::Adagrad>(torch::optim::AdagradOptions(kRate).weight_decay(kDecay)));
    }

    void adamaxFollowsItsFormula()
    {
        compare(trained({.rule = OptimizerRule::Adamax, .weightDecay = kDecay}),
            byElement([](double &w, double g, double &m, double &u, int t) {
                g += kDecay * w;
                m = 0.9 * m + 0.1 * g;
                u = std::max(0.999 * u, std::abs(g) + 1e-8);
                w -= kRate / (1 - std::pow(0.9, t)) * m / u;
            }));
    }

    void adadeltaFollowsItsFormula()
    {
        compare(trained({.rule = OptimizerRule::Adadelta, .weightDecay = 0}),
            byElement([](double &w, double g, double &squares, double &deltas, int) {
                squares = 0.9 * squares + 0.1 * g * g;
                const double delta = std::sqrt(deltas + 1e-6) / std::sqrt(squares + 1e-6) * g;
                deltas = 0.9 * deltas + 0.1 * delta * delta;
                w -= kRate * delta;
            }));
    }

    void averagedSgdFollowsItsFormula()
    {
        compare(trained({.rule = OptimizerRule::Asgd, .weightDecay = kDecay}),
            byElement([](double &w, double g, double &eta, double &, int t) {
                eta = t == 1 ? kRate : eta;
                g += kDecay * w;
                w = w * (1 - 1e-4 * eta) - eta * g;
                eta = kRate / std::pow(1 + 1e-4 * kRate * t, 0.75);
            }));
    }

    void rpropFollowsItsFormula()
    {
        compare(trained({.rule = OptimizerRule::Rprop, .weightDecay = kDecay}),
            byElement([](double &w, double g, double &previous, double &size, int t) {
                size = t == 1 ? kRate : size;
                const double agreement = g * previous;
                size = std::clamp(size * (agreement > 0 ? 1.2 : agreement < 0 ? 0.5 : 1.0), 1e-6, 50.0);
                previous = agreement < 0 ? 0 : g;
                w -= size * (previous > 0 ? 1 : previous < 0 ? -1 : 0);
            }));
    }

    void eachGoesOnFromItsState_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"adamw", "adam", "adamax", "adadelta", "adagrad", "asgd", "rmsprop", "rprop", "sgd"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
        QVERIFY(!ruleOfName("newton"));
    }

    void eachGoesOnFromItsState()
    {
        QFETCH(QString, name);
        const Optimizer::Options options{.rule = *ruleOfName(name.toStdString())};
        QCOMPARE(ruleName(options.rule), std::string_view(name.toStdString()));
        at::Tensor weights = start();
        auto optimizer = std::make_unique<Optimizer>(std::vector<at::Tensor>{weights}, options);
        for (int step = 1; step <= kSteps; ++step) {
            if (step == 3) {
                auto next = std::make_unique<Optimizer>(std::vector<at::Tensor>{weights}, options);
                next->setState(optimizer->state());
                optimizer = std::move(next);
            }
            setGradient(weights, step);
            optimizer->step(kRate);
        }
        QVERIFY(torch::equal(weights.detach(), trained(options)));
        QCOMPARE(optimizer->updates(), double(kSteps));
    }

    void anotherOptimizersStateIsRefused()
    {
        at::Tensor weights = start();
        Optimizer sgd({weights}, {.rule = OptimizerRule::Sgd});
        Optimizer adam({weights}, {.rule = OptimizerRule::Adam});
        QVERIFY_EXCEPTION_THROWN(adam.setState(sgd.state()), c10::Error);
    }

    void aFrozenWeightStays()
    {
        at::Tensor frozen = start();
        at::Tensor weights = start();
        Optimizer optimizer({frozen, weights}, {.rule = OptimizerRule::Rmsprop});
        setGradient(weights, 1);
        optimizer.step(kRate);
        QVERIFY(torch::equal(frozen.detach(), start().detach()));
        QVERIFY(!torch::equal(weights.detach(), start().detach()));
        QCOMPARE(optimizer.updates(), 1.0);
    }
};

QTEST_GUILESS_MAIN(OptimizerTest)
#include "optimizer_test.moc"
