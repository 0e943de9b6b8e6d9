// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/frame_codec.h"

#include <QRandomGenerator>
#include <QTest>
#include <QtEndian>

using namespace vmunet;

namespace {

QByteArray twoFrames()
{
    return encodeFrame({MessageType::Progress, JobId{7}, QByteArray("half way")})
        + encodeFrame({MessageType::Heartbeat, kNoJob, {}});
}

} // namespace

class FrameCodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void framesSurviveAnyWayOfCuttingTheStream()
    {
        const QByteArray bytes = twoFrames();
        for (qsizetype cut = 1; cut <= bytes.size(); ++cut) {
            FrameDecoder decoder;
            QList<Frame> frames;
            for (qsizetype at = 0; at < bytes.size(); at += cut) {
                decoder.append(bytes.mid(at, cut));
                for (;;) {
                    const auto next = decoder.next();
                    QVERIFY(next);
                    if (!*next) {
                        break;
                    }
                    frames.append(**next);
                }
            }
            QCOMPARE(frames.size(), 2);
            QCOMPARE(frames[0].type, MessageType::Progress);
            QCOMPARE(frames[0].job, JobId{7});
            QCOMPARE(frames[0].payload, QByteArray("half way"));
            QCOMPARE(frames[1].type, MessageType::Heartbeat);
            QVERIFY(frames[1].payload.isEmpty());
        }
    }

    void aTruncatedFrameWaitsForTheRest()
    {
        const QByteArray bytes = encodeFrame({MessageType::Progress, JobId{1}, QByteArray(100, 'x')});
        FrameDecoder decoder;
        decoder.append(bytes.chopped(1));
        const auto early = decoder.next();
        QVERIFY(early);
        QVERIFY(!*early);
        decoder.append(bytes.right(1));
        const auto complete = decoder.next();
        QVERIFY(complete && *complete);
    }

    void hostileHeadersAreRefusedForGood_data()
    {
        QTest::addColumn<int>("offset");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("another magic") << 0 << QByteArray("HTTP") << ErrorCode::Corrupt;
        QTest::newRow("a later protocol") << 4 << QByteArray("\x7f\xff", 2) << ErrorCode::NewerVersion;
        QTest::newRow("no type") << 6 << QByteArray("\0\0", 2) << ErrorCode::Corrupt;
        QTest::newRow("an unknown type") << 6 << QByteArray("\xff\xff", 2) << ErrorCode::Corrupt;
        QTest::newRow("a length of 4 GiB") << 16 << QByteArray("\xff\xff\xff\xff", 4) << ErrorCode::Corrupt;
    }

    void hostileHeadersAreRefusedForGood()
    {
        QFETCH(int, offset);
        QFETCH(QByteArray, bytes);
        QFETCH(ErrorCode, code);
        QByteArray frame = encodeFrame({MessageType::Progress, JobId{1}, QByteArray("ok")});
        frame.replace(offset, bytes.size(), bytes);
        FrameDecoder decoder;
        decoder.append(frame);
        const auto refused = decoder.next();
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, code);
        QVERIFY(!refused.error().message.contains(QLatin1Char('\n')));
        decoder.append(twoFrames());
        QVERIFY(!decoder.next());
    }

    void randomBytesNeverPassAsAFrame()
    {
        QRandomGenerator random(20240817);
        for (int i = 0; i < 2000; ++i) {
            QByteArray noise(64, Qt::Uninitialized);
            random.fillRange(reinterpret_cast<quint32 *>(noise.data()), 16);
            FrameDecoder decoder;
            decoder.append(noise);
            QVERIFY(!decoder.next());
        }
    }
};

QTEST_APPLESS_MAIN(FrameCodecTest)
#include "frame_codec_test.moc"
