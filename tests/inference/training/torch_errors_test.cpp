// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/torch_errors.h"

#include "inference/model/state_dict.h"

#include <ATen/ATen.h>

#include <QTest>

using namespace vmunet;

class TorchErrorsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void memoryThatRanOutSaysWhatToDo()
    {
        try {
            const at::Tensor tensor = at::empty({std::int64_t(1) << 58}, at::kByte);
            QFAIL("So much memory was had.");
        } catch (const std::exception &exception) {
            const Error error = errorFrom(exception, QStringLiteral("Training in run"));
            QCOMPARE(error.code, ErrorCode::OutOfMemory);
            QVERIFY(error.message.startsWith(QStringLiteral("Training in run")));
            QVERIFY(error.message.contains(QStringLiteral("smaller batch")));
        }
    }

    void messagesAreOneLine()
    {
        try {
            at::zeros({2, 3}).matmul(at::zeros({2, 3}));
            QFAIL("The shapes do not fit.");
        } catch (const std::exception &exception) {
            const Error error = errorFrom(exception, QStringLiteral("Training in run"));
            QCOMPARE(error.code, ErrorCode::Invalid);
            QVERIFY(!error.message.contains(QLatin1Char('\n')));
        }
    }

    void checkpointsNameThemselves()
    {
        const Error error = errorFrom(CheckpointError("a.pth: is empty"), QStringLiteral("Training in run"));
        QCOMPARE(error.code, ErrorCode::Corrupt);
        QCOMPARE(error.message, QStringLiteral("a.pth: is empty"));
    }
};

QTEST_GUILESS_MAIN(TorchErrorsTest)
#include "torch_errors_test.moc"
