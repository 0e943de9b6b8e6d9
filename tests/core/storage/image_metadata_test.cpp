// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/image_metadata.h"

#include "core/base/csv_reader.h"
#include "support/project_fixture.h"

#include <QTest>

using namespace vmunet;
using namespace vmunet::test;

class ImageMetadataTest : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Project> m_project;

    ImageId addImage(const char *name)
    {
        return *m_project->images().add(
            imageOf(m_folder->filePath(QLatin1String(name)), {20, 10}), hashOfText(QLatin1String(name)));
    }

    WorklistRow rowOf(ImageId image) { return **m_project->worklist().row(image); }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_project = *Project::create(m_folder->filePath(QStringLiteral("p.vmunet")));
    }

    void tablesOfAllProgramsAreRead()
    {
        const auto quoted = readCsv("\xef\xbb\xbf"
                                    "image,tags\r\n\"a, b\",\"say \"\"hi\"\"\"\r\n\r\nc,\"two\nlines\"\nd,e");
        QCOMPARE(quoted.size(), std::size_t(4));
        QCOMPARE(quoted[0].fields, (QStringList{QStringLiteral("image"), QStringLiteral("tags")}));
        QCOMPARE(quoted[1].fields, (QStringList{QStringLiteral("a, b"), QStringLiteral("say \"hi\"")}));
        QCOMPARE(quoted[2].line, 4);
        QCOMPARE(quoted[2].fields.last(), QStringLiteral("two\nlines"));
        QCOMPARE(quoted[3].line, 6);
        QCOMPARE(readCsv("image;tags\na;b,c\n")[1].fields, (QStringList{QStringLiteral("a"), QStringLiteral("b,c")}));
        QVERIFY(readCsv("").empty());
    }

    void patientsLesionsAndTagsArrive()
    {
        const ImageId a = addImage("ISIC_1.jpg");
        const ImageId b = addImage("second.v2.png");
        const auto report = addMetadata(
            *m_project, "image,patient,lesion,tags\nISIC_1,IP_7,IL_1,hard; follow-up\nsecond.v2.png,,IL_2,\n");
        QVERIFY2(report, report ? "" : qPrintable(report.error().message));
        QCOMPARE(report->images, 2);
        QCOMPARE(report->problems, QStringList());
        QCOMPARE(rowOf(a).image.patientId, QStringLiteral("IP_7"));
        QCOMPARE(rowOf(a).lesionId, QStringLiteral("IL_1"));
        QCOMPARE(rowOf(a).tags, (QStringList{QStringLiteral("follow-up"), QStringLiteral("hard")}));
        QCOMPARE(rowOf(b).lesionId, QStringLiteral("IL_2"));
        // An empty field changes nothing.
        QVERIFY(addMetadata(*m_project, "tags,image,patient\n,ISIC_1,\n"));
        QCOMPARE(rowOf(a).image.patientId, QStringLiteral("IP_7"));
    }

    void eachBadRowIsNamedAndTheRestIsDone()
    {
        const ImageId a = addImage("x/a.png");
        const ImageId other = addImage("y/a.png");
        const auto report = addMetadata(
            *m_project, "image,patient\nmissing.png,P1\na.png,P2\n,P3\nx/a.png,P4\ny/a,P5\nx/a.png,P6,more\n");
        QVERIFY(report);
        QCOMPARE(report->images, 2);
        QCOMPARE(report->problems,
            (QStringList{QStringLiteral("line 2: the project has no image missing.png."),
                QStringLiteral("line 3: 2 images are called a.png: give more of the path."),
                QStringLiteral("line 4: the image is not named."),
                QStringLiteral("line 7: 3 fields, but the first line has 2.")}));
        QCOMPARE(rowOf(a).image.patientId, QStringLiteral("P4"));
        QCOMPARE(rowOf(other).image.patientId, QStringLiteral("P5"));
    }

    void withoutAHeadingNothingIsWritten()
    {
        addImage("a.png");
        for (const char *csv : {"", "a.png,P1\n", "image,age\na.png,40\n"}) {
            const auto report = addMetadata(*m_project, csv);
            QVERIFY(!report);
            QCOMPARE(report.error().code, ErrorCode::Invalid);
        }
    }
};

QTEST_GUILESS_MAIN(ImageMetadataTest)
#include "image_metadata_test.moc"
