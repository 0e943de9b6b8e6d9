// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/running_process.h"

#include <QCoreApplication>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace vmunet;

class RunningProcessTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thisProgramLives()
    {
        QVERIFY(isProcessAlive(QCoreApplication::applicationPid()));
        QCOMPARE(processPlace(), processPlace());
        QVERIFY(processPlace().size() <= 60);
    }

    void numbersThatNoProcessHasAreDead()
    {
        QVERIFY(!isProcessAlive(0));
        QVERIFY(!isProcessAlive(-1)); // To kill() that is everybody.
        QVERIFY(!isProcessAlive(4'194'305)); // Above Linux' highest.
    }

    void aKilledProgramIsDeadBeforeItsParentNoticed()
    {
#ifndef Q_OS_LINUX
        QSKIP("Zombies are seen on Linux only.");
#endif
        const pid_t child = fork();
        if (child == 0) {
            pause();
            _exit(0);
        }
        QVERIFY(isProcessAlive(child));
        ::kill(child, SIGKILL);
        siginfo_t info;
        QCOMPARE(waitid(P_PID, id_t(child), &info, WEXITED | WNOWAIT), 0); // Stays a zombie.
        QVERIFY(!isProcessAlive(child));
        QCOMPARE(waitpid(child, nullptr, 0), child);
        QVERIFY(!isProcessAlive(child));
    }
};

QTEST_GUILESS_MAIN(RunningProcessTest)
#include "running_process_test.moc"
