// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_hash.h"
#include "core/storage/stored_annotation.h"
#include "support/project_fixture.h"

#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

class RepositoriesTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;

    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    ImageId add(const char *name, QSize size = {8, 8})
    {
        return *m_project->images().add(imageOf(path(name), size), hashOfText(QLatin1String(name)));
    }
    ModelId addModel(const char *name)
    {
        return *m_project->models().add({.sha256 = hashOfText(QLatin1String(name)),
            .path = path(name),
            .name = QLatin1String(name),
            .task = QStringLiteral("ct"),
            .classes = 3,
            .classNames = {QStringLiteral("a, b"), QStringLiteral("\u00e4\"")}});
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = *Project::create(path("p.vmunet"));
    }

    void anImageIsKnownByItsContent()
    {
        Image image = imageOf(path("a.png"), {30, 20}, 4);
        image.geometry = {.spacingMm = {0.5, 0.75, 3}, .known = true};
        image.patientId = QStringLiteral("P7");
        image.modality = QStringLiteral("CT");
        const auto id = m_project->images().add(image, hashOfText(QStringLiteral("x")));
        QVERIFY(id);
        const auto record = m_project->images().record(*id);
        QCOMPARE(record->path, path("a.png"));
        QCOMPARE(record->kind, ImageKind::Volume);
        QCOMPARE(record->slices, 4);
        QCOMPARE(*record->spacingMm, (Vector3{0.5, 0.75, 3}));
        QCOMPARE(record->patientId, QStringLiteral("P7"));
        image.path = path("copy.png");
        QCOMPARE(*m_project->images().add(image, hashOfText(QStringLiteral("x"))), *id);
        QCOMPARE(*m_project->images().count(), 1);
        QVERIFY(!*m_project->images().findByHash(hashOfText(QStringLiteral("y"))));
    }

    void aProjectMovedWithItsImagesFindsThem()
    {
        QVERIFY(QDir().mkpath(path("study/images")));
        const auto project = Project::create(path("study/s.vmunet"));
        const auto id =
            (*project)->images().add(imageOf(path("study/images/i.png"), {4, 4}), hashOfText(QStringLiteral("i")));
        QVERIFY((*project)->backUp(path("study/copy.vmunet")));
        QVERIFY(QDir().rename(path("study"), path("moved")));
        const auto moved = Project::open(path("moved/copy.vmunet"));
        QCOMPARE((*moved)->images().record(*id)->path, path("moved/images/i.png"));
    }

    void movedImagesAreRelinkedIfTheirContentIsTheSame()
    {
        const ImageId id = add("pixels");
        writeFile(path("elsewhere.png"), "pixels");
        writeFile(path("wrong.png"), "something else");
        QVERIFY(!m_project->images().relink(id, path("wrong.png")));
        QVERIFY(!m_project->images().relink(id, path("absent.png")));
        QVERIFY(m_project->images().relink(id, path("elsewhere.png")));
        QCOMPARE(m_project->images().record(id)->path, path("elsewhere.png"));
    }

    void searchTakesWildcardsLiterally()
    {
        add("100%.png");
        add("1000.png");
        add("a_b.png");
        add("axb.png");
        QCOMPARE(m_project->images().list(QStringLiteral("100%"))->size(), size_t(1));
        QCOMPARE(m_project->images().list(QStringLiteral("a_b"))->size(), size_t(1));
        QCOMPARE(*m_project->images().count(QStringLiteral(".PNG")), 4);
        QCOMPARE(m_project->images().list(QStringLiteral("'; DROP TABLE image; --"))->size(), size_t(0));
    }

    void listsArePagedAndCountTheWork()
    {
        QRandomGenerator random(1);
        for (const char *name : {"c", "a", "d", "b"}) {
            add(name);
        }
        const ImageId edited = *m_project->images().findByHash(hashOfText(QStringLiteral("d")));
        const auto revision = m_project->annotations().addEdit(edited, randomEdit(random, {8, 8}));
        QVERIFY(m_project->annotations().addReview(*revision, ReviewStatus::Rejected));
        QVERIFY(m_project->annotations().addReview(*revision, ReviewStatus::Approved));
        const auto page = m_project->images().list({}, 2, 10);
        QCOMPARE(page->size(), size_t(2));
        QCOMPARE((*page)[0].image.path, path("c"));
        QCOMPARE((*page)[0].revisions, 0);
        QCOMPARE((*page)[1].revisions, 1);
        QCOMPARE((*page)[1].annotatedSlices, 1);
        QCOMPARE((*page)[1].approvedSlices, 1);
        QVERIFY((*page)[1].changed.isValid());
    }

    void labelsComeBackAsTheyWere()
    {
        const ImageId id = add("a");
        LabelSet labels = LabelSet::synapseOrgans();
        labels.setLocked(Label{3}, true);
        labels.setVisible(Label{4}, false);
        labels.setColor(Label{1}, QColor(1, 2, 3, 4));
        QVERIFY(m_project->images().labels(id)->labels().empty());
        QVERIFY(m_project->images().setLabels(id, labels));
        QVERIFY(m_project->images().setLabels(id, labels));
        QCOMPARE(*m_project->images().labels(id), labels);
    }

    void openingAnImageAddsItOnce()
    {
        const Image image = imageOf(path("a.png"), {9, 7}, 2);
        const QString hash = hashOfText(QStringLiteral("a"));
        const auto first = openAnnotation(*m_project, image, hash, LabelSet::lesion());
        QVERIFY(first);
        QCOMPARE(first->masks.size(), size_t(2));
        QRandomGenerator random(1);
        const EditRecord edit = randomEdit(random, {9, 7}, 1);
        QVERIFY(m_project->annotations().addEdit(first->image, edit));
        const auto again = openAnnotation(*m_project, image, hash, LabelSet::synapseOrgans());
        QCOMPARE(again->image, first->image);
        QCOMPARE(again->labels, LabelSet::lesion());
        QCOMPARE(again->masks[1].cropped(edit.area), edit.after);
        QCOMPARE(again->states.size(), size_t(1));
    }

    void modelsKeepTheirParentsAndNames()
    {
        const ModelId base = addModel("base");
        const auto run = m_project->runs().add(
            {.folder = path("run"), .config = "{\"lr\":1}", .manifest = "{}", .metrics = "{\"dice\":0.9}"});
        const auto tuned = m_project->models().add({.sha256 = hashOfText(QStringLiteral("tuned")),
            .path = path("tuned"),
            .name = QStringLiteral("tuned"),
            .task = QStringLiteral("ct"),
            .parent = base,
            .run = *run});
        QVERIFY(tuned);
        QCOMPARE(m_project->models().record(*tuned)->parent, base);
        QCOMPARE(m_project->models().record(*tuned)->run, *run);
        QCOMPARE(m_project->models().record(base)->classNames[1], QStringLiteral("\u00e4\""));
        QCOMPARE(m_project->runs().record(*run)->config, QByteArray("{\"lr\":1}"));
        QCOMPARE(m_project->runs().list()->size(), size_t(1));
        QCOMPARE(addModel("base"), base);
        QCOMPARE(m_project->models().list()->size(), size_t(2));
        QVERIFY(!m_project->models().record(ModelId{99}));
    }

    void goingBackReturnsToTheModelBefore()
    {
        ModelRepository &models = m_project->models();
        const ModelId a = addModel("a");
        const ModelId b = addModel("b");
        const ModelId c = addModel("c");
        QVERIFY(!*models.active());
        QVERIFY(!models.goBack());
        QVERIFY(models.activate(a));
        QVERIFY(!*models.canGoBack());
        QVERIFY(models.activate(b));
        QVERIFY(models.activate(b));
        QVERIFY(models.activate(c));
        QCOMPARE(*models.goBack(), b);
        QCOMPARE(*models.goBack(), a);
        QVERIFY(!models.goBack());
        QVERIFY(models.activate(c));
        QCOMPARE(*models.goBack(), a);
        QVERIFY(!models.activate(ModelId{99}));
        QCOMPARE(*models.active(), a);
    }

    void eachTaskGoesItsOwnWayBack()
    {
        ModelRepository &models = m_project->models();
        const ModelId organs = addModel("a");
        const ModelId refined = addModel("b");
        const Result<ModelId> skin = models.add({.sha256 = hashOfText(QStringLiteral("skin")),
            .name = QStringLiteral("skin"),
            .task = QStringLiteral("dermoscopy")});
        QVERIFY(skin);
        const QString dermoscopy = QStringLiteral("dermoscopy");
        const QString ct = QStringLiteral("ct");
        for (const ModelId model : {organs, *skin, refined}) {
            QVERIFY(models.activate(model));
        }
        QCOMPARE(*models.active(ct), refined);
        QCOMPARE(*models.active(dermoscopy), *skin);
        QVERIFY(!*models.canGoBack(dermoscopy));
        QCOMPARE(*models.goBack(ct), organs);
        QCOMPARE(*models.active(dermoscopy), *skin);
        QVERIFY(!*models.canGoBack(ct));
    }

    void aRunKeepsItsEpochs()
    {
        RunRecord run;
        run.folder = path("run");
        run.epochs = parseRunMetrics("epoch,lr,train_loss,val_loss,val_dice,seconds,new\n"
                                     "1,0.001,0.5,,,2.5,9\n2,nan,0.25,0.4,0.75,2\nrubbish\n2,0,0,0,0,0\n");
        const auto id = m_project->runs().add(run);
        QVERIFY2(id, id ? "" : qPrintable(id.error().message));
        const auto epochs = m_project->runs().epochs(*id);
        QCOMPARE(epochs->size(), std::size_t(2));
        QCOMPARE(epochs->at(0), (RunEpoch{1, 0.001, 0.5, std::nullopt, std::nullopt, 2.5}));
        QCOMPARE(epochs->at(1), (RunEpoch{2, std::nullopt, 0.25, 0.4, 0.75, 2.0}));
        QCOMPARE(parseRunMetrics("").size(), std::size_t(0));
    }

    void theHashOfAFolderCoversItsFiles()
    {
        QVERIFY(QDir().mkpath(path("series")));
        writeFile(path("series/1"), "ab");
        writeFile(path("series/2"), "c");
        QCOMPARE(*sha256OfPath(path("series")), hashOfText(QStringLiteral("abc")));
        QVERIFY(!sha256OfPath(path("nothing")));
    }
};

QTEST_GUILESS_MAIN(RepositoriesTest)
#include "repositories_test.moc"
