// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/service/job_queue.h"

#include <QList>
#include <QTest>

#include <future>

using namespace vmunet;

class JobQueueTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void jobsRunInTheOrderOfAdding()
    {
        JobQueue queue;
        QList<int> order;
        std::promise<void> done;
        for (int i = 0; i < 5; ++i) {
            queue.add(JobId(quint64(i + 1)), [&order, i](const CancelFlag &) { order.append(i); });
        }
        queue.add(JobId{9}, [&done](const CancelFlag &) { done.set_value(); });
        done.get_future().wait();
        QCOMPARE(order, (QList<int>{0, 1, 2, 3, 4}));
    }

    void cancellingReachesWaitingAndRunningJobs()
    {
        JobQueue queue;
        std::promise<void> begun;
        std::promise<bool> stopped;
        std::promise<void> last;
        bool skippedRan = false;
        queue.add(JobId{1}, [&](const CancelFlag &cancel) {
            begun.set_value();
            while (!cancel.isCancelled()) {
                std::this_thread::yield();
            }
            stopped.set_value(true);
        });
        queue.add(JobId{2}, [&](const CancelFlag &) { skippedRan = true; });
        queue.add(JobId{3}, [&](const CancelFlag &) { last.set_value(); });
        begun.get_future().wait();
        QCOMPARE(queue.cancel(JobId{2}), JobQueue::Cancelled::Waiting);
        QCOMPARE(queue.cancel(JobId{1}), JobQueue::Cancelled::Running);
        QCOMPARE(queue.cancel(JobId{7}), JobQueue::Cancelled::Unknown);
        QVERIFY(stopped.get_future().get());
        last.get_future().wait();
        QVERIFY(!skippedRan);
    }

    void endingTheQueueStopsTheRunningJob()
    {
        std::promise<void> begun;
        {
            JobQueue queue;
            queue.add(JobId{1}, [&](const CancelFlag &cancel) {
                begun.set_value();
                while (!cancel.isCancelled()) {
                    std::this_thread::yield();
                }
            });
            begun.get_future().wait();
        }
        QVERIFY(true);
    }
};

QTEST_APPLESS_MAIN(JobQueueTest)
#include "job_queue_test.moc"
