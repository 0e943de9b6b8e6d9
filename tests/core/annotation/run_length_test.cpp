// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/run_length.h"

#include <QRandomGenerator>
#include <QTest>

using namespace vmunet;

namespace {

Mask noise(QSize size, quint32 seed, int labels)
{
    QRandomGenerator random(seed);
    Mask mask(size);
    for (int y = 0; y < mask.rect().height(); ++y) {
        for (int x = 0; x < mask.rect().width(); ++x) {
            mask.set({x, y}, Label(random.bounded(labels)));
        }
    }
    return mask;
}

void expectSame(const Mask &mask)
{
    const Result<Mask> decoded = decodeRunLength(encodeRunLength(mask), mask.size());
    QVERIFY2(decoded, decoded ? "" : qPrintable(decoded.error().message));
    QCOMPARE(*decoded, mask);
}

} // namespace

class RunLengthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anyMaskComesBackTheSame()
    {
        expectSame(Mask());
        expectSame(Mask({1, 1}));
        expectSame(Mask({300, 200}));
        for (quint32 seed = 0; seed < 20; ++seed) {
            expectSame(noise({int(1 + seed * 7), int(1 + seed * 3)}, seed, seed % 2 ? 2 : 256));
        }
    }

    void flatMasksTakeAFewBytes()
    {
        QVERIFY(encodeRunLength(Mask({6000, 4000})).size() < 16);
        Mask square({512, 512});
        square.fill({100, 100, 200, 200}, Label{1});
        QVERIFY2(encodeRunLength(square).size() < 200, qPrintable(QString::number(encodeRunLength(square).size())));
    }

    void masksLargerThanTheirImageAreRejected()
    {
        const QByteArray bytes = encodeRunLength(Mask({20, 10}));
        QVERIFY(!decodeRunLength(bytes, {19, 10}));
        QVERIFY(!decodeRunLength(bytes, {20, 9}));
        QCOMPARE(decodeRunLength(bytes, {19, 10}).error().code, ErrorCode::Corrupt);
    }

    void hugeSizesAreRejectedBeforeAllocating()
    {
        // Plain form, 2^31 - 1 by 2^31 - 1.
        const QByteArray bytes = QByteArray::fromHex("01ffffffff07ffffffff0700");
        QVERIFY(!decodeRunLength(bytes, {4096, 4096}));
        // Deflated form that claims 2^49 bytes of runs.
        const QByteArray bomb = QByteArray::fromHex("020a0affffffffffff3f789c");
        QVERIFY(!decodeRunLength(bomb, {4096, 4096}));
    }

    void everyTruncationIsRejected()
    {
        for (const Mask &mask : {noise({9, 5}, 1, 3), noise({90, 50}, 2, 3)}) {
            const QByteArray bytes = encodeRunLength(mask);
            for (qsizetype length = 0; length < bytes.size(); ++length) {
                QVERIFY(!decodeRunLength(bytes.left(length), mask.size()));
            }
        }
    }

    void flippedBytesNeverCrash()
    {
        const Mask mask = noise({64, 48}, 3, 4);
        const QByteArray bytes = encodeRunLength(mask);
        QRandomGenerator random(4);
        for (int round = 0; round < 2000; ++round) {
            QByteArray damaged = bytes;
            damaged[random.bounded(int(damaged.size()))] = char(random.bounded(256));
            const Result<Mask> decoded = decodeRunLength(damaged, mask.size());
            QVERIFY(!decoded || decoded->labels().size() == decoded->rect().width() * decoded->rect().height());
        }
    }

    void runsBeyondTheLastPixelAreRejected()
    {
        QVERIFY(decodeRunLength(QByteArray::fromHex("0102020104"), {2, 2}));
        QVERIFY(!decodeRunLength(QByteArray::fromHex("0102020105"), {2, 2}));
        QVERIFY(!decodeRunLength(QByteArray::fromHex("0102020103"), {2, 2}));
        QVERIFY(!decodeRunLength(QByteArray::fromHex("01020201040101"), {2, 2}));
        QVERIFY(!decodeRunLength(QByteArray::fromHex("0102020100"), {2, 2}));
    }
};

QTEST_APPLESS_MAIN(RunLengthTest)
#include "run_length_test.moc"
