// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/mask_writer.h"
#include "core/storage/stored_annotation.h"
#include "support/project_fixture.h"

#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

namespace {

struct Outcome {
    int status = -1;
    QByteArray out;
    QByteArray err;

    QList<QJsonObject> objects() const
    {
        QList<QJsonObject> all;
        for (const QByteArray &line : out.split('\n')) {
            if (!line.isEmpty()) {
                all << QJsonDocument::fromJson(line).object();
            }
        }
        return all;
    }
};

Outcome run(const QStringList &arguments)
{
    QProcess process;
    process.start(QStringLiteral(VMUNET_BINARIES "/vmunet"), QStringList{QStringLiteral("project")} + arguments);
    process.waitForFinished(60'000);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

class ProjectCommandTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString path(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    QStringList files(const char *folder) const { return QDir(path(folder)).entryList(QDir::Files, QDir::Name); }

    /// Two pictures and their masks, in images/ and masks/.
    void writePictures()
    {
        QVERIFY(QDir().mkpath(path("images")) && QDir().mkpath(path("masks")));
        for (const char *name : {"a", "b"}) {
            QImage pixels(20, 10, QImage::Format_RGB888);
            pixels.fill(QColor::fromRgb(quint8(*name), 2, 3));
            QVERIFY(pixels.save(path("images/") + QLatin1String(name) + QStringLiteral(".png")));
            QImage mask(20, 10, QImage::Format_Grayscale8);
            mask.fill(Qt::black);
            mask.setPixelColor(quint8(*name) - 90, 5, Qt::white);
            QVERIFY(mask.save(path("masks/") + QLatin1String(name) + QStringLiteral("_segmentation.png")));
        }
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void masksSurviveImportAndExport()
    {
        writePictures();
        const QString project = path("p.vmunet");
        QCOMPARE(run({QStringLiteral("create"), project}).status, 0);
        const Outcome imported = run({QStringLiteral("import"), project, path("images"), QStringLiteral("--masks"),
            path("masks"), QStringLiteral("--approve"), QStringLiteral("--json")});
        QVERIFY2(imported.status == 0, imported.err);
        QCOMPARE(imported.objects().size(), 2);

        const Outcome listed = run({QStringLiteral("list"), project, QStringLiteral("--json")});
        QCOMPARE(listed.objects().size(), 2);
        QCOMPARE(listed.objects()[0][QStringLiteral("approved_slices")].toInt(), 1);
        QCOMPARE(listed.objects()[0][QStringLiteral("missing")].toBool(), false);
        const Outcome found = run({QStringLiteral("list"), project, QStringLiteral("--json"),
            QStringLiteral("--search"), QStringLiteral("b.png")});
        QCOMPARE(found.objects().size(), 1);

        const Outcome exported = run({QStringLiteral("export"), project, QStringLiteral("--out"), path("out"),
            QStringLiteral("--approved"), QStringLiteral("--json")});
        QVERIFY2(exported.status == 0, exported.err);
        QCOMPARE(files("out"), (QStringList{QStringLiteral("a.png"), QStringLiteral("b.png")}));
        QCOMPARE(QImage(path("out/a.png")).convertToFormat(QImage::Format_Grayscale8),
            QImage(path("masks/a_segmentation.png")).convertToFormat(QImage::Format_Grayscale8));
    }

    void importingTwiceAddsNothing()
    {
        writePictures();
        const QString project = path("p.vmunet");
        run({QStringLiteral("create"), project});
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(run({QStringLiteral("import"), project, path("images"), QStringLiteral("--masks"), path("masks")})
                         .status,
                0);
        }
        QCOMPARE(*(*Project::open(project))->annotations().revisionCount(), 2);
    }

    void metadataComesFromATable()
    {
        writePictures();
        const QString project = path("p.vmunet");
        run({QStringLiteral("create"), project});
        QFile table(path("meta.csv"));
        QVERIFY(table.open(QIODevice::WriteOnly));
        table.write("image,patient,lesion,tags\na.png,IP_1,IL_9,hard\nnowhere.png,IP_2,,\n");
        table.close();
        const Outcome imported = run({QStringLiteral("import"), project, path("images"), QStringLiteral("--metadata"),
            table.fileName(), QStringLiteral("--json")});
        QCOMPARE(imported.status, 1); // Images are there; one row was no image's.
        QVERIFY2(imported.err.contains("meta.csv, line 3: the project has no image nowhere.png."), imported.err);
        QCOMPARE(imported.objects().last()[QStringLiteral("images")].toInt(), 1);
        const auto found = run({QStringLiteral("list"), project, QStringLiteral("--json"), QStringLiteral("--search"),
            QStringLiteral("il_9")});
        QCOMPARE(found.objects().size(), 1);
        QCOMPARE(found.objects()[0][QStringLiteral("patient")].toString(), QStringLiteral("IP_1"));
        QCOMPARE(run({QStringLiteral("import"), project, QStringLiteral("--metadata"), path("none.csv")}).status, 1);
    }

    void theLedgerIsATable()
    {
        const QString project = path("p.vmunet");
        run({QStringLiteral("create"), project});
        const Outcome empty = run({QStringLiteral("ledger"), project, QStringLiteral("--csv")});
        QCOMPARE(empty.status, 0);
        QVERIFY2(!empty.err.contains("QCommandLineParser"), empty.err); // No option is there twice.
        QVERIFY2(empty.out.startsWith("model,name,label,images,"), empty.out);
        QVERIFY(run({QStringLiteral("ledger"), project}).out.startsWith("Nothing to compare yet"));
    }

    void movedImagesAreFoundAgainByTheirContent()
    {
        writePictures();
        const QString project = path("p.vmunet");
        run({QStringLiteral("create"), project});
        run({QStringLiteral("import"), project, path("images")});
        QVERIFY(QDir().rename(path("images"), path("elsewhere")));
        const Outcome broken = run({QStringLiteral("verify"), project, QStringLiteral("--json")});
        QCOMPARE(broken.status, 1);
        QCOMPARE(broken.objects()[0][QStringLiteral("missing_images")].toArray().size(), 2);
        QVERIFY(!broken.objects()[0][QStringLiteral("ok")].toBool());
        QCOMPARE(run({QStringLiteral("import"), project, path("elsewhere")}).status, 0);
        QCOMPARE(run({QStringLiteral("verify"), project}).status, 0);
        QCOMPARE(run({QStringLiteral("list"), project, QStringLiteral("--json")}).objects().size(), 2);
    }

    void aVolumeIsExportedOnItsOwnGrid()
    {
        const QString series = QStringLiteral(VMUNET_SHARED_DATA "/data/ct/dicom/liver_3slices");
        if (!QDir(series).exists()) {
            QSKIP("The shared test series are not beside this checkout.");
        }
        const QString project = path("p.vmunet");
        run({QStringLiteral("create"), project});
        const Outcome imported = run({QStringLiteral("import"), project, series, QStringLiteral("--json")});
        QVERIFY2(imported.status == 0, imported.err);
        {
            const auto opened = Project::open(project);
            const ImageId id{imported.objects()[0][QStringLiteral("id")].toInteger()};
            const QSize size = (*opened)->images().record(id)->size();
            Mask mask(size);
            mask.fill({10, 20, 30, 40}, Label{5});
            QVERIFY((*opened)->annotations().addEdit(
                id, {.slice = 1, .area = mask.rect(), .after = mask, .name = {}, .threshold = {}}));
        }
        const Outcome exported = run({QStringLiteral("export"), project, QStringLiteral("--out"), path("out")});
        QVERIFY2(exported.status == 0, exported.err);
        QCOMPARE(files("out"), QStringList{QStringLiteral("liver_3slices.nii.gz")});

        const QString copy = path("copy.vmunet");
        run({QStringLiteral("create"), copy});
        QVERIFY(QDir().mkpath(path("masks")));
        const Outcome again = run({QStringLiteral("import"), copy, series, QStringLiteral("--masks"), path("out")});
        QVERIFY2(again.status == 0, again.err);
        const auto first = (*Project::open(project))->annotations().masks(ImageId{1});
        const auto second = (*Project::open(copy))->annotations().masks(ImageId{1});
        QCOMPARE(*first, *second);
    }

    void aBackupIsAProject()
    {
        writePictures();
        const QString project = path("p.vmunet");
        run({QStringLiteral("create"), project});
        run({QStringLiteral("import"), project, path("images"), QStringLiteral("--masks"), path("masks")});
        const Outcome saved = run({QStringLiteral("backup"), project, path("b.vmunet"), QStringLiteral("--json")});
        QVERIFY2(saved.status == 0, saved.err);
        QCOMPARE(run({QStringLiteral("verify"), path("b.vmunet")}).status, 0);
        QCOMPARE(run({QStringLiteral("backup"), project, path("b.vmunet")}).status, 1);
    }

    void projectsAreMergedAndConflictsNamed()
    {
        writePictures();
        const QString ours = path("ours.vmunet");
        const QString theirs = path("theirs.vmunet");
        for (const QString &project : {ours, theirs}) {
            run({QStringLiteral("create"), project});
            run({QStringLiteral("import"), project, path("images/a.png")});
        }
        run({QStringLiteral("import"), theirs, path("images/b.png"), QStringLiteral("--masks"), path("masks")});
        const Outcome merged = run({QStringLiteral("merge"), ours, theirs, QStringLiteral("--json")});
        QVERIFY2(merged.status == 0, merged.err);
        QCOMPARE(merged.objects()[0][QStringLiteral("new_images")].toInt(), 1);
        QCOMPARE(merged.objects()[0][QStringLiteral("new_revisions")].toInt(), 1);
        QCOMPARE(run({QStringLiteral("verify"), ours}).status, 0);
        const auto draw = [](const QString &project, QRect area) {
            const auto opened = Project::open(project);
            EditRecord edit;
            edit.area = area;
            edit.after = Mask(area.size());
            QVERIFY((*opened)->annotations().addEdit(ImageId{1}, edit));
        };
        draw(ours, {0, 0, 3, 3});
        draw(theirs, {0, 0, 4, 4});
        const Outcome conflicting = run({QStringLiteral("merge"), ours, theirs});
        QCOMPARE(conflicting.status, 1);
        QVERIFY2(conflicting.err.contains("a.png, slice 1: changed in both"), conflicting.err);
        QCOMPARE(run({QStringLiteral("merge"), ours}).status, 2);
    }

    void movedImagesAreRelinked()
    {
        writePictures();
        const QString project = path("p.vmunet");
        run({QStringLiteral("create"), project});
        run({QStringLiteral("import"), project, path("images")});
        QVERIFY(QDir().rename(path("images"), path("elsewhere")));
        const Outcome moved = run({QStringLiteral("relink"), project, m_folder->path(), QStringLiteral("--json")});
        QVERIFY2(moved.status == 0, moved.err);
        QCOMPARE(moved.objects().size(), 2);
        QCOMPARE(run({QStringLiteral("verify"), project}).status, 0);
        QVERIFY(QFile::remove(path("elsewhere/a.png")));
        const Outcome missing = run({QStringLiteral("relink"), project, m_folder->path()});
        QCOMPARE(missing.status, 1);
        QVERIFY(missing.err.contains("a.png"));
    }

    void linksOutOfAnImportedFolderAreLeftOut()
    {
        writePictures();
        QVERIFY(QDir().mkpath(path("secret")));
        QVERIFY(QFile::rename(path("images/b.png"), path("secret/b.png")));
        QVERIFY(QFile::link(path("secret/b.png"), path("images/b.png")));
        QVERIFY(QFile::link(path("images/a.png"), path("images/c.png"))); // Within: harmless.
        const QString project = path("p.vmunet");
        run({QStringLiteral("create"), project});
        const Outcome imported = run({QStringLiteral("import"), project, path("images"), QStringLiteral("--json")});
        QVERIFY(imported.err.contains("b.png was left out"));
        QCOMPARE(imported.objects().size(), 2);
        QCOMPARE(run({QStringLiteral("list"), project, QStringLiteral("--json")}).objects().size(), 1);
    }

    void anExportStaysInItsFolder()
    {
        const QString project = path("sub/p.vmunet");
        {
            const auto created = Project::create(project);
            const auto id = (*created)->images().add(imageOf(path("sub/x"), {4, 4}), hashOfText(QStringLiteral("x")));
            EditRecord edit;
            edit.area = {0, 0, 4, 4};
            edit.after = Mask({4, 4});
            QVERIFY((*created)->annotations().addEdit(*id, edit));
            QVERIFY((*created)->database().execute(
                QStringLiteral("UPDATE image SET relative_path='../../../../tmp/../..//evil/..'")));
        }
        const Outcome exported = run({QStringLiteral("export"), project, QStringLiteral("--out"), path("out"),
            QStringLiteral("--format"), QStringLiteral("png")});
        QVERIFY2(exported.status == 0, exported.err);
        QCOMPARE(QDir(path("out")).entryList(QDir::Files | QDir::Hidden).size(), 1);
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files).size(), 0);
    }

    void aBadImageIsNamedAndTheOthersAreDone()
    {
        writePictures();
        writeFile(path("images/c.png"), "no picture");
        const QString project = path("p.vmunet");
        run({QStringLiteral("create"), project});
        const Outcome imported = run({QStringLiteral("import"), project, path("images")});
        QCOMPARE(imported.status, 1);
        QVERIFY(imported.err.contains("c.png"));
        QCOMPARE(run({QStringLiteral("list"), project, QStringLiteral("--json")}).objects().size(), 2);
    }

    void wrongUsageIsStatusTwoAndWrongFilesStatusOne()
    {
        writeFile(path("text.vmunet"), "no project");
        QCOMPARE(run({}).status, 2);
        QCOMPARE(run({QStringLiteral("create")}).status, 2);
        QCOMPARE(run({QStringLiteral("dance"), path("p.vmunet")}).status, 2);
        QCOMPARE(run({QStringLiteral("list"), path("p.vmunet"), QStringLiteral("--nonsense")}).status, 2);
        const Outcome outcome = run({QStringLiteral("list"), path("text.vmunet")});
        QCOMPARE(outcome.status, 1);
        QVERIFY(outcome.err.contains("text.vmunet"));
        QCOMPARE(outcome.err.count("vmunet: "), 1);
        QCOMPARE(contentOf(path("text.vmunet")), QByteArray("no project"));
        QCOMPARE(run({QStringLiteral("list"), path("missing.vmunet")}).status, 1);
    }

    void readersAreComparedAsATable()
    {
        writePictures();
        const QString file = path("p.vmunet");
        {
            auto project = *Project::create(file);
            const auto image =
                project->images().add(imageOf(path("images/a.png"), {20, 10}), hashOfText(QStringLiteral("a")));
            for (const auto &[reader, rows] : {std::pair("Ada", 4), std::pair("Bert", 5)}) {
                project->annotators().setCurrent(QLatin1String(reader));
                EditRecord edit{.area = {0, 0, 20, 10}, .after = Mask({20, 10})};
                edit.after.fill({0, 0, 10, rows}, Label{1});
                QVERIFY(project->annotations().addEdit(*image, edit));
                QVERIFY(project->annotations().reviewNewest(*image, 0, ReviewStatus::Submitted));
            }
        }
        const Outcome csv = run({QStringLiteral("agreement"), file, QStringLiteral("--csv")});
        QCOMPARE(csv.status, 0);
        const QList<QByteArray> lines = csv.out.split('\n');
        QCOMPARE(lines.size(), 4);
        QVERIFY2(lines[2].startsWith("all,,Ada,Bert,1,1,40,50,40,0.8889,"), csv.out);
        const Outcome json = run({QStringLiteral("agreement"), file, QStringLiteral("--json")});
        QCOMPARE(json.objects().size(), 2);
        QVERIFY(json.objects().last().value(QStringLiteral("summary")).toBool());
        const Outcome independent = run({QStringLiteral("agreement"), file, QStringLiteral("--independent")});
        QCOMPARE(independent.status, 0); // Bert drew on top of Ada's mask.
        QVERIFY(independent.out.isEmpty() && !independent.err.isEmpty());
    }
};

QTEST_GUILESS_MAIN(ProjectCommandTest)
#include "project_test.moc"
