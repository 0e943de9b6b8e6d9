// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/volume/cine.h"

#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace vmunet;

class CineTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aLoopBeginsAgain() { QCOMPARE(played(4, 2, Cine::Mode::Loop, 5), (QList<int>{3, 0, 1, 2, 3})); }

    void aBounceTurnsBackAtBothEnds()
    {
        QCOMPARE(played(3, 0, Cine::Mode::Bounce, 6), (QList<int>{1, 2, 1, 0, 1, 2}));
        QCOMPARE(played(2, 1, Cine::Mode::Bounce, 3), (QList<int>{0, 1, 0}));
    }

    void aSingleSliceIsNotPlayed()
    {
        Cine cine;
        cine.setSlices(1);
        cine.setPlaying(true);
        QVERIFY(!cine.isPlaying());
    }

    void anotherVolumeStopsTheFilm()
    {
        Cine cine;
        QSignalSpy playing(&cine, &Cine::playingChanged);
        cine.setSlices(5);
        cine.setPlaying(true);
        cine.setSlices(9);
        QVERIFY(!cine.isPlaying());
        QCOMPARE(playing.count(), 2);
    }

    void theRateIsKept()
    {
        Cine cine;
        cine.setSlices(100);
        cine.setRate(50);
        QSignalSpy reached(&cine, &Cine::sliceReached);
        QElapsedTimer clock;
        clock.start();
        cine.setPlaying(true);
        QTRY_COMPARE_WITH_TIMEOUT(reached.count() >= 10, true, 5000);
        QVERIFY2(clock.elapsed() >= 180, "faster than asked for");
    }

private:
    /// The first `frames` slices after `from`.
    static QList<int> played(int slices, int from, Cine::Mode mode, int frames)
    {
        Cine cine;
        cine.setSlices(slices);
        cine.setPosition(from);
        cine.setMode(mode);
        cine.setRate(Cine::kFastest);
        QList<int> seen;
        connect(&cine, &Cine::sliceReached, &cine, [&](int slice) {
            seen.append(slice);
            cine.setPlaying(seen.size() < frames);
        });
        cine.setPlaying(true);
        return QTest::qWaitFor([&] { return !cine.isPlaying(); }) ? seen : QList<int>();
    }
};

QTEST_GUILESS_MAIN(CineTest)
#include "cine_test.moc"
