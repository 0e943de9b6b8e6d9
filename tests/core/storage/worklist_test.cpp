// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/worklist_repository.h"

#include "core/storage/statement.h"
#include "core/storage/worklist_sql.h"
#include "support/project_fixture.h"

#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

class WorklistTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;

    ImageId addImage(const char *name, int slices = 1)
    {
        Image image = imageOf(m_folder->filePath(QLatin1String(name)), {20, 10}, slices);
        image.patientId = QStringLiteral("Patient ") + QLatin1Char(name[0]);
        return *m_project->images().add(image, hashOfText(QLatin1String(name)));
    }

    ModelId addModel(const char *name)
    {
        ModelRecord model;
        model.sha256 = hashOfText(QLatin1String(name));
        model.task = QStringLiteral("dermoscopy");
        return *m_project->models().add(model);
    }

    RevisionId edit(ImageId image, int slice = 0, QRect area = {2, 3, 4, 5})
    {
        EditRecord record;
        record.slice = slice;
        record.area = area;
        record.after = Mask(area.size());
        record.after.fill(record.after.rect(), Label{1});
        return *m_project->annotations().addEdit(image, record);
    }

    RevisionId predict(ImageId image, ModelId model, std::uint8_t probability)
    {
        const Mask mask({20, 10});
        const ProbabilityMap map{.size = {20, 10}, .classes = 1, .values = QByteArray(200, char(probability))};
        PredictionInfo info;
        info.model = model;
        return *m_project->annotations().addPrediction(image, 0, mask, map, info);
    }

    ImageState stateOf(ImageId image)
    {
        const auto rows = m_project->worklist().page({});
        for (const WorklistRow &row : *rows) {
            if (row.image.id == image) {
                return row.state;
            }
        }
        return ImageState::Rejected;
    }

    std::vector<qint64> idsOf(const WorklistQuery &query)
    {
        std::vector<qint64> ids;
        const auto rows = m_project->worklist().page(query);
        for (const WorklistRow &row : *rows) {
            ids.push_back(row.image.id.value);
        }
        return ids;
    }

    QStringList planOf(const QString &sql, const WorklistQuery &query, bool isPage)
    {
        Statement statement(m_project->database(), QStringLiteral("EXPLAIN QUERY PLAN ") + sql);
        bindWorklistFilter(statement, query);
        if (isPage) {
            statement.bind(100).bind(0);
        }
        const auto rows = statement.rows<QString>([](const Statement &row) { return row.text(3); });
        return QStringList(rows->begin(), rows->end());
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = *Project::create(m_folder->filePath(QStringLiteral("p.vmunet")));
    }

    void anImageGoesThroughAllStates()
    {
        const ImageId image = addImage("a.png");
        AnnotationRepository &annotations = m_project->annotations();
        QCOMPARE(stateOf(image), ImageState::New);
        predict(image, addModel("m"), 128);
        QCOMPARE(stateOf(image), ImageState::Predicted);
        edit(image);
        QCOMPARE(stateOf(image), ImageState::InWork);
        QVERIFY(annotations.reviewNewest(image, 0, ReviewStatus::Submitted));
        QCOMPARE(stateOf(image), ImageState::ToReview);
        QVERIFY(annotations.reviewNewest(image, 0, ReviewStatus::Rejected, QStringLiteral("too small")));
        QCOMPARE(stateOf(image), ImageState::Rejected);
        edit(image);
        QCOMPARE(stateOf(image), ImageState::InWork);
        QVERIFY(annotations.reviewNewest(image, 0, ReviewStatus::Approved));
        QCOMPARE(stateOf(image), ImageState::Approved);
        QCOMPARE((*m_project->worklist().stateCounts())[std::size_t(ImageState::Approved)], 1);
        QCOMPARE(annotations.reviews(image)->at(1).comment, QStringLiteral("too small"));
        QVERIFY(!annotations.reviews(image)->at(1).reader.isEmpty());
    }

    void aVolumeIsApprovedWhenAllItsSlicesAre()
    {
        const ImageId image = addImage("v", 3);
        edit(image, 0);
        edit(image, 2);
        QVERIFY(m_project->annotations().reviewNewest(image, 0, ReviewStatus::Approved));
        QCOMPARE(stateOf(image), ImageState::InWork);
        QVERIFY(m_project->annotations().reviewNewest(image, 2, ReviewStatus::Approved));
        QCOMPARE(stateOf(image), ImageState::Approved);
    }

    void pixelsTimeAndPeopleAreKept()
    {
        const ImageId image = addImage("v", 2);
        m_project->annotators().setCurrent(QStringLiteral("Ada"));
        edit(image, 0, {2, 3, 4, 5});
        edit(image, 1, {0, 0, 20, 10});
        edit(image, 0, {3, 3, 4, 5}); // One column more.
        QVERIFY(m_project->worklist().addTime(image, QDateTime::currentDateTime(), 12.5));
        QVERIFY(m_project->worklist().addTime(image, QDateTime::currentDateTime(), 1e9)); // A day is counted.
        const WorklistRow row = m_project->worklist().page({})->at(0);
        QCOMPARE(*row.labelledPixels, 25 + 200);
        QCOMPARE(row.annotator, QStringLiteral("Ada"));
        QCOMPARE(row.seconds, 86'412.5);
        const Revision newest = m_project->annotations().history(image).operator*().front();
        QCOMPARE(newest.annotator, QStringLiteral("Ada"));
        QCOMPARE(newest.counts->labelled, 25);
        QCOMPARE(newest.counts->changed, 5);
    }

    void countsHoldWhenAnotherProgramWritesInBetween()
    {
        const ImageId image = addImage("a");
        edit(image);
        {
            auto other = Project::open(m_project->path());
            EditRecord everything;
            everything.area = {0, 0, 20, 10};
            everything.after = Mask({20, 10});
            everything.after.fill(everything.area, Label{2});
            QVERIFY((*other)->annotations().addEdit(image, everything));
        }
        edit(image, 0, {0, 0, 1, 1});
        QCOMPARE(*m_project->worklist().page({})->at(0).labelledPixels, 200);
        QCOMPARE(m_project->annotations().history(image).operator*().front().counts->changed, 1);
    }

    void stepsOfSeveralSlicesShareTheirFirstRow()
    {
        const ImageId image = addImage("v", 3);
        AnnotationRepository &annotations = m_project->annotations();
        const auto withStep = [&](int slice, quint64 step) {
            EditRecord record;
            record.slice = slice;
            record.area = {0, 0, 1, 1};
            record.after = Mask({1, 1});
            record.step = step;
            return *annotations.addEdit(image, record);
        };
        const RevisionId first = withStep(0, 7);
        QCOMPARE(withStep(1, 7).value, first.value + 1);
        const RevisionId next = withStep(1, 8);
        annotations.startSteps();
        const RevisionId reopened = withStep(2, 8);
        const RevisionId alone = withStep(0, 0);
        const RevisionId alsoAlone = withStep(0, 0);
        const auto history = annotations.history(image);
        std::vector<RevisionId> steps;
        for (const Revision &revision : *history) {
            steps.push_back(revision.step);
        }
        QCOMPARE(steps, (std::vector<RevisionId>{alsoAlone, alone, reopened, next, first, first}));
    }

    void olderMasksComeBackAsNewRevisions()
    {
        const ImageId image = addImage("a");
        const RevisionId first = edit(image);
        const Mask then = *m_project->annotations().mask(image, 0);
        edit(image, 0, {0, 0, 20, 10});
        const auto restored = m_project->annotations().restore(first);
        QVERIFY(restored);
        QCOMPARE(*m_project->annotations().mask(image, 0), then);
        QCOMPARE(m_project->annotations().history(image)->front().restored, first);
        QCOMPARE(*m_project->annotations().revisionCount(), 3);
        QCOMPARE(m_project->annotations().restore(RevisionId{99}).error().code, ErrorCode::NotFound);
    }

    void searchLooksAtPathPatientLesionAndTags()
    {
        const ImageId a = addImage("Anna.png");
        const ImageId b = addImage("Bert_1.png");
        WorklistRepository &worklist = m_project->worklist();
        QVERIFY(worklist.addTag({a, b}, QStringLiteral("  Follow-up ")));
        QVERIFY(worklist.addTag({b}, QStringLiteral("hard")));
        QVERIFY(worklist.setLesion({a}, QStringLiteral("IL_0042")));
        const auto search = [&](const char *text) { return idsOf({.text = QString::fromUtf8(text)}); };
        QCOMPARE(search("ANNA"), (std::vector<qint64>{a.value}));
        QCOMPARE(search("patient b"), (std::vector<qint64>{b.value}));
        QCOMPARE(search("follow-up"), (std::vector<qint64>{a.value, b.value}));
        QCOMPARE(search("il_0042"), (std::vector<qint64>{a.value}));
        QCOMPARE(search("%"), std::vector<qint64>()); // No pattern: taken literally.
        QCOMPARE(search("' OR 1=1 --"), std::vector<qint64>());
        QCOMPARE(*worklist.count({.text = QStringLiteral("hard")}), 1);
        QCOMPARE(worklist.page({.text = QStringLiteral("bert")})->at(0).tags,
            (QStringList{QStringLiteral("Follow-up"), QStringLiteral("hard")}));
        QVERIFY(worklist.removeTag({b}, QStringLiteral("hard")));
        QCOMPARE(*worklist.count({.text = QStringLiteral("hard")}), 0);
        QCOMPARE(*worklist.tags(), QStringList{QStringLiteral("Follow-up")});
        QVERIFY(!worklist.addTag({a}, QStringLiteral("  ")));
    }

    void ordersAndFiltersCombine()
    {
        const ImageId a = addImage("a");
        const ImageId b = addImage("b");
        const ImageId c = addImage("c");
        edit(a, 0, {0, 0, 5, 5});
        edit(b, 0, {0, 0, 9, 9});
        QCOMPARE(idsOf({.order = WorklistOrder::LabelledPixels, .descending = true}),
            (std::vector<qint64>{b.value, a.value, c.value}));
        QCOMPARE(idsOf({.states = {ImageState::InWork}, .order = WorklistOrder::LabelledPixels}),
            (std::vector<qint64>{a.value, b.value}));
        QCOMPARE(idsOf({.states = {ImageState::New, ImageState::Approved}}), (std::vector<qint64>{c.value}));
        QCOMPARE(idsOf({.offset = 1, .limit = 1}), (std::vector<qint64>{b.value}));
        QCOMPARE(idsOf({.order = WorklistOrder::Changed, .descending = true, .limit = 2}),
            (std::vector<qint64>{b.value, a.value}));
        const auto annotator = m_project->annotators().current();
        QCOMPARE(idsOf({.annotator = *annotator}), (std::vector<qint64>{a.value, b.value}));
        QCOMPARE(*m_project->worklist().count({.states = {ImageState::InWork}, .annotator = *annotator}), 2);
    }

    void theLeastCertainImageComesNext()
    {
        const ModelId old = addModel("old");
        const ModelId tuned = addModel("tuned");
        const ImageId a = addImage("a");
        const ImageId b = addImage("b", 3);
        const ImageId c = addImage("c");
        QCOMPARE(*m_project->worklist().nextByUncertainty(), ImageId{});
        predict(a, old, 10);
        predict(c, old, 128);
        QVERIFY(m_project->worklist().addScore(b, 1, old, 0.3));
        QVERIFY(m_project->worklist().addScore(b, 2, old, 0.7));
        QVERIFY(m_project->worklist().addScore(b, 0, old, 0.1)); // A slice that is more certain.
        QCOMPARE(*m_project->worklist().nextByUncertainty(), c);
        QCOMPARE(*m_project->worklist().nextByUncertainty(c), b);
        const WorklistRow row =
            m_project->worklist().page({.order = WorklistOrder::Uncertainty, .descending = true})->at(1);
        QCOMPARE(*row.uncertainty, 0.7);
        QCOMPARE(row.uncertainSlice, 2);
        edit(c);
        QCOMPARE(*m_project->worklist().nextByUncertainty(), b);
        // A new model ranks anew.
        QVERIFY(m_project->worklist().addScore(b, 0, tuned, 0.01));
        QCOMPARE(*m_project->worklist().nextByUncertainty(), a);
    }

    void patientsLesionsAndTagsSort()
    {
        const ImageId a = addImage("a");
        const ImageId b = addImage("b");
        const ImageId c = addImage("c");
        WorklistRepository &worklist = m_project->worklist();
        QVERIFY(worklist.setPatient({a}, QStringLiteral("zoe")));
        QVERIFY(worklist.setLesion({b}, QStringLiteral("L2")));
        QVERIFY(worklist.setLesion({c}, QStringLiteral("l1")));
        QVERIFY(worklist.addTag({a, c}, QStringLiteral("Hard")));
        QVERIFY(worklist.addTag({c}, QStringLiteral("blurred")));
        QCOMPARE(idsOf({.order = WorklistOrder::Patient}), (std::vector<qint64>{b.value, c.value, a.value}));
        QCOMPARE(idsOf({.order = WorklistOrder::Lesion}), (std::vector<qint64>{a.value, c.value, b.value}));
        QCOMPARE(idsOf({.order = WorklistOrder::Tags}), (std::vector<qint64>{b.value, c.value, a.value}));
        QVERIFY(worklist.removeTag({c}, QStringLiteral("blurred")));
        QVERIFY(worklist.removeTag({a}, QStringLiteral("Hard")));
        QCOMPARE(idsOf({.order = WorklistOrder::Tags}), (std::vector<qint64>{a.value, b.value, c.value}));
        QCOMPARE(idsOf({.tag = QStringLiteral("Hard")}), (std::vector<qint64>{c.value}));
        QVERIFY(m_project->images().setLabels(b, LabelSet::fromNames({QStringLiteral("Naevus")})));
        QCOMPARE(idsOf({.label = QStringLiteral("Naevus")}), (std::vector<qint64>{b.value}));
        QCOMPARE(*worklist.labelNames(), QStringList{QStringLiteral("Naevus")});
    }

    void idsAndRowsAgreeWithThePage()
    {
        const ImageId a = addImage("a");
        const ImageId b = addImage("b");
        WorklistRepository &worklist = m_project->worklist();
        const WorklistQuery query{.order = WorklistOrder::Path, .descending = true, .limit = 0};
        QCOMPARE(*worklist.ids(query), (std::vector<ImageId>{b, a}));
        QCOMPARE(*worklist.rowOf(query, a), 1);
        QCOMPARE(*worklist.rowOf({.text = QStringLiteral("b")}, a), -1);
        QCOMPARE(
            (*worklist.row(b))->image.path, worklist.page(query.limit ? query : WorklistQuery{})->at(1).image.path);
        QVERIFY(!*worklist.row(ImageId{99}));
        const QString other = m_folder->filePath(QStringLiteral("other.png"));
        QCOMPARE(*worklist.unlisted({m_folder->filePath(QStringLiteral("a")), other}), QStringList{other});
    }

    void whoIsGivenAnImageIsItsAnnotatorUntilSomebodyChangesIt()
    {
        const ImageId a = addImage("a");
        m_project->annotators().setCurrent(QStringLiteral("Ada"));
        QVERIFY(m_project->worklist().assign({a}, QStringLiteral("Bert")));
        QCOMPARE((*m_project->worklist().row(a))->annotator, QStringLiteral("Bert"));
        edit(a);
        QCOMPARE((*m_project->worklist().row(a))->annotator, QStringLiteral("Ada"));
        QVERIFY(!m_project->worklist().assign({a}, QStringLiteral(" ")));
    }

    void anImageTakenOffTheListComesBackAsItWas()
    {
        const ModelId model = addModel("m");
        const ImageId a = addImage("a");
        const ImageId b = addImage("b");
        predict(a, model, 128);
        edit(a);
        QVERIFY(m_project->annotations().reviewNewest(a, 0, ReviewStatus::Approved));
        WorklistRepository &worklist = m_project->worklist();
        QVERIFY(worklist.addTime(a, QDateTime::currentDateTime(), 7));
        QVERIFY(worklist.addTag({a}, QStringLiteral("hard")));
        const WorklistRow before = **worklist.row(a);
        QVERIFY(worklist.setListed({a}, false));
        QCOMPARE(idsOf({}), (std::vector<qint64>{b.value}));
        QCOMPARE((*worklist.stateCounts())[std::size_t(ImageState::Approved)], 0);
        // What the project holds is still found, for training, export, merging and checking.
        const auto all = m_project->images().list();
        QCOMPARE(all->size(), std::size_t(2));
        QCOMPARE(all->at(0).approvedSlices, 1);
        edit(a); // Nothing is shown, nothing breaks.
        QVERIFY(m_project->annotations().reviewNewest(a, 0, ReviewStatus::Approved));
        QCOMPARE(addImage("a"), a); // Opened again.
        const WorklistRow after = **worklist.row(a);
        QCOMPARE(after.state, before.state);
        QCOMPARE(after.revisions, before.revisions + 1);
        QCOMPARE(after.labelledPixels, before.labelledPixels);
        QCOMPARE(after.uncertainty, before.uncertainty);
        QCOMPARE(after.annotator, before.annotator);
        QCOMPARE(after.seconds, before.seconds);
        QCOMPARE(after.tags, before.tags);
        QCOMPARE(idsOf({.tag = QStringLiteral("hard"), .order = WorklistOrder::Tags}), (std::vector<qint64>{a.value}));
    }

    void scoresOfAnOlderModelAreFound()
    {
        const ModelId old = addModel("old");
        const ModelId tuned = addModel("tuned");
        const ImageId a = addImage("a");
        const ImageId b = addImage("b");
        addImage("c"); // Without a score.
        predict(a, old, 128);
        predict(b, old, 100);
        predict(b, tuned, 100);
        QCOMPARE(idsOf({.scoredByOthers = tuned}), (std::vector<qint64>{a.value}));
        QCOMPARE(*m_project->worklist().scoredBy(a), old);
        QCOMPARE(*m_project->worklist().count({.scoredByOthers = old}), 0);
    }

    void everyOrderIsReadFromAnIndex()
    {
        for (const WorklistOrder order : {WorklistOrder::Path, WorklistOrder::State, WorklistOrder::LabelledPixels,
                 WorklistOrder::Uncertainty, WorklistOrder::Annotator, WorklistOrder::Seconds, WorklistOrder::Changed,
                 WorklistOrder::Patient, WorklistOrder::Lesion, WorklistOrder::Tags}) {
            for (const bool descending : {false, true}) {
                for (const bool filtered : {false, true}) {
                    WorklistQuery query{.order = order, .descending = descending};
                    if (filtered) {
                        query.states = {ImageState::InWork};
                        query.annotator = AnnotatorId{1};
                    }
                    const QStringList plan = planOf(worklistPageSql(query), query, true);
                    const QString all = plan.join(QLatin1Char('\n'));
                    QVERIFY2(plan.at(1).contains(QStringLiteral("USING COVERING INDEX worklist_by_")), qPrintable(all));
                    // The only sort is that of the one page that was found.
                    QCOMPARE(all.count(QStringLiteral("TEMP B-TREE")), 1);
                    QVERIFY2(all.indexOf(QStringLiteral("TEMP B-TREE")) > all.indexOf(QStringLiteral("SCAN page")),
                        qPrintable(all));
                }
            }
        }
    }

    void searchesByPathAndCountsReadOneIndexOnly()
    {
        const WorklistQuery query{.text = QStringLiteral("x"), .states = {ImageState::New}};
        const QString page = planOf(worklistPageSql(query), query, true).join(QLatin1Char('\n'));
        QVERIFY2(page.contains(QStringLiteral("COVERING INDEX worklist_by_")), qPrintable(page));
        const QString count = planOf(worklistCountSql(query), query, false).join(QLatin1Char('\n'));
        QVERIFY2(count.contains(QStringLiteral("COVERING INDEX worklist_by_")), qPrintable(count));
    }
};

QTEST_GUILESS_MAIN(WorklistTest)
#include "worklist_test.moc"
