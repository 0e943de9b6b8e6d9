// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/client/service_listener.h"
#include "inference/protocol/job_messages.h"
#include "inference/protocol/model_messages.h"
#include "inference/protocol/segment_messages.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace vmunet;

namespace {

constexpr int kPatienceMs = 30000;

/// A service process spoken to by hand.
struct Peer {
    ServiceListener listener{ServiceRole::Segment};
    QProcess process;
    std::unique_ptr<Connection> connection;
    std::unique_ptr<QSignalSpy> frames;
    QSignalSpy ended{&process, &QProcess::finished};

    bool start(const QString &secret)
    {
        QSignalSpy accepted(&listener, &ServiceListener::accepted);
        if (!listener.listen()) {
            return false;
        }
        process.start(QStringLiteral(VMUNET_BINARIES "/vmunet-service"),
            {QStringLiteral("--role"), QStringLiteral("segment"), QStringLiteral("--socket"), listener.socketName()});
        process.write(secret.toLatin1() + '\n');
        if (!accepted.wait(kPatienceMs)) {
            return false;
        }
        connection.reset(accepted[0][0].value<Connection *>());
        frames = std::make_unique<QSignalSpy>(connection.get(), &Connection::received);
        return true;
    }

    /// The next frame of a type; others are dropped. Type 0: none came.
    Frame waitFor(MessageType type)
    {
        do {
            while (!frames->isEmpty()) {
                const auto frame = frames->takeFirst()[0].value<Frame>();
                if (frame.type == type) {
                    return frame;
                }
            }
        } while (frames->wait(kPatienceMs));
        return {};
    }

    void greet() { connection->send(kNoJob, HelloReply{QStringLiteral("cpu"), 1}); }
};

} // namespace

class ServerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void itSaysWhereItRunsAndKeepsItsHeartBeating()
    {
        Peer peer;
        QVERIFY(peer.start(peer.listener.secret()));
        peer.greet();
        const auto ready = decodeMessage<ServiceReady>(peer.waitFor(MessageType::ServiceReady));
        QVERIFY(ready);
        QCOMPARE(ready->device, QStringLiteral("cpu"));
        QVERIFY(ready->torchVersion.startsWith(QStringLiteral("2.")));
        QCOMPARE(peer.waitFor(MessageType::Heartbeat).type, MessageType::Heartbeat);
        QCOMPARE(peer.waitFor(MessageType::Heartbeat).type, MessageType::Heartbeat);
    }

    void anAbsentDeviceIsSaidAndCostsNothingElse()
    {
        Peer peer;
        QVERIFY(peer.start(peer.listener.secret()));
        peer.connection->send(kNoJob, HelloReply{QStringLiteral("cuda:97"), 1});
        const auto ready = decodeMessage<ServiceReady>(peer.waitFor(MessageType::ServiceReady));
        QVERIFY(ready);
        QVERIFY(ready->device.isEmpty());
        QVERIFY(ready->deviceNote.contains(QStringLiteral("cuda:97")));
    }

    void malformedRequestsFailAndTheServiceLivesOn()
    {
        Peer peer;
        QVERIFY(peer.start(peer.listener.secret()));
        peer.greet();
        QCOMPARE(peer.waitFor(MessageType::ServiceReady).type, MessageType::ServiceReady);
        peer.connection->write(encodeFrame({MessageType::SegmentRequest, JobId{5}, QByteArray(40, '\xff')}));
        const Frame failed = peer.waitFor(MessageType::Failed);
        QCOMPARE(failed.job, JobId{5});
        QCOMPARE(decodeMessage<Failed>(failed)->error.code, ErrorCode::Corrupt);

        SegmentRequest request;
        request.modelPath = QStringLiteral("x.pth");
        request.size = {16, 16};
        request.pixels = {QStringLiteral("1:2:3"), 768};
        request.probabilities = {QStringLiteral("1:2:4"), 256};
        peer.connection->send(JobId{6}, request);
        const Frame gone = peer.waitFor(MessageType::Failed);
        QCOMPARE(gone.job, JobId{6});
        QCOMPARE(decodeMessage<Failed>(gone)->error.code, ErrorCode::NotFound);
        QCOMPARE(peer.waitFor(MessageType::Heartbeat).type, MessageType::Heartbeat);
    }

    void noiseEndsTheProcessWithAReason()
    {
        Peer peer;
        QVERIFY(peer.start(peer.listener.secret()));
        peer.connection->write("this is not a frame, nor will it ever be one");
        QVERIFY(!peer.ended.isEmpty() || peer.ended.wait(kPatienceMs));
        QCOMPARE(peer.process.exitCode(), 1);
        QVERIFY(!peer.process.readAllStandardError().isEmpty());
    }

    void theProcessEndsWhenItsClientGoes()
    {
        Peer peer;
        QVERIFY(peer.start(peer.listener.secret()));
        peer.greet();
        QCOMPARE(peer.waitFor(MessageType::ServiceReady).type, MessageType::ServiceReady);
        peer.connection.reset();
        QVERIFY(!peer.ended.isEmpty() || peer.ended.wait(kPatienceMs));
        QCOMPARE(peer.process.exitCode(), 0);
    }

    void aServiceThatWasToldAnotherSecretIsNotLetIn()
    {
        Peer peer;
        QSignalSpy refused(&peer.listener, &ServiceListener::refused);
        QSignalSpy accepted(&peer.listener, &ServiceListener::accepted);
        QVERIFY(peer.listener.listen());
        peer.process.start(QStringLiteral(VMUNET_BINARIES "/vmunet-service"),
            {QStringLiteral("--role"), QStringLiteral("segment"), QStringLiteral("--socket"),
                peer.listener.socketName()});
        peer.process.write("guessed\n");
        QVERIFY(refused.wait(kPatienceMs));
        QVERIFY(!peer.ended.isEmpty() || peer.ended.wait(kPatienceMs));
        QCOMPARE(accepted.size(), 0);
    }
};

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
