// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/agreement.h"
#include "core/storage/image_review.h"
#include "core/storage/ledger.h"
#include "support/project_fixture.h"

#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

class ReviewFiguresTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;

    ImageId addImage(const char *name, int slices = 1)
    {
        return *m_project->images().add(
            imageOf(m_folder->filePath(QLatin1String(name)), {10, 10}, slices), hashOfText(QLatin1String(name)));
    }

    void draw(ImageId image, QRect area, Label label, int slice = 0)
    {
        EditRecord edit;
        edit.slice = slice;
        edit.area = {0, 0, 10, 10};
        edit.after = Mask({10, 10});
        edit.after.fill(area, label);
        QVERIFY(m_project->annotations().addEdit(image, edit));
    }

    void approveAs(const char *reader, ImageId image, int slice = 0)
    {
        m_project->annotators().setCurrent(QLatin1String(reader));
        QVERIFY(m_project->annotations().reviewNewest(image, slice, ReviewStatus::Approved));
    }

    ModelId addModel(const char *name)
    {
        ModelRecord model;
        model.sha256 = hashOfText(QLatin1String(name));
        model.name = QLatin1String(name);
        model.task = QStringLiteral("dermoscopy");
        return *m_project->models().add(model);
    }

    void predict(ImageId image, ModelId model, QRect area)
    {
        Mask mask({10, 10});
        mask.fill(area, Label{1});
        PredictionInfo info;
        info.model = model;
        QVERIFY(m_project->annotations().addPrediction(image, 0, mask, {}, info));
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = *Project::create(m_folder->filePath(QStringLiteral("p.vmunet")));
    }

    void twoReadersAreComparedOnWhatBothApproved()
    {
        const ImageId both = addImage("both", 2);
        const ImageId alone = addImage("alone");
        draw(both, {0, 0, 10, 4}, Label{1});
        approveAs("Ada", both);
        draw(both, {0, 0, 10, 2}, Label{1});
        approveAs("Bert", both);
        draw(both, {0, 0, 5, 5}, Label{2}, 1);
        approveAs("Ada", both, 1);
        approveAs("Bert", both, 1); // The same revision.
        draw(alone, {0, 0, 3, 3}, Label{1});
        approveAs("Ada", alone);

        const auto readings = sharedReadings(m_project->database());
        QVERIFY2(readings, readings ? "" : qPrintable(readings.error().message));
        QCOMPARE(readings->size(), std::size_t(4));
        QCOMPARE(readings->front().name, QStringLiteral("Ada"));
        QCOMPARE(sharedReadings(m_project->database(), alone)->size(), std::size_t(0));

        const auto all = agreements(*m_project, ReadingPairs::All);
        QVERIFY2(all, all ? "" : qPrintable(all.error().message));
        QCOMPARE(all->size(), std::size_t(4)); // Two structures of one image, and the same over all.
        QCOMPARE(all->at(0).counts, (Confusion{20, 20, 0, 60}));
        QCOMPARE(all->at(0).dice, 2.0 / 3);
        // By hand: po = 0.8, pe = 0.4 * 0.2 + 0.6 * 0.8 = 0.56.
        QVERIFY(std::abs(all->at(0).kappa - 0.24 / 0.44) < 1e-12);
        QCOMPARE(all->at(1).dice, 1.0);
        QCOMPARE(all->at(1).kappa, 1.0);
        QCOMPARE(all->at(2).image, ImageId{});
        QCOMPARE(all->at(2).counts, all->at(0).counts);
        QCOMPARE(agreements(*m_project, ReadingPairs::All, alone)->size(), std::size_t(0));
    }

    void aMaskThatOneReaderOnlyConfirmedIsNoIndependentReading()
    {
        const ImageId confirmed = addImage("confirmed");
        m_project->annotators().setCurrent(QStringLiteral("Ada"));
        draw(confirmed, {0, 0, 10, 4}, Label{1});
        approveAs("Ada", confirmed);
        approveAs("Bert", confirmed);
        const ImageId corrected = addImage("corrected");
        m_project->annotators().setCurrent(QStringLiteral("Ada"));
        draw(corrected, {0, 0, 10, 4}, Label{1});
        approveAs("Ada", corrected);
        m_project->annotators().setCurrent(QStringLiteral("Bert"));
        draw(corrected, {0, 0, 10, 3}, Label{1});
        approveAs("Bert", corrected);
        const ImageId alone = addImage("each alone");
        m_project->annotators().setCurrent(QStringLiteral("Ada"));
        draw(alone, {0, 0, 10, 4}, Label{1});
        QVERIFY(reviewSlices(*m_project, alone, {}, ReviewStatus::Submitted, {}));
        m_project->annotators().setCurrent(QStringLiteral("Bert"));
        QVERIFY(beginSecondReading(*m_project, alone));
        draw(alone, {0, 0, 10, 5}, Label{1});
        QVERIFY(finishSecondReading(*m_project, alone));

        const ImageId predicted = addImage("predicted"); // Both only nodded at what the network had drawn.
        predict(predicted, addModel("network"), {0, 0, 10, 4});
        approveAs("Ada", predicted);
        approveAs("Bert", predicted);

        QCOMPARE(agreements(*m_project, ReadingPairs::All)->size(), std::size_t(5)); // Four images, and all of them.
        const auto independent = agreements(*m_project, ReadingPairs::Independent);
        QVERIFY(independent);
        QCOMPARE(independent->size(), std::size_t(2));
        QCOMPARE(independent->front().image, alone);
        QCOMPARE(independent->front().first, QStringLiteral("Ada"));
        QCOMPARE(independent->front().counts, (Confusion{40, 0, 10, 50}));
        const QList<QByteArray> lines = agreementCsv(*independent).split('\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY(lines[1].endsWith("Ada,Bert,1,1,40,50,40,0.8889,0.8000\r"));
        QVERIFY(lines[2].startsWith("all,,Ada,Bert,"));
    }

    void kappaOfExtremes()
    {
        QCOMPARE(cohenKappa({0, 0, 0, 100}), 1.0);
        QCOMPARE(cohenKappa({50, 0, 0, 50}), 1.0);
        QCOMPARE(cohenKappa({0, 50, 50, 0}), -1.0);
        QCOMPARE(cohenKappa({25, 25, 25, 25}), 0.0);
        QCOMPARE(cohenKappa({}), 0.0);
    }

    void theLedgerSaysWhatEachModelSaved()
    {
        const ModelId old = addModel("old");
        const ModelId tuned = addModel("tuned, \"best\"");
        const ImageId a = addImage("a");
        const ImageId b = addImage("b");
        const ImageId c = addImage("c");
        predict(a, old, {0, 0, 10, 4});
        draw(a, {0, 0, 10, 2}, Label{1}); // 20 pixels wiped away.
        QVERIFY(m_project->worklist().addTime(a, QDateTime::currentDateTime().addSecs(1), 60));
        approveAs("Ada", a);
        predict(b, tuned, {0, 0, 5, 5});
        QVERIFY(m_project->worklist().addTime(b, QDateTime::currentDateTime().addSecs(1), 10));
        QVERIFY(m_project->worklist().addTime(b, QDateTime::currentDateTime().addSecs(-3600), 1000)); // Before it.
        approveAs("Ada", b);
        predict(c, tuned, {0, 0, 5, 5}); // Nobody approved it.
        const auto entries = ledgerEntries(*m_project);
        QVERIFY2(entries, entries ? "" : qPrintable(entries.error().message));
        QCOMPARE(entries->size(), std::size_t(2));
        QCOMPARE(entries->at(0).corrections, 1);
        QCOMPARE(entries->at(0).changedPixels, 20);
        QCOMPARE(entries->at(0).dice, 2.0 * 20 / 60);
        const std::vector<LedgerRow> rows = ledgerRows(*entries, *m_project->models().list());
        QCOMPARE(rows.size(), std::size_t(2));
        QCOMPARE(rows[0].model, old);
        QCOMPARE(rows[0].secondsPerImage, 60.0);
        QCOMPARE(rows[1].model, tuned);
        QCOMPARE(rows[1].secondsPerImage, 10.0);
        QCOMPARE(rows[1].untouched, 1);
        QCOMPARE(rows[1].meanDice, 1.0);
        const QList<QByteArray> lines = ledgerCsv(rows).split('\n');
        QCOMPARE(lines.size(), 6); // A heading, two models with one label each, and what follows the last line's end.
        QCOMPARE(lines[3], QByteArray("2,\"tuned, \"\"best\"\"\",,1,1,1,10.0,10.0,0.0,1.0000\r"));
        QCOMPARE(lines[4], QByteArray("2,\"tuned, \"\"best\"\"\",Label 1,,1,,,,,1.0000\r"));
    }

    void oneStructureIsOneRowHoweverItsNameIsWritten()
    {
        const ModelId model = addModel("network");
        std::vector<LedgerEntry> entries(2);
        entries[0].model = entries[1].model = model;
        entries[0].labels = {{.name = QStringLiteral("Lesion"), .dice = 0.5}};
        entries[1].labels = {{.name = QStringLiteral("lesion"), .dice = 1.0}};
        const std::vector<LedgerRow> rows = ledgerRows(entries, *m_project->models().list());
        QCOMPARE(rows.size(), std::size_t(1));
        QCOMPARE(rows[0].labels.size(), std::size_t(1));
        QCOMPARE(rows[0].labels[0].name, QStringLiteral("Lesion"));
        QCOMPARE(rows[0].labels[0].dice, 0.75);
    }

    void theLedgerAnswersWhetherTimeIsSaved()
    {
        const auto verdict = [this] { return ledgerVerdict(*readLedger(*m_project)); };
        QVERIFY2(verdict().startsWith(QLatin1String("Nothing to compare yet")), qPrintable(verdict()));
        const ModelId tuned = addModel("tuned");
        const auto later = QDateTime::currentDateTime().addSecs(1);
        for (const auto &[name, seconds] : {std::pair{"a", 10.0}, {"b", 20.0}, {"c", 90.0}}) {
            const ImageId image = addImage(name);
            predict(image, tuned, {0, 0, 5, 5});
            if (name[0] == 'a') {
                approveAs("Ada", image);
                QVERIFY2(verdict().startsWith(QLatin1String("No time was measured")), qPrintable(verdict()));
            }
            QVERIFY(m_project->worklist().addTime(image, later, seconds));
            approveAs("Ada", image);
        }
        QCOMPARE(readLedger(*m_project)->rows[0].medianSeconds, 20.0);
        QVERIFY2(verdict().startsWith(QLatin1String("tuned takes 20 s an image (median of 3)")), qPrintable(verdict()));
        const ImageId byHand = addImage("d");
        draw(byHand, {1, 1, 3, 3}, Label{2});
        QVERIFY(m_project->worklist().addTime(byHand, later, 100));
        approveAs("Ada", byHand);
        QCOMPARE(verdict(),
            QStringLiteral("Yes: tuned takes 20 s an image (median of 3), drawing by hand 1 min 40 s (median of 1), so "
                           "80 % are saved."));
    }
};

QTEST_GUILESS_MAIN(ReviewFiguresTest)
#include "review_figures_test.moc"
