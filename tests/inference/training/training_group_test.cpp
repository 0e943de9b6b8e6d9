// SPDX-License-Identifier: GPL-3.0-or-later
// The members of a group are this program, started again with --member: LibTorch wants a process for each.
#include "inference/training/training_group.h"

#include "inference/training/part_gradients.h"
#include "tests/inference/training/tiny_batch.h"
#include "tests/support/free_port.h"

#include <ATen/Parallel.h>

#include <QCoreApplication>
#include <QDataStream>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <memory>

using namespace vmunet;
using namespace vmunet::test;

namespace {

constexpr int kImages = 5;

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

/// Adds the gradients of a batch, or of this member's share of one. Returns the loss.
double addGradients(VmUnet &network, std::int64_t classes, const Batch &batch, TrainingGroup *group)
{
    PartGradients gradients(
        [&network](const at::Tensor &images) { return network->logits(images); }, classes, {}, at::kCPU);
    gradients.setGroup(group);
    const double loss = gradients.add(batch, {}).loss;
    if (group) {
        group->sumGradients(network->parameters());
    }
    return loss;
}

/// What a member finds out, as numbers.
using Numbers = QList<double>;

Numbers numbersOf(const at::Tensor &tensor)
{
    const std::vector<float> values = valuesOf(tensor);
    return {values.begin(), values.end()};
}

/// The loss, then all gradients. `ends`: of the members' shares.
Numbers shareOfGradients(TrainingGroup &group, int classes, const QStringList &ends)
{
    const int rank = group.place().rank;
    VmUnet network = tinyNetwork(classes);
    const Batch share = shareOf(batchFor(classes, kImages), rank == 0 ? 0 : ends[rank - 1].toInt(), ends[rank].toInt());
    Numbers numbers{addGradients(network, classes, share, &group)};
    for (const at::Tensor &parameter : network->parameters()) {
        numbers += numbersOf(parameter.grad());
    }
    return numbers;
}

Numbers sumOfSines(TrainingGroup &group)
{
    at::Tensor values = at::arange(1000, at::kFloat).mul_(0.1F).sin_().mul_(group.place().rank + 0.7F);
    group.sum(values);
    return numbersOf(values);
}

/// 1: the other one's end was noticed.
Numbers leftAlone(TrainingGroup &group)
{
    group.any(false);
    if (!group.isFirst()) {
        return {}; // Goes.
    }
    try {
        group.any(false);
        return {0};
    } catch (const GroupError &) {
        return {1};
    }
}

Numbers doTask(TrainingGroup &group, const QStringList &task)
{
    if (task[0] == QLatin1String("gradients")) {
        return shareOfGradients(group, task[1].toInt(), task.mid(2));
    }
    if (task[0] == QLatin1String("sum")) {
        return sumOfSines(group);
    }
    if (task[0] == QLatin1String("stop")) {
        const bool one = group.any(!group.isFirst());
        return {double(one), double(group.any(false))};
    }
    if (task[0] == QLatin1String("settings")) {
        const bool same = group.agreesOn("the same");
        return {double(same), double(group.agreesOn(group.isFirst() ? "lr 0.1" : "lr 0.2"))};
    }
    return leftAlone(group);
}

/// Arguments: rank, size, port, file for the numbers, task.
int member(const QStringList &arguments)
{
    at::set_num_threads(1);
    const auto group = TrainingGroup::join({.rank = arguments[0].toInt(),
        .size = arguments[1].toInt(),
        .address = QStringLiteral("127.0.0.1"),
        .port = arguments[2].toInt()});
    if (!group) {
        std::fprintf(stderr, "%s\n", qPrintable(group.error().message));
        return 1;
    }
    const Numbers numbers = doTask(**group, arguments.mid(4));
    QFile file(arguments[3]);
    if (!file.open(QIODevice::WriteOnly)) {
        return 1;
    }
    QDataStream stream(&file);
    stream << numbers;
    return 0;
}

} // namespace

class TrainingGroupTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    /// What each member of a new group finds out; empty, and said, where one fails.
    QList<Numbers> inGroup(int size, const QStringList &task)
    {
        const QString port = QString::number(freePort());
        const auto fileOf = [this](int rank) { return m_folder.filePath(QString::number(rank)); };
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int rank = 0; rank < size; ++rank) {
            auto &process = processes.emplace_back(std::make_unique<QProcess>());
            process->start(QCoreApplication::applicationFilePath(),
                QStringList{
                    QStringLiteral("--member"), QString::number(rank), QString::number(size), port, fileOf(rank)}
                    + task);
        }
        QList<Numbers> all;
        for (int rank = 0; rank < size; ++rank) {
            QProcess &process = *processes[size_t(rank)];
            if (!process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit
                || process.exitCode() != 0) {
                qWarning("member %d failed: %s", rank, process.readAllStandardError().constData());
                return {};
            }
            QFile file(fileOf(rank));
            Numbers numbers;
            if (file.open(QIODevice::ReadOnly)) {
                QDataStream stream(&file);
                stream >> numbers;
            }
            all.append(numbers);
        }
        return all;
    }

private Q_SLOTS:
    void initTestCase() { at::set_num_threads(1); }

    void sharesAddUpToTheWholeBatch_data()
    {
        QTest::addColumn<int>("classes");
        QTest::addColumn<QStringList>("ends"); // Of the shares.
        const auto ends = [](const char *list) { return QString::fromLatin1(list).split(QLatin1Char(' ')); };
        QTest::newRow("one class") << 1 << ends("2 5");
        QTest::newRow("several classes") << 4 << ends("2 5");
        QTest::newRow("one class, an empty share") << 1 << ends("5 5");
        QTest::newRow("several classes, an empty share") << 4 << ends("0 5");
        QTest::newRow("three processes") << 4 << ends("1 2 5");
    }

    void sharesAddUpToTheWholeBatch()
    {
        QFETCH(int, classes);
        QFETCH(QStringList, ends);
        VmUnet whole = tinyNetwork(classes);
        const double expected = addGradients(whole, classes, batchFor(classes, kImages), nullptr);
        const QList<Numbers> members =
            inGroup(int(ends.size()), QStringList{QStringLiteral("gradients"), QString::number(classes)} + ends);
        QCOMPARE(members.size(), ends.size());
        for (const Numbers &numbers : members) {
            QVERIFY2(
                std::abs(numbers.front() - expected) < 1e-6, qPrintable(QString::number(numbers.front() - expected)));
            VmUnet theirs = tinyNetwork(classes);
            const at::Tensor all = at::tensor(std::vector<double>(numbers.begin() + 1, numbers.end()), at::kFloat);
            std::int64_t first = 0;
            for (at::Tensor &parameter : theirs->parameters()) {
                parameter.mutable_grad() = all.narrow(0, first, parameter.numel()).view_as(parameter);
                first += parameter.numel();
            }
            QCOMPARE(first, all.numel());
            const double worst = worstDifference(whole, theirs);
            QVERIFY2(worst < 1e-4, qPrintable(QString::number(worst)));
        }
    }

    void allSeeTheSameBits()
    {
        const QList<Numbers> sums = inGroup(3, {QStringLiteral("sum")});
        QCOMPARE(sums.size(), 3);
        QCOMPARE(sums[0].size(), 1000);
        QVERIFY(sums[0] == sums[1] && sums[0] == sums[2]);
        QVERIFY(std::abs(sums[0][1] - std::sin(0.1) * (0.7 + 1.7 + 2.7)) < 1e-6);
    }

    void oneThatWantsToStopStopsAll()
    {
        QCOMPARE(inGroup(2, {QStringLiteral("stop")}), (QList<Numbers>{{1, 0}, {1, 0}}));
    }

    void otherSettingsAreNoticedByAll()
    {
        QCOMPARE(inGroup(2, {QStringLiteral("settings")}), (QList<Numbers>{{1, 0}, {1, 0}}));
    }

    void whoIsLeftAloneEndsWithAnError() { QCOMPARE(inGroup(2, {QStringLiteral("alone")}), (QList<Numbers>{{1}, {}})); }
};

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--member")) {
        return member(arguments.mid(2));
    }
    TrainingGroupTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "training_group_test.moc"
