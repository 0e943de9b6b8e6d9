// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/network_runner.h"

#include <QTest>

#include <ATen/ATen.h>

#include <new>

using namespace vmunet;

namespace {

/// A "network" that doubles each pixel, and runs out of memory above so many pixels a call.
NetworkRunner::Forward doublingUpTo(int64_t pixels)
{
    return [pixels](const at::Tensor &inputs) {
        if (inputs.numel() > pixels) {
            throw std::bad_alloc();
        }
        return inputs * 2;
    };
}

at::Tensor ramp(int64_t batch, int64_t side)
{
    return at::arange(batch * side * side, at::kFloat).view({batch, 1, side, side});
}

} // namespace

class NetworkRunnerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void enoughMemoryNeedsNoNotice()
    {
        NetworkRunner runner(doublingUpTo(1 << 30), {});
        const at::Tensor inputs = ramp(4, 32);
        QVERIFY(at::equal(runner.run(inputs), inputs * 2));
        QVERIFY(runner.notices().isEmpty());
    }

    void smallerBatchesComeFirst()
    {
        NetworkRunner runner(doublingUpTo(2 * 128 * 128), {});
        const at::Tensor inputs = ramp(7, 128);
        QVERIFY(at::equal(runner.run(inputs), inputs * 2));
        QCOMPARE(runner.notices().size(), 1);
        runner.run(inputs);
        QCOMPARE(runner.notices().size(), 1);
    }

    void thenTilesWithoutSeams()
    {
        NetworkRunner runner(doublingUpTo(128 * 128), {});
        const at::Tensor inputs = ramp(2, 256);
        QVERIFY(at::allclose(runner.run(inputs), inputs * 2));
        QCOMPARE(runner.notices().size(), 2);
        QVERIFY(!runner.fellBackToCpu());
    }

    void thenTheCpu()
    {
        NetworkRunner runner(doublingUpTo(100), doublingUpTo(1 << 30));
        const at::Tensor inputs = ramp(2, 128);
        QVERIFY(at::equal(runner.run(inputs), inputs * 2));
        QVERIFY(runner.fellBackToCpu());
        QCOMPARE(runner.notices().size(), 3);
    }

    void whenNothingIsLeftTheShortageIsThrown()
    {
        NetworkRunner runner(doublingUpTo(100), {});
        QVERIFY_EXCEPTION_THROWN(runner.run(ramp(1, 256)), std::bad_alloc);
    }

    void otherFailuresAreNotTriedAgain()
    {
        int calls = 0;
        NetworkRunner runner(
            [&calls](const at::Tensor &) -> at::Tensor {
                ++calls;
                throw std::runtime_error("shapes do not fit");
            },
            doublingUpTo(1 << 30));
        QVERIFY_EXCEPTION_THROWN(runner.run(ramp(1, 64)), std::runtime_error);
        QCOMPARE(calls, 1);
    }

    void torchsOwnShortageIsRecognised()
    {
        bool recognised = false;
        try {
            at::empty({int64_t(1) << 50}, at::kFloat);
        } catch (const std::exception &error) {
            recognised = isOutOfMemory(error);
        }
        QVERIFY(recognised);
    }
};

QTEST_APPLESS_MAIN(NetworkRunnerTest)
#include "network_runner_test.moc"
