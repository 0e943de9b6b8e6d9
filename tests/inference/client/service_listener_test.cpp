// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/client/service_listener.h"

#include "inference/protocol/job_messages.h"

#include <QFileInfo>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTest>

using namespace vmunet;

namespace {

std::unique_ptr<Connection> connectTo(const ServiceListener &listener)
{
    auto *socket = new QLocalSocket;
    socket->connectToServer(listener.socketName());
    return socket->waitForConnected(1000) ? std::make_unique<Connection>(socket) : nullptr;
}

} // namespace

class ServiceListenerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theRightPeerIsLetInAndTheSocketFileDisappears()
    {
        ServiceListener listener(ServiceRole::Segment);
        QVERIFY(listener.listen());
        const QFileInfo file(listener.socketName());
        QVERIFY(file.exists());
        QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther)));
        QSignalSpy accepted(&listener, &ServiceListener::accepted);
        const auto peer = connectTo(listener);
        QVERIFY(peer);
        peer->send(kNoJob, Hello{listener.secret(), ServiceRole::Segment, 1});
        QVERIFY(accepted.wait());
        QVERIFY(!QFileInfo::exists(file.filePath()));
        delete accepted.first().first().value<Connection *>();
    }

    void aWrongSecretIsRefusedAndTheRightPeerStillComesIn()
    {
        ServiceListener listener(ServiceRole::Segment);
        QVERIFY(listener.listen());
        QSignalSpy accepted(&listener, &ServiceListener::accepted);
        QSignalSpy refused(&listener, &ServiceListener::refused);
        const auto intruder = connectTo(listener);
        QVERIFY(intruder);
        QSignalSpy thrownOut(intruder.get(), &Connection::closed);
        intruder->send(kNoJob, Hello{QString(64, QLatin1Char('0')), ServiceRole::Segment, 1});
        QVERIFY(refused.wait());
        QVERIFY(!thrownOut.isEmpty() || thrownOut.wait());
        QCOMPARE(accepted.size(), 0);

        const auto peer = connectTo(listener);
        QVERIFY(peer);
        peer->send(kNoJob, Hello{listener.secret(), ServiceRole::Segment, 1});
        QVERIFY(accepted.wait());
        delete accepted.first().first().value<Connection *>();
    }

    void anotherRoleOrAnotherFirstMessageIsRefused()
    {
        ServiceListener listener(ServiceRole::Segment);
        QVERIFY(listener.listen());
        QSignalSpy refused(&listener, &ServiceListener::refused);
        const auto trainer = connectTo(listener);
        trainer->send(kNoJob, Hello{listener.secret(), ServiceRole::Trainer, 1});
        QVERIFY(refused.wait());
        const auto impatient = connectTo(listener);
        impatient->send(JobId{1}, Progress{});
        QVERIFY(refused.wait());
        QCOMPARE(refused.size(), 2);
    }

    void noiseIsRefused()
    {
        ServiceListener listener(ServiceRole::Segment);
        QVERIFY(listener.listen());
        QSignalSpy refused(&listener, &ServiceListener::refused);
        QLocalSocket socket;
        socket.connectToServer(listener.socketName());
        QVERIFY(socket.waitForConnected(1000));
        socket.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        QVERIFY(refused.wait());
    }
};

QTEST_GUILESS_MAIN(ServiceListenerTest)
#include "service_listener_test.moc"
