// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/schema.h"
#include "core/storage/statement.h"
#include "core/storage/verify.h"
#include "support/project_fixture.h"

#include <QTest>

#include <unistd.h>

#include <algorithm>
#include <array>

using namespace vmunet;
using namespace vmunet::test;

namespace {

struct Expected {
    qint64 image;
    int slice;
    qint64 newest;
    ReviewStatus review;
    qint64 approved;
    const char *sha256; ///< Of the labels.
};

/// What the program of that time said about version1.vmunet.
constexpr std::array<Expected, 4> kVersion1{
    {{1, 0, 142, ReviewStatus::Approved, 142, "0667c40f1e2385a575315e20f3cef2dbf318e606e3e6681fefc12ee07b11ec47"},
        {2, 0, 143, ReviewStatus::Approved, 143, "c4848a80ffd1a2beb21b0abe1e602d70d8911f8239974052bef49ca2932040cd"},
        {2, 1, 146, ReviewStatus::Open, 144, "c0731d5dda01ecbaba74c27fa3f5cafaf8ac2116723f45bd7fe4444c2b171d74"},
        {2, 2, 145, ReviewStatus::Rejected, 0, "d66e3a3cc7641421086a3d61b1d7e043cadef64781275e772b3d6045bbbf0cd1"}}};

/// Names and definitions of everything in the schema but the histories, with one blank for each gap.
QStringList schemaOf(Project &project)
{
    Statement query(
        project.database(), QStringLiteral("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name"));
    const auto rows = query.rows<QString>([](const Statement &row) {
        return QStringLiteral("%1 %2 %3").arg(row.text(0), row.text(1), row.text(2).simplified());
    });
    return rows ? QStringList(rows->begin(), rows->end()) : QStringList();
}

} // namespace

class MigrationTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString path(const QString &name) const { return m_folder->filePath(name); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        const QString file = path(QStringLiteral("study.vmunet"));
        QVERIFY(QFile::copy(QStringLiteral(VMUNET_TEST_DATA "/projects/version1.vmunet"), file));
        QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner));
    }

    void everyMaskAndReviewOfVersion1IsThere()
    {
        const auto project = Project::open(path(QStringLiteral("study.vmunet")));
        QVERIFY2(project, project ? "" : qPrintable(project.error().message));
        std::size_t slices = 0;
        for (const Expected &expected : kVersion1) {
            const auto states = (*project)->annotations().sliceStates(ImageId{expected.image});
            QVERIFY(states);
            const auto state = std::find_if(
                states->begin(), states->end(), [&](const SliceState &s) { return s.slice == expected.slice; });
            QVERIFY(state != states->end());
            QCOMPARE(state->newest.value, expected.newest);
            QCOMPARE(state->review, expected.review);
            QCOMPARE(state->approved.value, expected.approved);
            QVERIFY(state->corrected);
            const auto mask = (*project)->annotations().mask(ImageId{expected.image}, expected.slice);
            QVERIFY(mask);
            QCOMPARE(QString::fromLatin1(QCryptographicHash::hash(mask->labels(), QCryptographicHash::Sha256).toHex()),
                QLatin1String(expected.sha256));
            ++slices;
        }
        QCOMPARE(slices, kVersion1.size());
        QCOMPARE((*project)->images().labels(ImageId{2})->labels().size(), std::size_t(8));
        QCOMPARE((*project)->models().active(QStringLiteral("dermoscopy"))->value, 1);
        QCOMPARE((*project)->annotations().probabilities(ImageId{1})->size(), std::size_t(1));
        const auto report = verifyProject(**project, {.hashImages = false});
        QVERIFY(report);
        QCOMPARE(report->problems, QStringList());
    }

    void theWorklistOfVersion1IsFilled()
    {
        const auto project = Project::open(path(QStringLiteral("study.vmunet")));
        QVERIFY(project);
        const auto rows = (*project)->worklist().page({});
        QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
        QCOMPARE(rows->size(), std::size_t(3));
        QVERIFY((*rows)[0].image.path.endsWith(QLatin1String("/ct")));
        QCOMPARE((*rows)[0].state, ImageState::Rejected);
        QCOMPARE((*rows)[0].annotatedSlices, 3);
        QCOMPARE((*rows)[0].approvedSlices, 1);
        QCOMPARE((*rows)[1].state, ImageState::Approved);
        QCOMPARE((*rows)[1].revisions, 142);
        QVERIFY(!(*rows)[1].labelledPixels);
        QCOMPARE((*rows)[2].state, ImageState::New);
        QCOMPARE(*(*project)->worklist().countSlices(3), 3);
        QCOMPARE(*(*project)->worklist().countSlices(3), 1);
        QCOMPARE(*(*project)->worklist().countSlices(3), 0);
        const auto mask = (*project)->annotations().mask(ImageId{1}, 0);
        QCOMPARE(
            *(*(*project)->worklist().page({}))[1].labelledPixels, mask->labels().size() - mask->count(kBackground));
    }

    void version2KeepsItsListAndGainsColumns()
    {
        const QString file = path(QStringLiteral("two.vmunet"));
        QVERIFY(QFile::copy(QStringLiteral(VMUNET_TEST_DATA "/projects/version2.vmunet"), file));
        QVERIFY(QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner));
        const auto project = Project::open(file);
        QVERIFY2(project, project ? "" : qPrintable(project.error().message));
        const auto rows = (*project)->worklist().page({.order = WorklistOrder::Patient, .descending = true});
        QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
        QCOMPARE(rows->size(), std::size_t(3));
        const WorklistRow &lesion = (*rows)[0];
        QVERIFY(lesion.image.path.endsWith(QLatin1String("/lesion.png")));
        QCOMPARE(lesion.state, ImageState::Approved);
        QCOMPARE(lesion.revisions, 21);
        QCOMPARE(*lesion.labelledPixels, 217);
        QCOMPARE(lesion.annotator, QStringLiteral("Ada"));
        QCOMPARE(lesion.seconds, 42.5);
        QCOMPARE(lesion.tags, (QStringList{QStringLiteral("follow-up"), QStringLiteral("hard")}));
        const WorklistRow &ct = (*rows)[1];
        QCOMPARE(ct.state, ImageState::ToReview);
        QCOMPARE(*ct.uncertainty, 0.75);
        QCOMPARE(ct.annotator, QStringLiteral("Bert"));
        const auto byTag = (*project)->worklist().page({.order = WorklistOrder::Tags, .descending = true});
        QCOMPARE((*byTag)[0].image.id, lesion.image.id);
        const auto byLesion = (*project)->worklist().page({.order = WorklistOrder::Lesion, .descending = true});
        QCOMPARE((*byLesion)[0].lesionId, QStringLiteral("IL_0042"));
        const auto mask = (*project)->annotations().mask(lesion.image.id, 0);
        QCOMPARE(QString::fromLatin1(QCryptographicHash::hash(mask->labels(), QCryptographicHash::Sha256).toHex()),
            QStringLiteral("a43ff2ca0d7053196cb5deec23dd5c5308fabf37b160d27699f1fd099c0a18ab"));
        QVERIFY(verifyProject(**project, {.hashImages = false})->problems.isEmpty());
        const auto fresh = Project::create(path(QStringLiteral("fresh.vmunet")));
        QCOMPARE(schemaOf(**project), schemaOf(**fresh));
    }

    void aCopyFromBeforeIsKept()
    {
        QVERIFY(Project::open(path(QStringLiteral("study.vmunet"))));
        const QString copy = path(QStringLiteral("study-before-schema-%1.vmunet").arg(newestSchemaVersion()));
        QVERIFY(!(QFile::permissions(copy) & (QFile::ReadGroup | QFile::ReadOther)));
        auto database = Database::open(copy, Database::Mode::ReadOnly);
        QVERIFY(database);
        QCOMPARE(*Statement(**database, QStringLiteral("PRAGMA user_version")).single(), 1);
        QCOMPARE(*Statement(**database, QStringLiteral("SELECT count(*) FROM revision")).single(), 146);
        QVERIFY(Project::open(path(QStringLiteral("study.vmunet")))); // Up to date: no further copy.
        QCOMPARE(QDir(m_folder->path()).entryList({QStringLiteral("*.vmunet")}, QDir::Files).size(), 2);
    }

    void withoutRoomForTheCopyNothingIsChanged()
    {
        if (geteuid() == 0) {
            // Root writes anywhere; a folder in the copy's place stops it, too.
            QSKIP("the superuser may write everywhere");
        }
        const QByteArray before = contentOf(path(QStringLiteral("study.vmunet")));
        QVERIFY(QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::ExeOwner));
        QVERIFY(!Project::open(path(QStringLiteral("study.vmunet"))));
        QVERIFY(QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        QCOMPARE(contentOf(path(QStringLiteral("study.vmunet"))), before);
    }

    void aMigratedFileHasTheSchemaOfANewOne()
    {
        const auto migrated = Project::open(path(QStringLiteral("study.vmunet")));
        const auto fresh = Project::create(path(QStringLiteral("fresh.vmunet")));
        QVERIFY(migrated && fresh);
        QVERIFY(schemaOf(**fresh).size() > 60);
        QCOMPARE(schemaOf(**migrated), schemaOf(**fresh));
    }

    void workGoesOnAfterwards()
    {
        const auto project = Project::open(path(QStringLiteral("study.vmunet")));
        QVERIFY(project);
        AnnotationRepository &annotations = (*project)->annotations();
        QRandomGenerator random(5);
        const auto edited = annotations.addEdit(ImageId{1}, randomEdit(random, {120, 90}));
        QVERIFY2(edited, edited ? "" : qPrintable(edited.error().message));
        QCOMPARE(edited->value, 147);
        QCOMPARE((*(*project)->worklist().page({}))[1].state, ImageState::InWork);
        QVERIFY((*(*project)->worklist().page({}))[1].labelledPixels);
        QVERIFY(annotations.reviewNewest(ImageId{1}, 0, ReviewStatus::Submitted, QStringLiteral("border unclear")));
        QCOMPARE((*(*project)->worklist().page({}))[1].state, ImageState::ToReview);
        QCOMPARE(annotations.reviews(ImageId{1})->back().comment, QStringLiteral("border unclear"));
        QVERIFY(verifyProject(**project, {.hashImages = false})->problems.isEmpty());
    }
};

QTEST_GUILESS_MAIN(MigrationTest)
#include "migration_test.moc"
