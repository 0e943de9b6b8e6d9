// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/annotation_repository.h"

#include "core/editing/document.h"
#include "core/storage/statement.h"
#include "core/storage/verify.h"
#include "support/project_fixture.h"

#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

class AnnotationRepositoryTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
    ImageId m_image;

    AnnotationRepository &annotations() { return m_project->annotations(); }

    ModelId addModel()
    {
        return *m_project->models().add({.sha256 = hashOfText(QStringLiteral("model")),
            .path = QStringLiteral("/m.safetensors"),
            .name = QStringLiteral("m"),
            .task = QStringLiteral("dermoscopy")});
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = *Project::create(m_folder->filePath(QStringLiteral("p.vmunet")));
        m_image = *m_project->images().add(
            imageOf(m_folder->filePath(QStringLiteral("v")), {50, 40}, 3), hashOfText(QStringLiteral("v")));
    }

    void everyPastMaskCanBeReadAgain()
    {
        QRandomGenerator random(1);
        std::vector<Mask> now(3, Mask({50, 40}));
        std::vector<std::tuple<int, RevisionId, Mask>> past;
        for (int i = 0; i < 450; ++i) {
            const EditRecord edit = randomEdit(random, {50, 40}, random.bounded(3));
            const auto revision = annotations().addEdit(m_image, edit);
            QVERIFY(revision);
            Mask &mask = now[size_t(edit.slice)];
            mask.paste(edit.after, edit.area.topLeft());
            past.emplace_back(edit.slice, *revision, mask);
        }
        for (const auto &[slice, revision, mask] : past) {
            QCOMPARE(*annotations().mask(m_image, slice, revision), mask);
        }
        QCOMPARE(*annotations().masks(m_image), now);
        const auto report = verifyProject(*m_project, {.hashImages = false});
        QVERIFY2(report->problems.isEmpty(), qPrintable(report->problems.join(QLatin1Char('\n'))));
        QCOMPARE(report->chains, 3);
    }

    void longHistoriesAreReadFromSnapshots()
    {
        QRandomGenerator random(2);
        const auto snapshots = [this] {
            return *Statement(m_project->database(), QStringLiteral("SELECT count(*) FROM mask_snapshot")).single();
        };
        for (int i = 0; i < 300; ++i) {
            QVERIFY(annotations().addEdit(m_image, randomEdit(random, {5, 5})));
        }
        QCOMPARE(snapshots(), 1);
        // Large patches weigh more: a mask is never read from more than some slices' pixels.
        EditRecord fill;
        fill.area = {0, 0, 49, 40};
        fill.after = Mask(fill.area.size());
        for (int i = 0; i < 20; ++i) {
            QVERIFY(annotations().addEdit(m_image, fill));
        }
        QCOMPARE(snapshots(), 3);
    }

    void aSliceWithoutHistoryIsBackground()
    {
        QCOMPARE(*annotations().mask(m_image, 2), Mask({50, 40}));
        QVERIFY(annotations().sliceStates(m_image)->empty());
        QVERIFY(!annotations().mask(ImageId{9}, 0));
    }

    void predictionsKeepTheirOriginAndProbabilities()
    {
        const ModelId model = addModel();
        ProbabilityMap map{.size = {50, 40}, .classes = 1, .values = QByteArray(2000, char(200))};
        map.values[7] = 3;
        const auto revision = annotations().addPrediction(m_image, 1, maskAtThreshold(map, 0.25), map,
            {.model = model,
                .device = QStringLiteral("cpu"),
                .preprocessing = QStringLiteral("ct"),
                .threshold = 0.25,
                .seconds = 1.5});
        QVERIFY2(revision, revision ? "" : qPrintable(revision.error().message));
        const auto kept = annotations().probabilities(m_image);
        QCOMPARE(kept->size(), size_t(1));
        QCOMPARE((*kept)[0].map, map);
        QCOMPARE((*kept)[0].slice, 1);
        QCOMPARE((*kept)[0].threshold, 0.25);
        const auto history = annotations().history(m_image, 1);
        QCOMPARE(history->size(), size_t(1));
        QCOMPARE((*history)[0].prediction->model, model);
        QCOMPARE((*history)[0].prediction->device, QStringLiteral("cpu"));
        QCOMPARE((*history)[0].prediction->seconds, 1.5);
        QCOMPARE(*annotations().mask(m_image, 1), maskAtThreshold(map, 0.25));
    }

    void theLastThresholdIsInForce()
    {
        const ProbabilityMap map{.size = {50, 40}, .classes = 1, .values = QByteArray(2000, char(100))};
        QVERIFY(annotations().addPrediction(m_image, 0, Mask({50, 40}), map, {.model = addModel()}));
        EditRecord change{.area = QRect(0, 0, 50, 40), .after = Mask({50, 40}), .name = {}};
        change.tool = EditTool::Threshold;
        change.threshold = 0.3;
        QVERIFY(annotations().addEdit(m_image, change));
        change.tool = EditTool::Brush;
        change.threshold.reset();
        QVERIFY(annotations().addEdit(m_image, change));
        QCOMPARE((*annotations().probabilities(m_image))[0].threshold, 0.3);
    }

    void undoneProposalsTakeTheirProbabilitiesWithThem()
    {
        Image image = imageOf(QStringLiteral("v"), {50, 40}, 3);
        Document document(image, LabelSet::lesion());
        const ModelId model = addModel();
        const auto propose = [&](char value) {
            const ProbabilityMap map{.size = {50, 40}, .classes = 1, .values = QByteArray(2000, value)};
            QVERIFY(document.applyProposal(0, map, 0.5, QStringLiteral("model")));
            QVERIFY(annotations().addPrediction(m_image, 0, document.mask(0), map, {.model = model}));
        };
        connect(&document, &Document::editCommitted, this, [&](const EditRecord &edit) {
            if (edit.tool != EditTool::Proposal) {
                QVERIFY(annotations().addEdit(m_image, edit));
            }
        });
        const auto agrees = [&] {
            const auto kept = annotations().probabilities(m_image);
            return kept && (kept->empty() ? ProbabilityMap{} : (*kept)[0].map) == document.probability(0)
                && *annotations().mask(m_image, 0) == document.mask(0);
        };
        propose(char(200));
        document.beginStroke({20, 20}, 9, kBackground);
        document.endStroke();
        propose(char(10));
        QVERIFY(agrees());
        for (int i = 0; i < 3; ++i) {
            document.undo();
            QVERIFY(agrees());
        }
        document.redo();
        QVERIFY(agrees());
        propose(char(5));
        QVERIFY(agrees());
        document.undo();
        QVERIFY(agrees());
    }

    void predictionsWithoutAKnownModelAreRefusedWhole()
    {
        const ProbabilityMap map{.size = {50, 40}, .classes = 1, .values = QByteArray(2000, char(100))};
        QVERIFY(!annotations().addPrediction(m_image, 0, Mask({50, 40}), map, {.model = ModelId{5}}));
        QCOMPARE(*annotations().revisionCount(), 0);
    }

    void approvalHoldsUntilTheNextChange()
    {
        QRandomGenerator random(3);
        const auto first = annotations().addEdit(m_image, randomEdit(random, {50, 40}));
        QVERIFY(annotations().addReview(*first, ReviewStatus::Approved));
        auto states = annotations().sliceStates(m_image);
        QCOMPARE((*states)[0].review, ReviewStatus::Approved);
        QCOMPARE((*states)[0].approved, *first);
        QVERIFY((*states)[0].corrected);

        const auto second = annotations().addEdit(m_image, randomEdit(random, {50, 40}));
        states = annotations().sliceStates(m_image);
        QCOMPARE((*states)[0].review, ReviewStatus::Open);
        QCOMPARE((*states)[0].approved, *first);

        QCOMPARE(*annotations().reviewNewest(m_image, 0, ReviewStatus::Rejected), *second);
        states = annotations().sliceStates(m_image);
        QCOMPARE((*states)[0].review, ReviewStatus::Rejected);
        QVERIFY(!(*states)[0].approved);
        QVERIFY(!annotations().reviewNewest(m_image, 2, ReviewStatus::Approved));
    }

    void hostilePatchesAreReportedNotTrusted()
    {
        QRandomGenerator random(4);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(annotations().addEdit(m_image, randomEdit(random, {50, 40})));
        }
        Database &database = m_project->database();
        QVERIFY(database.execute(QStringLiteral("DROP TRIGGER revision_is_never_changed")));
        for (const QByteArray &patch : {QByteArray(), QByteArray::fromHex("01ffffffff07ffffffff0700ff"),
                 QByteArray::fromHex("01010101"), QByteArray::fromHex("010101ff01")}) {
            QVERIFY(Statement(database, QStringLiteral("UPDATE revision SET patch=? WHERE id=2")).bind(patch).run());
            const auto mask = annotations().mask(m_image, 0);
            QVERIFY(!mask || patch.size() == 5);
            QVERIFY(!verifyProject(*m_project, {.hashImages = false})->problems.isEmpty() || patch.size() == 5);
        }
    }

    void aSnapshotThatLiesIsFoundOut()
    {
        QRandomGenerator random(5);
        for (int i = 0; i < 260; ++i) {
            QVERIFY(annotations().addEdit(m_image, randomEdit(random, {10, 10})));
        }
        Database &database = m_project->database();
        QVERIFY(verifyProject(*m_project, {.hashImages = false})->problems.isEmpty());
        QVERIFY(database.execute(QStringLiteral("DROP TRIGGER mask_snapshot_is_never_changed")));
        QVERIFY(Statement(database, QStringLiteral("UPDATE mask_snapshot SET mask=?"))
                    .bind(QByteArray::fromHex("01322805d00f"))
                    .run());
        const auto report = verifyProject(*m_project, {.hashImages = false});
        QCOMPARE(report->problems.size(), 2); // At the snapshot, and in today's mask.
    }

    void missingAndChangedImagesAreListedApart()
    {
        const QString file = m_folder->filePath(QStringLiteral("i.png"));
        writeFile(file, "pixels");
        QVERIFY(m_project->images().add(imageOf(file, {5, 5}), hashOfText(QStringLiteral("pixels"))));
        auto report = verifyProject(*m_project);
        QCOMPARE(report->missingImages.size(), 1); // The volume of init() has no file.
        writeFile(file, "other pixels");
        report = verifyProject(*m_project);
        QCOMPARE(report->missingImages.size(), 2);
        QVERIFY(report->problems.isEmpty());
    }
};

QTEST_GUILESS_MAIN(AnnotationRepositoryTest)
#include "annotation_repository_test.moc"
