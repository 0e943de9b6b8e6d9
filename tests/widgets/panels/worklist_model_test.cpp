// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/worklist_model.h"
#include "widgets/panels/worklist_texts.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace vmunet;

class WorklistModelTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<WorklistModel> m_model;
    std::vector<WorklistRequest> m_requests;

    static WorklistRow rowOf(int id)
    {
        WorklistRow row;
        row.image.id = ImageId{id};
        row.image.path = QStringLiteral("/nowhere/%1.png").arg(id);
        return row;
    }

    /// Rows `first`... as a project with images 0, 1, 2... would give them.
    static WorklistAnswer answerTo(const WorklistRequest &request, int count)
    {
        WorklistAnswer answer{.number = request.number, .rows = {}, .count = {}};
        for (int i = request.query.offset; i < std::min(count, request.query.offset + request.query.limit); ++i) {
            answer.rows.push_back(rowOf(i + 1));
        }
        if (request.wantsCount) {
            answer.count = count;
        }
        return answer;
    }

    void answerAll(int count)
    {
        while (!m_requests.empty()) {
            const WorklistRequest request = m_requests.front();
            m_requests.erase(m_requests.begin());
            m_model->answer(answerTo(request, count));
        }
    }

    QString pathAt(int row) { return m_model->index(row, 0).data(WorklistModel::PathRole).toString(); }

private Q_SLOTS:
    void init()
    {
        m_requests.clear();
        m_model = std::make_unique<WorklistModel>();
        new QAbstractItemModelTester(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_model.get());
        connect(m_model.get(), &WorklistModel::wanted, this,
            [this](const WorklistRequest &request) { m_requests.push_back(request); });
    }

    void onlyWhatIsLookedAtIsRead()
    {
        m_model->setQuery({});
        QCOMPARE(m_requests.size(), std::size_t(1));
        answerAll(100'000);
        QCOMPARE(m_model->rowCount(), 100'000);
        QTest::qWait(0); // The tester looked at rows; what it asked for is answered.
        answerAll(100'000);
        QVERIFY(pathAt(77'777).isEmpty());
        QTRY_VERIFY(!m_requests.empty());
        QCOMPARE(m_requests.back().query.offset, 77'700);
        QVERIFY(!m_requests.back().wantsCount);
        answerAll(100'000);
        QCOMPARE(pathAt(77'777), QStringLiteral("/nowhere/77778.png"));
    }

    void whatIsScrolledPastIsNotRead()
    {
        m_model->setQuery({});
        answerAll(100'000);
        QTest::qWait(0);
        answerAll(100'000);
        for (int row = 1000; row < 60'000; row += 100) {
            pathAt(row);
        }
        QTest::qWait(0);
        int read = 0;
        while (!m_requests.empty()) {
            QVERIFY(m_requests.size() <= 2);
            QVERIFY(m_requests.front().query.offset >= 59'000);
            m_model->answer(answerTo(m_requests.front(), 100'000));
            m_requests.erase(m_requests.begin());
            ++read;
        }
        QCOMPARE(read, 4);
    }

    void answersOfAFormerListAreDropped()
    {
        m_model->setQuery({});
        const WorklistRequest former = m_requests.front();
        m_model->setQuery({.text = QStringLiteral("x")});
        m_model->answer(answerTo(former, 500));
        QCOMPARE(m_model->rowCount(), 0);
        m_model->answer(answerTo(m_requests.back(), 3));
        QCOMPARE(m_model->rowCount(), 3);
    }

    void aRefreshFollowsImagesThatMoved()
    {
        m_model->setQuery({});
        answerAll(3);
        const QPersistentModelIndex second = m_model->index(1, 0);
        const QPersistentModelIndex gone = m_model->index(2, 0);
        m_model->refresh();
        QCOMPARE(m_requests.size(), std::size_t(1));
        m_model->answer({.number = m_requests.front().number, .rows = {rowOf(2), rowOf(7), rowOf(1)}, .count = 3});
        QCOMPARE(second.row(), 0);
        QVERIFY(!gone.isValid());
        QCOMPARE(pathAt(1), QStringLiteral("/nowhere/7.png"));
    }

    void looseFilesFollowTheProjectAndTheFilter()
    {
        m_model->setLooseFiles({QStringLiteral("/new/b.png"), QStringLiteral("/new/a.png")});
        m_model->setQuery({});
        answerAll(1);
        QCOMPARE(m_model->rowCount(), 3);
        QCOMPARE(pathAt(1), QStringLiteral("/new/b.png"));
        QCOMPARE(m_model->projectCount(), 1);
        m_requests.clear();
        m_model->setQuery({.text = QStringLiteral("A.PNG")});
        m_model->answer({.number = m_requests.front().number, .rows = {}, .count = 0});
        QCOMPARE(m_model->rowCount(), 1);
        QCOMPARE(pathAt(0), QStringLiteral("/new/a.png"));
        m_requests.clear();
        m_model->setQuery({.states = {ImageState::Approved}});
        m_model->answer({.number = m_requests.front().number, .rows = {}, .count = 0});
        QCOMPARE(m_model->rowCount(), 0);
    }

    void textsAreWhatPeopleSay()
    {
        QCOMPARE(workTimeText(0.2), QString());
        QCOMPARE(workTimeText(12.4), QStringLiteral("12 s"));
        QCOMPARE(workTimeText(61), QStringLiteral("1 min 01 s"));
        QCOMPARE(workTimeText(7380), QStringLiteral("2 h 03 min"));
        WorklistRow row = rowOf(1);
        row.labelledPixels = 200;
        QCOMPARE(labelledAreaText(row), QStringLiteral("200 px"));
        row.image.spacingMm = Vector3{0.5, 0.5, 2};
        QCOMPARE(labelledAreaText(row), QStringLiteral("%1 mm²").arg(QLocale().toString(50.0, 'f', 1)));
        row.state = ImageState::Predicted;
        row.uncertainty = 0.25;
        const QString reason = reasonText(row, QStringLiteral("tuned"));
        QVERIFY2(reason.contains(QLatin1String("tuned")) && reason.contains(QLocale().toString(0.25, 'f', 3)),
            qPrintable(reason));
    }
};

QTEST_MAIN(WorklistModelTest)
#include "worklist_model_test.moc"
