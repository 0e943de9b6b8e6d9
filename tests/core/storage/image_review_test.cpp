// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/image_review.h"

#include "core/storage/edit_log.h"
#include "core/storage/mask_authors.h"
#include "core/storage/revision_comparison.h"
#include "support/project_fixture.h"

#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

class ImageReviewTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
    ImageId m_image;
    quint64 m_step = 0;

    void be(const char *name) { m_project->annotators().setCurrent(QLatin1String(name)); }

    RevisionId draw(QRect area, EditTool tool = EditTool::Brush, int slice = 0)
    {
        EditRecord edit{.slice = slice, .area = area, .after = Mask(area.size()), .tool = tool, .step = ++m_step};
        edit.after.fill(edit.after.rect(), tool == EditTool::Eraser ? kBackground : Label{1});
        const Result<RevisionId> added = m_project->annotations().addEdit(m_image, edit);
        return added ? *added : RevisionId{};
    }

    ModelId addModel()
    {
        return *m_project->models().add({.sha256 = hashOfText(QStringLiteral("weights")),
            .path = QStringLiteral("/m.safetensors"),
            .name = QStringLiteral("Dermoscopy"),
            .task = QStringLiteral("dermoscopy")});
    }

    RevisionId predict(QRect area)
    {
        Mask mask({20, 10});
        mask.fill(area, Label{1});
        return *m_project->annotations().addPrediction(
            m_image, 0, mask, {}, {.model = addModel(), .device = {}, .preprocessing = {}});
    }

    Mask mask(RevisionId upTo = {}, int slice = 0) { return *m_project->annotations().mask(m_image, slice, upTo); }
    ImageReview review() { return *readImageReview(*m_project, m_image, 0); }
    AnnotatorId idOf(const char *name) { return *m_project->annotators().find(QLatin1String(name)); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = *Project::create(m_folder->filePath(QStringLiteral("p.vmunet")));
        m_image = *m_project->images().add(
            imageOf(m_folder->filePath(QStringLiteral("i")), {20, 10}, 2), hashOfText(QStringLiteral("i")));
    }

    void aMaskSaysWhoWhenWhichWeightsAndWhichEdits()
    {
        be("Ada");
        const RevisionId predicted = predict({0, 0, 10, 10});
        draw({0, 0, 2, 2}, EditTool::Eraser);
        draw({12, 0, 2, 2});
        const RevisionId last = draw({14, 0, 2, 2});
        QVERIFY(reviewSlices(*m_project, m_image, {}, ReviewStatus::Submitted, QStringLiteral("done")));
        be("Bert");
        draw({16, 0, 2, 2});
        const ImageReview found = review();
        QCOMPARE(found.passages.size(), std::size_t(3));
        QCOMPARE(found.passages[0].annotator, QStringLiteral("Bert"));
        QCOMPARE(found.passages[0].steps, 1);
        const Passage &ada = found.passages[1];
        QCOMPARE(ada.annotator, QStringLiteral("Ada"));
        QCOMPARE(ada.last(), last);
        QCOMPARE(ada.steps, 3);
        QCOMPARE(ada.tools.at(QStringLiteral("brush")), 2);
        QCOMPARE(ada.tools.at(QStringLiteral("eraser")), 1);
        QCOMPARE(ada.changedPixels, 12);
        QCOMPARE(*ada.labelledPixels, 104);
        QVERIFY(ada.began <= ada.ended && ada.began.isValid());
        QCOMPARE(ada.reviews.size(), std::size_t(1));
        QCOMPARE(ada.reviews[0].comment, QStringLiteral("done"));
        const Passage &network = found.passages[2];
        QCOMPARE(network.last(), predicted);
        QCOMPARE(found.models.at(network.prediction->model).name, QStringLiteral("Dermoscopy"));
        QCOMPARE(found.authors, (QStringList{QStringLiteral("Ada"), QStringLiteral("Bert")}));
        QVERIFY(found.isOwn());
        QCOMPARE(found.sliceStatus, ReviewStatus::Open);
        be("Clara");
        QVERIFY(!review().isOwn());
    }

    void aReviewEndsAPassage()
    {
        be("Ada");
        draw({0, 0, 2, 2});
        QVERIFY(reviewSlices(*m_project, m_image, {}, ReviewStatus::Rejected, QStringLiteral("too small")));
        draw({2, 0, 2, 2});
        const ImageReview found = review();
        QCOMPARE(found.passages.size(), std::size_t(2));
        QCOMPARE(found.passages[1].reviews.front().status, ReviewStatus::Rejected);
        QVERIFY(found.passages[0].reviews.empty());
    }

    void aLongHistoryIsCut()
    {
        for (int i = 0; i < 5; ++i) {
            QVERIFY(draw({i, 0, 1, 1}));
        }
        const auto cut = readImageReview(*m_project, m_image, 0, 3);
        QVERIFY(cut);
        QVERIFY(cut->isCut);
        QCOMPARE(cut->passages.front().steps, 3);
        QVERIFY(!readImageReview(*m_project, m_image, 0, 5)->isCut);
    }

    void authorsFollowARestoredMask()
    {
        be("Ada");
        const RevisionId first = draw({0, 0, 4, 4});
        be("Bert");
        draw({8, 0, 4, 4});
        be("Clara");
        QVERIFY(m_project->annotations().restore(first));
        QCOMPARE(*authorsOf(m_project->database(), m_image, 0), std::set{idOf("Ada")});
        draw({8, 0, 4, 4}, EditTool::Undo);
        QCOMPARE(*authorsOf(m_project->database(), m_image, 0), (std::set{idOf("Ada"), idOf("Bert")}));
        draw({0, 0, 4, 4}, EditTool::Redo);
        QCOMPARE(*authorsOf(m_project->database(), m_image, 0), std::set{idOf("Ada")});
        be("Bert");
        predict({0, 0, 3, 3});
        QCOMPARE(*authorsOf(m_project->database(), m_image, 0), std::set<AnnotatorId>{});
    }

    void allSlicesAreReviewedTogetherOrOne()
    {
        be("Ada");
        QVERIFY(!reviewSlices(*m_project, m_image, {}, ReviewStatus::Submitted, {}));
        draw({0, 0, 4, 4});
        draw({0, 0, 4, 4}, EditTool::Brush, 1);
        QVERIFY(reviewSlices(*m_project, m_image, 1, ReviewStatus::Approved, {}));
        QCOMPARE(review().approved, 1);
        QVERIFY(reviewSlices(*m_project, m_image, {}, ReviewStatus::Submitted, {}));
        QCOMPARE(review().approved, 1);
        QCOMPARE(review().submitted, 1);
        QVERIFY(reviewSlices(*m_project, m_image, {}, ReviewStatus::Rejected, QStringLiteral("no")));
        QCOMPARE(review().rejected, 2);
    }

    void theLongestWaitingImageIsNext()
    {
        be("Ada");
        QVERIFY(!*nextToReview(*m_project, {}));
        const ImageId first = m_image;
        draw({0, 0, 4, 4});
        QVERIFY(reviewSlices(*m_project, first, {}, ReviewStatus::Submitted, {}));
        m_image = *m_project->images().add(
            imageOf(m_folder->filePath(QStringLiteral("j")), {20, 10}), hashOfText(QStringLiteral("j")));
        QTest::qWait(2); // Times have milliseconds.
        draw({0, 0, 4, 4});
        QCOMPARE((*nextToReview(*m_project, {}))->id, first);
        QVERIFY(!*nextToReview(*m_project, first));
        QVERIFY(reviewSlices(*m_project, m_image, {}, ReviewStatus::Submitted, {}));
        QCOMPARE((*nextToReview(*m_project, first))->id, m_image);
        QCOMPARE((*nextToReview(*m_project, m_image))->id, first);
    }

    void aSecondReaderBeginsWithNothingAndBothMasksStay()
    {
        be("Ada");
        QVERIFY(!beginSecondReading(*m_project, m_image)); // There is no first one.
        const RevisionId first = draw({0, 0, 10, 4});
        draw({0, 0, 5, 5}, EditTool::Brush, 1);
        QVERIFY(
            reviewSlices(*m_project, m_image, {}, ReviewStatus::Submitted, QStringLiteral("the border is unclear")));
        const auto own = beginSecondReading(*m_project, m_image);
        QVERIFY(!own && own.error().code == ErrorCode::Invalid); // It is her own mask.
        be("Bert");
        const auto begun = beginSecondReading(*m_project, m_image);
        QVERIFY2(begun, begun ? "" : qPrintable(begun.error().message));
        QVERIFY(mask().isEmpty() && mask({}, 1).isEmpty());
        QCOMPARE((*secondReadingOf(m_project->database(), m_image))->name, QStringLiteral("Bert"));
        QVERIFY(!beginSecondReading(*m_project, m_image)); // One at a time.
        const RevisionId second = draw({0, 0, 10, 5});
        const ImageReview blind = review();
        QVERIFY(blind.reading);
        QCOMPARE(blind.passages.size(), std::size_t(2)); // The beginning and the stroke.
        QVERIFY(blind.reviews.empty()); // Not what was said about the first mask.
        QCOMPARE(blind.authors, QStringList{QStringLiteral("Bert")});
        const auto log = readEditLog(m_project->database(), m_image);
        QCOMPARE(log->steps.size(), std::size_t(1)); // Undo does not uncover the first mask.
        be("Ada");
        QVERIFY(!finishSecondReading(*m_project, m_image));
        be("Bert");
        QVERIFY(finishSecondReading(*m_project, m_image));
        QVERIFY(!*secondReadingOf(m_project->database(), m_image));
        const ImageReview after = review();
        QCOMPARE(after.submitted, 2);
        QCOMPARE(after.passages.size(), std::size_t(3));
        QCOMPARE(after.reviews.front().comment, QStringLiteral("the border is unclear"));
        const auto compared = compareSlice(*m_project, m_image, 0, {.before = first, .after = second});
        QVERIFY(compared);
        QCOMPARE(compared->difference.counts, (DifferenceCounts{.agreeing = 40, .added = 10}));
    }

    void aSecondReadingThatIsGivenUpBringsTheFirstMaskBack()
    {
        be("Ada");
        draw({0, 0, 10, 4});
        const Mask former = mask();
        be("Bert");
        QVERIFY(!giveUpSecondReading(*m_project, m_image));
        QVERIFY(beginSecondReading(*m_project, m_image));
        const RevisionId own = draw({0, 0, 3, 3});
        draw({0, 0, 20, 3});
        QVERIFY(m_project->annotations().restore(own)); // Of this reading: it goes on.
        QVERIFY(*secondReadingOf(m_project->database(), m_image));
        QVERIFY(giveUpSecondReading(*m_project, m_image));
        QVERIFY(!*secondReadingOf(m_project->database(), m_image));
        QCOMPARE(mask(), former);
        QCOMPARE(review().authors, QStringList{QStringLiteral("Ada")});
    }

    void slicesAreComparedAndSummedUp()
    {
        be("Ada");
        const RevisionId before = draw({0, 0, 10, 4});
        draw({0, 0, 10, 2}, EditTool::Eraser);
        const RevisionId after = draw({0, 0, 5, 5}, EditTool::Brush, 1);
        const auto slices = compareSlices(*m_project, m_image, {.before = before, .after = after});
        QVERIFY(slices);
        QCOMPARE(slices->size(), std::size_t(2));
        QCOMPARE(slices->at(0).counts, (DifferenceCounts{.agreeing = 20, .removed = 20}));
        QCOMPARE(slices->at(1).counts, (DifferenceCounts{.added = 25}));
        const SliceComparison all = inAll(*slices);
        QCOMPARE(all.counts, (DifferenceCounts{.agreeing = 20, .added = 25, .removed = 20}));
        QCOMPARE(all.labels.front(), (LabelOverlap{.label = Label{1}, .before = 40, .after = 45, .both = 20}));
        CancelFlag cancel;
        cancel.cancel();
        QCOMPARE(compareSlices(*m_project, m_image, {before, after}, cancel).error().code, ErrorCode::Cancelled);
    }
};

QTEST_GUILESS_MAIN(ImageReviewTest)
#include "image_review_test.moc"
