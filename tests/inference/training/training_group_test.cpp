// SPDX-License-Identifier: GPL-3.0-or-later
// The processes of a group are threads here; tests/app/cli/group_training_test.cpp has real ones.
#include "inference/training/training_group.h"

#include "inference/training/part_gradients.h"
#include "tests/inference/training/tiny_batch.h"
#include "tests/support/free_port.h"

#include <ATen/Parallel.h>

#include <QTest>

#include <functional>
#include <thread>

using namespace vmunet;
using namespace vmunet::test;

namespace {

/// Runs `member` in as many threads, each with its own place in one group.
void inGroup(int size, const std::function<void(TrainingGroup &)> &member)
{
    const int port = freePort();
    std::vector<std::jthread> threads;
    for (int rank = 0; rank < size; ++rank) {
        threads.emplace_back([=] {
            auto group =
                TrainingGroup::join({.rank = rank, .size = size, .address = QStringLiteral("127.0.0.1"), .port = port});
            QVERIFY2(group, group ? "" : qPrintable(group.error().message));
            member(**group);
        });
    }
}

Batch shareOf(const Batch &whole, int begin, int end)
{
    const auto pixels = std::ptrdiff_t(whole.side) * whole.side;
    Batch share{.count = end - begin, .channels = whole.channels, .side = whole.side};
    share.images.assign(
        whole.images.begin() + begin * pixels * whole.channels, whole.images.begin() + end * pixels * whole.channels);
    share.targets.assign(whole.targets.begin() + begin * pixels, whole.targets.begin() + end * pixels);
    share.allCount = whole.count;
    return share;
}

} // namespace

class TrainingGroupTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void sharesAddUpToTheWholeBatch_data()
    {
        QTest::addColumn<int>("classes");
        QTest::addColumn<QList<int>>("ends"); // Of the shares.
        QTest::newRow("one class") << 1 << QList<int>{2, 5};
        QTest::newRow("several classes") << 4 << QList<int>{2, 5};
        QTest::newRow("one class, an empty share") << 1 << QList<int>{5, 5};
        QTest::newRow("several classes, an empty share") << 4 << QList<int>{0, 5};
        QTest::newRow("three processes") << 4 << QList<int>{1, 2, 5};
    }

    void sharesAddUpToTheWholeBatch()
    {
        QFETCH(int, classes);
        QFETCH(QList<int>, ends);
        const Batch batch = batchFor(classes, 5);
        const auto gradients = [classes](VmUnet &network, const Batch &share, TrainingGroup *group) {
            PartGradients of(
                [&network](const at::Tensor &images) { return network->logits(images); }, classes, {}, at::kCPU);
            of.setGroup(group);
            const double loss = of.add(share, {}).loss;
            if (group) {
                group->sumGradients(network->parameters());
            }
            return loss;
        };
        VmUnet whole = tinyNetwork(classes);
        const double expected = gradients(whole, batch, nullptr);
        std::vector<VmUnet> networks;
        for (int i = 0; i < ends.size(); ++i) {
            networks.push_back(tinyNetwork(classes));
        }
        std::vector<double> losses(size_t(ends.size()));
        inGroup(int(ends.size()), [&](TrainingGroup &group) {
            const int rank = group.place().rank;
            const Batch share = shareOf(batch, rank == 0 ? 0 : ends[rank - 1], ends[rank]);
            losses[size_t(rank)] = gradients(networks[size_t(rank)], share, &group);
        });
        for (size_t i = 0; i < networks.size(); ++i) {
            QVERIFY2(std::abs(losses[i] - expected) < 1e-6, qPrintable(QString::number(losses[i] - expected)));
            const double worst = worstDifference(whole, networks[i]);
            QVERIFY2(worst < 1e-4, qPrintable(QString::number(worst)));
        }
    }

    void allSeeTheSameBits()
    {
        std::vector<at::Tensor> sums(3);
        inGroup(3, [&](TrainingGroup &group) {
            at::Tensor values = at::arange(1000, at::kFloat).mul_(0.1F).sin_().mul_(group.place().rank + 0.7F);
            group.sum(values);
            sums[size_t(group.place().rank)] = values;
        });
        QVERIFY(at::equal(sums[0], sums[1]) && at::equal(sums[0], sums[2]));
        QVERIFY(std::abs(sums[0][1].item<double>() - std::sin(0.1) * (0.7 + 1.7 + 2.7)) < 1e-6);
    }

    void oneThatWantsToStopStopsAll()
    {
        inGroup(2, [](TrainingGroup &group) {
            QVERIFY(group.any(!group.isFirst()));
            QVERIFY(!group.any(false));
        });
    }

    void otherSettingsAreNoticedByAll()
    {
        inGroup(2, [](TrainingGroup &group) {
            QVERIFY(group.agreesOn("the same"));
            QVERIFY(!group.agreesOn(group.isFirst() ? "lr 0.1" : "lr 0.2"));
        });
    }

    void whoIsLeftAloneEndsWithAnError()
    {
        inGroup(2, [](TrainingGroup &group) {
            QVERIFY(!group.any(false));
            if (group.isFirst()) {
                QVERIFY_EXCEPTION_THROWN(group.any(false), GroupError);
            } // The other one goes.
        });
    }
};

QTEST_GUILESS_MAIN(TrainingGroupTest)
#include "training_group_test.moc"
