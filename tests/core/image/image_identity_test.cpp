// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_identity.h"

#include "core/base/file_hash.h"
#include "core/image/dicom_series.h"
#include "core/image/image_loader.h"
#include "core/storage/statement.h"
#include "core/storage/stored_annotation.h"
#include "support/dicom_files.h"
#include "support/project_fixture.h"

#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

class ImageIdentityTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_temporary;
    QString m_folder; ///< Of the series.

    std::unique_ptr<Project> openProject()
    {
        return std::move(*Project::openOrCreate(m_temporary->filePath(QStringLiteral("p.vmunet"))));
    }

private Q_SLOTS:
    void init()
    {
        if (!QDir(kSeries).exists()) {
            QSKIP("The shared test series are not beside this checkout.");
        }
        m_temporary = std::make_unique<QTemporaryDir>();
        m_folder = m_temporary->filePath(QStringLiteral("scan"));
        QVERIFY(QDir().mkpath(m_folder));
        QVERIFY(linkAll(kSeries + QStringLiteral("head_gantry_tilt"), m_folder));
    }

    void aCleanFolderHasTheHashItAlwaysHad()
    {
        const auto image = loadImage(m_folder);
        QVERIFY(image);
        QCOMPARE(*sha256OfImage(*image), *sha256OfPath(m_folder));
    }

    void strayFilesAndOtherSeriesDoNotChangeASeries()
    {
        const auto alone = loadImage(m_folder);
        const QString hash = *sha256OfImage(*alone);
        writeFile(m_folder + QStringLiteral("/0 notes.txt"), "not a slice");
        QVERIFY(linkAll(kSeries + QStringLiteral("abdomen_j2k"), m_folder));
        const auto list = readSeriesList(m_folder);
        QCOMPARE(list->size(), std::size_t(2));
        const auto image = loadImage(m_folder);
        QCOMPARE(*sha256OfImage(*image), hash);
        const ImageKey key{m_folder, image->seriesUid, image->width, image->height, image->slices};
        QCOMPARE(*sha256OfImageAt(key), hash);
        QCOMPARE(*sha256OfImageAt({.path = m_folder}), hash);
        const auto other = loadSeries(list->at(1));
        QCOMPARE(other->slices, 20);
        QVERIFY(*sha256OfImage(*other) != hash);
        QVERIFY(*sha256OfPath(m_folder) != hash);
        QFile::remove(image->files.front());
        QCOMPARE(sha256OfImageAt(key).error().code, ErrorCode::NotFound);
    }

    void aProjectFindsItsSeriesAmongNewFiles()
    {
        const auto project = openProject();
        const auto image = loadImage(m_folder);
        const auto stored = openAnnotation(*project, *image, *sha256OfImage(*image), LabelSet::lesion());
        QVERIFY(stored);
        writeFile(m_folder + QStringLiteral("/report.txt"), "arrived later");
        const auto again = loadImage(m_folder);
        QCOMPARE(openAnnotation(*project, *again, *sha256OfImage(*again), LabelSet::lesion())->image.value,
            stored->image.value);
        const ImageRecord record = *project->images().record(stored->image);
        QVERIFY(*project->images().isUnchanged(record));
        QFile::remove(image->files.front());
        QVERIFY(!project->images().isUnchanged(record));
    }

    void aSeriesAddedByItsFolderIsFoundAndNotedOnce()
    {
        writeFile(m_folder + QStringLiteral("/notes.txt"), "was there from the beginning");
        const auto project = openProject();
        const auto image = loadImage(m_folder);
        const ImageId added = *project->images().add(*image, *sha256OfPath(m_folder)); // As before.
        QVERIFY(*project->images().isUnchanged(*project->images().record(added)));
        const QString hash = *sha256OfImage(*image);
        QVERIFY(hash != *sha256OfPath(m_folder));
        QCOMPARE(*project->images().add(*image, hash), added);
        // The hash is known from now on, whatever happens in the folder.
        writeFile(m_folder + QStringLiteral("/more.txt"), "new");
        QCOMPARE(*project->images().add(*image, hash), added);
        QVERIFY(*project->images().isUnchanged(*project->images().record(added)));
        QCOMPARE(*Statement(project->database(), QStringLiteral("SELECT count(*) FROM image_alias")).single(), 1);
        QCOMPARE(*project->images().count(), 1);
    }
};

QTEST_GUILESS_MAIN(ImageIdentityTest)
#include "image_identity_test.moc"
