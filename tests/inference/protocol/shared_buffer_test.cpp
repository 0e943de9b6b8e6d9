// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/protocol/shared_buffer.h"

#include <QDir>
#include <QTest>

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace vmunet;

namespace {

int openDescriptors()
{
    return int(QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::NoDotAndDotDot | QDir::AllEntries).size());
}

/// Runs `work` in another process; its exit status.
template <typename Work>
int inChild(Work work)
{
    const pid_t child = fork();
    if (child == 0) {
        _exit(work());
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

class SharedBufferTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anotherProcessSeesAndChangesTheBytes()
    {
        auto buffer = SharedBuffer::create(70000);
        QVERIFY(buffer);
        QCOMPARE(buffer->data()[69999], uchar(0));
        buffer->data()[69999] = 17;
        const QString name = buffer->name();
        const int status = inChild([name] {
            auto attached = SharedBuffer::attach(name, 70000, SharedBuffer::Access::ReadWrite);
            if (!attached || attached->data()[69999] != 17) {
                return 1;
            }
            attached->data()[0] = 42;
            return 0;
        });
        QCOMPARE(status, 0);
        QCOMPARE(buffer->data()[0], uchar(42));
    }

    void nothingIsLeftWhenBothSidesAreDone()
    {
        const int before = openDescriptors();
        QString name;
        {
            auto buffer = SharedBuffer::create(4096);
            QVERIFY(buffer);
            name = buffer->name();
            QVERIFY(SharedBuffer::attach(name, 4096, SharedBuffer::Access::ReadOnly));
        }
        QCOMPARE(openDescriptors(), before);
        const auto gone = SharedBuffer::attach(name, 4096, SharedBuffer::Access::ReadOnly);
        QVERIFY(!gone);
        QCOMPARE(gone.error().code, ErrorCode::NotFound);
    }

    void anotherSizeIsRefused()
    {
        auto buffer = SharedBuffer::create(4096);
        QVERIFY(buffer);
        const auto larger = SharedBuffer::attach(buffer->name(), 8192, SharedBuffer::Access::ReadOnly);
        QVERIFY(!larger);
        QCOMPARE(larger.error().code, ErrorCode::Corrupt);
    }

    void aReusedDescriptorIsNotTakenForTheOldBuffer()
    {
        QString oldName;
        {
            auto old = SharedBuffer::create(4096);
            QVERIFY(old);
            oldName = old->name();
        }
        auto next = SharedBuffer::create(4096);
        QVERIFY(next);
        QCOMPARE(next->name().section(QLatin1Char(':'), 0, 1), oldName.section(QLatin1Char(':'), 0, 1));
        QVERIFY(!SharedBuffer::attach(oldName, 4096, SharedBuffer::Access::ReadWrite));
    }

    void namesThatAreNotBuffersAreRefused()
    {
        for (const QString &name : {QString(), QStringLiteral("../../etc/passwd"), QStringLiteral("1:1:x"),
                 QStringLiteral("%1:1:x").arg(getpid()), QStringLiteral("-1:-1:"), QStringLiteral("a:b:c:d")}) {
            QVERIFY2(!SharedBuffer::attach(name, 1, SharedBuffer::Access::ReadOnly), qPrintable(name));
        }
    }

    void thePeerCannotShrinkIt()
    {
        auto buffer = SharedBuffer::create(8192);
        QVERIFY(buffer);
        const QString path = QStringLiteral("/proc/self/fd/") + buffer->name().section(QLatin1Char(':'), 1, 1);
        QVERIFY(truncate(qPrintable(path), 0) != 0);
    }

    void memoryThatIsNotThereIsAnError()
    {
        const auto buffer = SharedBuffer::create(qint64(1) << 60);
        QVERIFY(!buffer);
        QCOMPARE(buffer.error().code, ErrorCode::OutOfMemory);
    }
};

QTEST_APPLESS_MAIN(SharedBufferTest)
#include "shared_buffer_test.moc"
