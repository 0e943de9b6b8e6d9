// SPDX-License-Identifier: GPL-3.0-or-later
// Power loss: the write-ahead log ends at any byte. Whatever is left, the project opens and holds the strokes up to
// some moment, all of them, and nothing of a later one. Every byte with VMUNET_EVERY_BYTE=1 (takes minutes), else a
// sample.
#include "core/storage/project.h"
#include "core/storage/schema.h"
#include "core/storage/statement.h"
#include "core/storage/verify.h"
#include "support/project_fixture.h"

#include <QTest>

#include <array>

using namespace vmunet;
using namespace vmunet::test;

class TornLogTest : public QObject {
    Q_OBJECT

private:
    static constexpr int kStrokes = 200;
    static constexpr QSize kSize{64, 48};

    QTemporaryDir m_folder;
    QString m_path;
    QByteArray m_log;
    std::vector<QByteArray> m_labels; ///< After each number of strokes.
    std::vector<qint64> m_ends; ///< Of the log after each number of strokes.
    std::array<bool, kStrokes + 1> m_checked{};

    /// A file of small pages, so that a log of 200 strokes has few bytes.
    void makeSmallPages()
    {
        writeFile(m_path, {});
        const auto database = Database::open(m_path, Database::Mode::New);
        QVERIFY((*database)->execute(QStringLiteral("PRAGMA page_size=512")));
        QVERIFY(prepareSchema(**database, true));
    }

    /// What is there after the log was cut: the number of strokes. -1: it does not open, -2: a mixture.
    int strokesLeft()
    {
        QFile::remove(m_path + QStringLiteral("-shm"));
        const auto database = Database::open(m_path, Database::Mode::ReadOnly);
        if (!database) {
            qWarning("%s", qPrintable(database.error().message));
            return -1;
        }
        Statement counts(**database, QStringLiteral(R"(
            SELECT (SELECT count(*) FROM revision), (SELECT coalesce(max(id), 0) FROM revision),
                   coalesce((SELECT revisions FROM slice_state), 0), (SELECT revisions FROM worklist),
                   coalesce((SELECT newest_id FROM slice_state), 0))"));
        if (!counts.next()) {
            return -1;
        }
        const qint64 strokes = counts.integer(0);
        for (int column = 1; column < 5; ++column) {
            if (counts.integer(column) != strokes) {
                return -2;
            }
        }
        // The mask itself once for each number: the rows are the same whenever the number is.
        if (!std::exchange(m_checked[std::size_t(strokes)], true)) {
            const auto project = Project::open(m_path, Project::Mode::ReadOnly);
            const auto mask = project ? (*project)->annotations().mask(ImageId{1}, 0) : Result<Mask>(project.error());
            const auto report = project ? verifyProject(**project, {.hashImages = false}) : project.error();
            if (!mask || mask->labels() != m_labels[std::size_t(strokes)] || !report || !report->problems.isEmpty()) {
                return -2;
            }
        }
        return int(strokes);
    }

    bool cutAt(qint64 length)
    {
        QFile log(m_path + QStringLiteral("-wal"));
        return log.resize(length);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_path = m_folder.filePath(QStringLiteral("p.vmunet"));
        makeSmallPages();
        QByteArray base;
        {
            const auto project = Project::open(m_path);
            QVERIFY((*project)->images().add(
                imageOf(m_folder.filePath(QStringLiteral("i")), kSize), hashOfText(QStringLiteral("i"))));
            QVERIFY((*project)->annotators().current());
        } // The log goes into the file.
        base = contentOf(m_path);
        {
            const auto project = Project::open(m_path);
            QVERIFY((*project)->database().execute(QStringLiteral("PRAGMA wal_autocheckpoint=0")));
            QRandomGenerator random(1);
            m_labels.push_back((*project)->annotations().mask(ImageId{1}, 0)->labels());
            m_ends.push_back(QFileInfo(m_path + QStringLiteral("-wal")).size());
            for (int i = 0; i < kStrokes; ++i) {
                QVERIFY((*project)->annotations().addEdit(ImageId{1}, randomEdit(random, kSize)));
                m_labels.push_back((*project)->annotations().mask(ImageId{1}, 0)->labels());
                m_ends.push_back(QFileInfo(m_path + QStringLiteral("-wal")).size());
            }
            m_log = contentOf(m_path + QStringLiteral("-wal"));
        }
        writeFile(m_path, base);
        writeFile(m_path + QStringLiteral("-wal"), m_log);
        QCOMPARE(m_log.size(), m_ends.back());
        QCOMPARE(strokesLeft(), kStrokes);
    }

    void aLogCutAnywhereLeavesAPrefix()
    {
        const bool everyByte = qEnvironmentVariableIsSet("VMUNET_EVERY_BYTE");
        QRandomGenerator random(2);
        qint64 tried = 0;
        int strokes = kStrokes;
        for (qint64 length = m_log.size(); length >= 0;) {
            QVERIFY(cutAt(length));
            const int left = strokesLeft();
            while (strokes > 0 && m_ends[std::size_t(strokes)] > length) {
                --strokes;
            }
            QVERIFY2(left == strokes,
                qPrintable(QStringLiteral("%1 strokes instead of %2 at byte %3").arg(left).arg(strokes).arg(length)));
            ++tried;
            // A sample tries both sides of each commit, where a mixture would be.
            const qint64 edge = strokes > 0 ? m_ends[std::size_t(strokes)] : 0;
            length = everyByte      ? length - 1
                : length > edge + 1 ? std::max(edge, length - 1 - random.bounded(9000))
                : length > 0        ? length - 1
                                    : -1;
        }
        qInfo("%lld lengths of %lld bytes", static_cast<long long>(tried), static_cast<long long>(m_log.size()));
        QVERIFY(std::all_of(m_checked.begin(), m_checked.end(), [](bool checked) { return checked; }));
    }

    void aLogWithForeignBytesAtItsEndLeavesAPrefix()
    {
        QRandomGenerator random(3);
        for (int round = 0; round < 40; ++round) {
            const qint64 at = random.bounded(int(m_log.size()));
            QByteArray torn = m_log;
            for (qint64 i = at; i < std::min<qint64>(at + 700, torn.size()); ++i) {
                torn[i] = char(random.bounded(256)); // A sector that was being written.
            }
            writeFile(m_path + QStringLiteral("-wal"), torn);
            const int left = strokesLeft();
            QVERIFY(left >= 0);
            QVERIFY(left < kStrokes);
            QVERIFY(m_ends[std::size_t(left)] <= at + 700);
        }
    }
};

QTEST_GUILESS_MAIN(TornLogTest)
#include "torn_log_test.moc"
