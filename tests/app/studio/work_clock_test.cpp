// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/work_clock.h"

#include <QTest>

using namespace vmunet;

class WorkClockTest : public QObject {
    Q_OBJECT

private:
    qint64 m_now = 5000;
    double m_spent = 0;
    int m_reports = 0;
    std::unique_ptr<WorkClock> m_clock;

    void pass(qint64 seconds) { m_now += seconds * 1000; }

private Q_SLOTS:
    void init()
    {
        m_spent = 0;
        m_reports = 0;
        m_clock = std::make_unique<WorkClock>([this] { return m_now; });
        connect(m_clock.get(), &WorkClock::spent, this, [this](const QDateTime &started, double seconds) {
            QVERIFY(started.isValid());
            m_spent += seconds;
            ++m_reports;
        });
        m_clock->setWindowActive(true);
        m_clock->setRunning(true);
        m_clock->noteInput();
    }

    void timeWithInputCounts()
    {
        pass(10);
        m_clock->noteInput();
        pass(20);
        m_clock->report();
        QCOMPARE(m_spent, 30.0);
        m_clock->report(); // Nothing is counted twice.
        QCOMPARE(m_spent, 30.0);
        QCOMPARE(m_reports, 1);
    }

    void aMinuteAfterTheLastInputTheClockStops()
    {
        pass(300);
        m_clock->noteInput(); // Back from lunch.
        pass(5);
        m_clock->report();
        QCOMPARE(m_spent, 65.0);
    }

    void reportsInBetweenDoNotShortenTheMinute()
    {
        for (int i = 0; i < 10; ++i) {
            pass(30);
            m_clock->report();
        }
        QCOMPARE(m_spent, 60.0);
    }

    void anotherProgramInFrontIsNoWork()
    {
        pass(10);
        m_clock->setWindowActive(false);
        pass(20);
        m_clock->setWindowActive(true);
        pass(5);
        m_clock->report();
        QCOMPARE(m_spent, 15.0);
    }

    void changingTheImageReportsAndBeginsAnew()
    {
        pass(7);
        m_clock->setRunning(false);
        QCOMPARE(m_spent, 7.0);
        pass(20);
        m_clock->noteInput();
        m_clock->setRunning(true);
        QCOMPARE(m_spent, 7.0);
        pass(3);
        m_clock->setRunning(true);
        QCOMPARE(m_spent, 10.0);
    }
};

QTEST_GUILESS_MAIN(WorkClockTest)
#include "work_clock_test.moc"
