// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/hello.h"
#include "inference/protocol/job_messages.h"
#include "inference/protocol/model_messages.h"
#include "inference/protocol/segment_messages.h"
#include "inference/protocol/train_messages.h"

#include <QTest>

#include <cmath>

using namespace vmunet;

namespace {

template <typename Message>
Frame frameOf(const Message &message)
{
    FrameDecoder decoder;
    decoder.append(encodeMessage(JobId{3}, message));
    return **decoder.next();
}

template <typename Message>
Message roundTrip(const Message &message)
{
    const Result<Message> read = decodeMessage<Message>(frameOf(message));
    if (!read) {
        qFatal("a message does not read what it wrote");
    }
    return *read;
}

/// True if every proper prefix, and the message with a byte too many, is refused.
template <typename Message>
bool refusesOtherLengths(const Message &message)
{
    Frame frame = frameOf(message);
    const QByteArray payload = frame.payload;
    for (qsizetype length = 0; length < payload.size(); ++length) {
        frame.payload = payload.left(length);
        if (decodeMessage<Message>(frame)) {
            return false;
        }
    }
    frame.payload = payload + '\0';
    return !decodeMessage<Message>(frame);
}

SegmentRequest request()
{
    SegmentRequest request;
    request.modelPath = QStringLiteral("/models/größe.safetensors");
    request.modelSha256 = QString(64, QLatin1Char('a'));
    request.format = PixelFormat::Float32;
    request.size = {512, 400};
    request.slices = 3;
    request.classes = 9;
    request.pixels = {QStringLiteral("1:2:3"), pixelBytes(request.format, request.size, 3)};
    request.precision = Precision::BFloat16;
    request.probabilities = {QStringLiteral("1:4:5"), probabilityBytes(9, request.size, 3)};
    return request;
}

TrainFinished trainFinished()
{
    TrainFinished finished;
    finished.runFolder = QStringLiteral("/runs/1");
    finished.bestModelPath = QStringLiteral("/runs/1/best.pth");
    finished.epochsDone = 12;
    finished.stopped = true;
    finished.diceBefore = 0.81;
    finished.diceAfter = 0.9;
    finished.heldOut = {{QStringLiteral("a"), 0.7, 0.8}, {QStringLiteral("b"), TrainEvent::kNone, 1.0}};
    return finished;
}

} // namespace

class MessagesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void helloRoundTrips()
    {
        const Hello hello = roundTrip(Hello{QStringLiteral("secret"), ServiceRole::Trainer, 4711});
        QCOMPARE(hello.secret, QStringLiteral("secret"));
        QCOMPARE(hello.role, ServiceRole::Trainer);
        QCOMPARE(hello.processId, 4711);
        QCOMPARE(roundTrip(HelloReply{QStringLiteral("cuda:1"), 2}).device, QStringLiteral("cuda:1"));
    }

    void modelDescriptionRoundTrips()
    {
        ModelDescription model;
        model.path = QStringLiteral("/m/ct.safetensors");
        model.sha256 = QString(64, QLatin1Char('f'));
        model.classes = 3;
        model.preprocessing = Preprocessing::Ct;
        model.classNames = {QStringLiteral("liver"), QStringLiteral("spleen")};
        model.parameters = 27427761;
        const ModelDescription read = roundTrip(ModelDescribed{model}).model;
        QCOMPARE(read.path, model.path);
        QCOMPARE(read.classes, 3);
        QCOMPARE(read.preprocessing, Preprocessing::Ct);
        QCOMPARE(read.classNames, model.classNames);
        QCOMPARE(read.parameters, model.parameters);
    }

    void segmentRequestRoundTrips()
    {
        const SegmentRequest read = roundTrip(request());
        QCOMPARE(read.modelPath, request().modelPath);
        QCOMPARE(read.size, QSize(512, 400));
        QCOMPARE(read.slices, 3);
        QCOMPARE(read.classes, 9);
        QCOMPARE(read.precision, Precision::BFloat16);
        QCOMPARE(read.probabilities.bytes, qint64(512) * 400 * 27);
    }

    void trainingMessagesRoundTrip()
    {
        TrainEvent event;
        event.epochFinished = true;
        event.epoch = 2;
        event.steps = 40;
        event.validationDice = 0.5;
        const TrainEvent read = roundTrip(event);
        QVERIFY(read.epochFinished);
        QCOMPARE(read.steps, 40);
        QCOMPARE(read.validationDice, 0.5);
        QVERIFY(std::isnan(read.loss));

        const TrainFinished finished = roundTrip(trainFinished());
        QVERIFY(finished.stopped);
        QCOMPARE(finished.heldOut.size(), size_t(2));
        QCOMPARE(finished.heldOut[1].id, QStringLiteral("b"));
        QVERIFY(std::isnan(finished.heldOut[1].before));
        QCOMPARE(roundTrip(TrainControl{TrainCommand::Resume}).command, TrainCommand::Resume);
        QVERIFY(roundTrip(TrainRequest{{}, QStringLiteral("{}"), {}, {}, true}).resume);
    }

    void everyOtherLengthIsRefused()
    {
        QVERIFY(refusesOtherLengths(Hello{QStringLiteral("s"), ServiceRole::Segment, 1}));
        QVERIFY(refusesOtherLengths(ModelDescribed{}));
        QVERIFY(refusesOtherLengths(request()));
        QVERIFY(refusesOtherLengths(SegmentReply{QStringLiteral("cpu"), 1, {QStringLiteral("tiles")}}));
        QVERIFY(refusesOtherLengths(Progress{0.5, QStringLiteral("x")}));
        QVERIFY(refusesOtherLengths(Failed{{ErrorCode::Io, QStringLiteral("disk")}}));
        QVERIFY(refusesOtherLengths(TrainRequest{}));
        QVERIFY(refusesOtherLengths(TrainEvent{}));
        QVERIFY(refusesOtherLengths(trainFinished()));
        QVERIFY(refusesOtherLengths(Heartbeat{}));
    }

    void sizesThatDoNotFitTheBuffersAreRefused()
    {
        SegmentRequest tooSmall = request();
        tooSmall.pixels.bytes -= 1;
        QVERIFY(!decodeMessage<SegmentRequest>(frameOf(tooSmall)));
        SegmentRequest negative = request();
        negative.size = {-512, -400};
        QVERIFY(!decodeMessage<SegmentRequest>(frameOf(negative)));
        SegmentRequest manyClasses = request();
        manyClasses.classes = 1 << 20;
        QVERIFY(!decodeMessage<SegmentRequest>(frameOf(manyClasses)));
        SegmentRequest huge = request();
        huge.size = {kMaxSide + 1, 1};
        QVERIFY(!decodeMessage<SegmentRequest>(frameOf(huge)));
    }

    void aStringLongerThanTheMessageIsRefusedBeforeItIsAllocated()
    {
        MessageWriter out;
        out.integer(16000);
        QVERIFY(!decodeMessage<DescribeModel>({MessageType::DescribeModel, JobId{1}, out.payload()}));
    }

    void aMessageUnderAnotherTypeIsRefused()
    {
        Frame frame = frameOf(Progress{});
        frame.type = MessageType::Failed;
        QVERIFY(!decodeMessage<Progress>(frame));
    }

    void progressIsClampedWhateverThePeerSays()
    {
        QCOMPARE(roundTrip(Progress{7, {}}).fraction, 1.0);
        QCOMPARE(roundTrip(Progress{std::nan(""), {}}).fraction, 0.0);
    }
};

QTEST_APPLESS_MAIN(MessagesTest)
#include "messages_test.moc"
