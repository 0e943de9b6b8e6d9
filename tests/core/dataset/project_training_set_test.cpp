// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/project_training_set.h"

#include "core/base/file_hash.h"
#include "core/dataset/sample_loader.h"
#include "core/image/image_loader.h"
#include "core/storage/stored_annotation.h"
#include "support/project_fixture.h"

#include <QImage>
#include <QTest>

#include <set>

using namespace vmunet;
using namespace vmunet::test;

class ProjectTrainingSetTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;
    QRandomGenerator m_random{1};

    QString path(const QString &name) const { return m_folder->filePath(name); }

    /// A picture in a file, with one stroke; approved if wanted.
    ImageId addPicture(int number, bool approved, const QString &patient = {})
    {
        const QString file = path(QStringLiteral("i%1.png").arg(number));
        QImage pixels(24, 16, QImage::Format_RGB888);
        pixels.fill(QColor::fromRgb(number % 256, number / 256, 77));
        pixels.save(file);
        Image image = *loadImage(file);
        image.patientId = patient;
        const auto stored = openAnnotation(*m_project, image, *sha256OfPath(file), LabelSet::lesion());
        Mask patch({5, 4});
        patch.fill(patch.rect(), Label{1});
        const auto revision = m_project->annotations().addEdit(
            stored->image, {.area = QRect(number % 10, 3, 5, 4), .after = patch, .name = {}});
        if (approved) {
            (void)m_project->annotations().addReview(*revision, ReviewStatus::Approved);
        }
        return stored->image;
    }

    Result<TrainingSet> collect(double fraction = 0.15)
    {
        return trainingSetFromProject(*m_project, path(QStringLiteral("export")),
            {.classNames = {QStringLiteral("Lesion")}, .heldOutFraction = fraction});
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = *Project::create(path(QStringLiteral("p.vmunet")));
    }

    void approvedMasksAreExportedAsTheyAre()
    {
        const ImageId id = addPicture(1, true);
        addPicture(2, true);
        const auto set = collect();
        QVERIFY2(set, set ? "" : qPrintable(set.error().message));
        QCOMPARE(set->samples.size(), size_t(2));
        const TrainingSample &sample = set->samples[0];
        QCOMPARE(sample.imagePath, path(QStringLiteral("i1.png")));
        QVERIFY(sample.revision > 0);
        QCOMPARE(sample.maskSha256.size(), 64);
        const auto loaded = loadSample(*set, sample);
        QVERIFY2(loaded, loaded ? "" : qPrintable(loaded.error().message));
        QCOMPARE(loaded->mask, *m_project->annotations().mask(id, 0));
        QVERIFY(verifyFiles(*set));
    }

    void laterChangesDoNotReachTheSetBeforeTheyAreApproved()
    {
        const ImageId id = addPicture(1, true);
        addPicture(2, true);
        const Mask approved = *m_project->annotations().mask(id, 0);
        QVERIFY(m_project->annotations().addEdit(id, randomEdit(m_random, {24, 16})));
        const auto set = collect();
        QCOMPARE(loadSample(*set, set->samples[0])->mask, approved);
    }

    void whatIsLeftOutIsNamedWithItsReason()
    {
        addPicture(1, true);
        addPicture(2, false);
        addPicture(3, true);
        addPicture(4, true);
        (void)m_project->annotations().reviewNewest(addPicture(5, false), 0, ReviewStatus::Rejected);
        QVERIFY(QFile::remove(path(QStringLiteral("i3.png"))));
        writeFile(path(QStringLiteral("i4.png")), "changed");
        const auto set = collect();
        QCOMPARE(set->samples.size(), size_t(1));
        QStringList reasons;
        for (const ExcludedSample &sample : set->excluded) {
            reasons << sample.id + QLatin1Char(' ') + sample.reason;
        }
        QCOMPARE(reasons.size(), 4);
        QVERIFY(reasons.filter(QStringLiteral("i2-2 not approved")).size() == 1);
        QVERIFY(reasons.filter(QStringLiteral("i3.png is missing")).size() == 1);
        QVERIFY(reasons.filter(QStringLiteral("i4.png has changed")).size() == 1);
        QVERIFY(reasons.filter(QStringLiteral("i5-5 rejected")).size() == 1);
    }

    void unknownLabelsAreLeftOut()
    {
        addPicture(1, true);
        const ImageId id = addPicture(2, false);
        Mask patch({2, 2});
        patch.fill(patch.rect(), Label{3});
        const auto revision =
            m_project->annotations().addEdit(id, {.area = QRect(0, 0, 2, 2), .after = patch, .name = {}});
        QVERIFY(m_project->annotations().addReview(*revision, ReviewStatus::Approved));
        const auto set = collect();
        QCOMPARE(set->samples.size(), size_t(1));
        QCOMPARE(set->excluded.size(), size_t(1));
    }

    void nothingApprovedIsAnErrorThatSaysWhatToDo()
    {
        addPicture(1, false);
        const auto set = collect();
        QVERIFY(!set);
        QCOMPARE(set.error().code, ErrorCode::NotFound);
    }

    void patientsStayTogetherAndBothSidesAreFilled()
    {
        for (int count : {2, 3, 7}) {
            init();
            for (int i = 0; i < count * 2; ++i) {
                addPicture(i, true, QStringLiteral("patient %1").arg(i / 2));
            }
            for (const double fraction : {0.0, 0.15, 1.0}) {
                const auto set = collect(fraction);
                std::set<QString> trained;
                std::set<QString> heldOut;
                for (const TrainingSample &sample : set->samples) {
                    (sample.split == Split::Training ? trained : heldOut).insert(sample.group);
                }
                QVERIFY(!trained.empty() && !heldOut.empty());
                QCOMPARE(trained.size() + heldOut.size(), size_t(count));
            }
        }
    }

    void aLonePatientIsSplitBySample()
    {
        for (int i = 0; i < 4; ++i) {
            addPicture(i, true, QStringLiteral("one"));
        }
        const auto set = collect();
        QVERIFY(!set->indices(Split::Training).empty());
        QVERIFY(!set->indices(Split::HeldOut).empty());
    }

    void theSplitDoesNotDependOnWhatElseIsThere()
    {
        for (int i = 0; i < 12; ++i) {
            addPicture(i, true);
        }
        const auto few = collect(0.4);
        for (int i = 12; i < 20; ++i) {
            addPicture(i, true);
        }
        const auto more = collect(0.4);
        for (const TrainingSample &sample : few->samples) {
            const auto same = std::find_if(more->samples.begin(), more->samples.end(),
                [&](const TrainingSample &other) { return other.id == sample.id; });
            QCOMPARE(same->split, sample.split);
        }
    }
};

QTEST_GUILESS_MAIN(ProjectTrainingSetTest)
#include "project_training_set_test.moc"
