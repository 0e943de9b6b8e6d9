// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/mask.h"
#include "core/dataset/coco_writer.h"
#include "core/image/image_loader.h"
#include "core/image/mask_writer.h"
#include "core/storage/project.h"
#include "tests/support/test_images.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

namespace {

constexpr int kPatienceMs = 60000;

struct Outcome {
    int status = -1;
    QList<QJsonObject> objects;
    QString output;
    QString errors;
};

Outcome runVmunet(const QStringList &arguments, const QProcessEnvironment &environment = {})
{
    QProcess process;
    if (!environment.isEmpty()) {
        process.setProcessEnvironment(environment);
    }
    process.start(QStringLiteral(VMUNET_BINARIES "/vmunet"), arguments);
    Outcome outcome;
    if (process.waitForFinished(kPatienceMs) && process.exitStatus() == QProcess::NormalExit) {
        outcome.status = process.exitCode();
    }
    const QByteArray output = process.readAllStandardOutput();
    outcome.output = QString::fromUtf8(output);
    outcome.errors = QString::fromUtf8(process.readAllStandardError());
    for (const QByteArray &line : output.split('\n')) {
        const QJsonDocument json = QJsonDocument::fromJson(line);
        if (json.isObject()) {
            outcome.objects.append(json.object());
        }
    }
    return outcome;
}

QImage photograph(int width, int height)
{
    const Image image = testPhotograph(width, height);
    return QImage(
        reinterpret_cast<const uchar *>(image.samples.constData()), width, height, width * 3, QImage::Format_RGB888)
        .copy();
}

} // namespace

class SegmentTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_photoModel = at("models/dermoscopy.safetensors");
        m_ctModel = at("models/ct.safetensors");
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("models")));
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("samples/dermoscopy/images")));
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("images")));
        QVERIFY(writeTinyModel(m_photoModel, 1));
        QVERIFY(writeTinyModel(m_ctModel, 3));
        QVERIFY(photograph(90, 60).save(at("images/a.png")));
        QVERIFY(photograph(64, 80).save(at("images/b.jpg")));
        QVERIFY(photograph(64, 80).save(at("samples/dermoscopy/images/lesion.jpg")));
        m_environment = QProcessEnvironment::systemEnvironment();
        m_environment.insert(QStringLiteral("VMUNET_RESOURCE_DIR"), m_folder.path());
        m_environment.insert(QStringLiteral("XDG_DATA_HOME"), at("data"));
    }

    void photographsGetMasksOfTheirOwnSize()
    {
        const QString out = at("out1");
        const Outcome outcome = runVmunet(
            {QStringLiteral("segment"), at("images/a.png"), at("images/b.jpg"), QStringLiteral("--model"), m_photoModel,
                QStringLiteral("--out"), out, QStringLiteral("--save"), QStringLiteral("mask,overlay,probability"),
                QStringLiteral("--device"), QStringLiteral("cpu"), QStringLiteral("--json")},
            m_environment);
        QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
        QCOMPARE(outcome.objects.size(), 2);
        const QJsonObject first = outcome.objects[0];
        for (const char *key : {"input", "output", "width", "height", "slices", "classes", "device", "seconds",
                 "foreground_fraction", "model_sha256"}) {
            QVERIFY2(first.contains(QLatin1String(key)), key);
        }
        QCOMPARE(first[QStringLiteral("width")].toInt(), 90);
        QCOMPARE(first[QStringLiteral("device")].toString(), QStringLiteral("cpu"));
        QCOMPARE(QImage(first[QStringLiteral("output")].toString()).size(), QSize(90, 60));
        for (const char *name : {"a_mask.png", "a_overlay.png", "a_probability.png", "b_mask.png"}) {
            QVERIFY2(QFile::exists(QDir(out).filePath(QLatin1String(name))), name);
        }
    }

    void aPrecisionThatTheDeviceHasNotIsOneLine()
    {
        const QStringList usual{QStringLiteral("segment"), at("images/a.png"), QStringLiteral("--model"), m_photoModel,
            QStringLiteral("--device"), QStringLiteral("cpu"), QStringLiteral("--precision")};
        const Outcome refused = runVmunet(usual + QStringList{QStringLiteral("bfloat16")}, m_environment);
        QCOMPARE(refused.status, 1);
        const QStringList lines = refused.errors.trimmed().split(QLatin1Char('\n'));
        QVERIFY2(lines.last().contains(QStringLiteral("bfloat16 needs a GPU")), qPrintable(refused.errors));
        QCOMPARE(lines.filter(QStringLiteral("vmunet:")).size(), 1);
        QCOMPARE(runVmunet(usual + QStringList{QStringLiteral("float8")}, m_environment).status, 2);
    }

    void theThresholdDecidesHowMuchIsForeground()
    {
        QList<double> fractions;
        for (const char *threshold : {"0", "1"}) {
            const Outcome outcome =
                runVmunet({QStringLiteral("segment"), at("images/a.png"), QStringLiteral("--model"), m_photoModel,
                              QStringLiteral("--out"), at("out2"), QStringLiteral("--threshold"),
                              QLatin1String(threshold), QStringLiteral("--json")},
                    m_environment);
            QCOMPARE(outcome.status, 0);
            fractions.append(outcome.objects[0][QStringLiteral("foreground_fraction")].toDouble());
        }
        QCOMPARE(fractions[0], 1.0);
        QVERIFY(fractions[1] < fractions[0]);
    }

    void aPhotographIsNotTakenForADamagedDicomFile()
    {
        const Outcome outcome = runVmunet(
            {QStringLiteral("segment"), at("images/a.png"), QStringLiteral("--model"), m_photoModel,
                QStringLiteral("--out"), at("out-seg"), QStringLiteral("--format"), QStringLiteral("dicom-seg")},
            m_environment);
        QCOMPARE(outcome.status, 1);
        QVERIFY2(outcome.errors.contains(QLatin1String("a.png is no DICOM image")), qPrintable(outcome.errors));
        QVERIFY(!QFile::exists(at("out-seg")));
    }

    void aFolderIsAllItsImagesWithTheBundledModel()
    {
        const Outcome outcome = runVmunet(
            {QStringLiteral("segment"), at("images"), QStringLiteral("--out"), at("out3"), QStringLiteral("--json")},
            m_environment);
        QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
        QCOMPARE(outcome.objects.size(), 2);
    }

    void aDamagedFileInAFolderIsNamedAndTheRestIsDone()
    {
        const QString folder = at("mixed");
        QVERIFY(QDir().mkpath(folder));
        const QString good = QDir(at("images")).entryList(QDir::Files).value(0);
        QVERIFY(QFile::copy(at("images") + QLatin1Char('/') + good, folder + QLatin1Char('/') + good));
        QFile empty(folder + QStringLiteral("/empty.jpg"));
        QVERIFY(empty.open(QIODevice::WriteOnly));
        const Outcome outcome = runVmunet(
            {QStringLiteral("segment"), folder, QStringLiteral("--out"), at("out_mixed"), QStringLiteral("--json")},
            m_environment);
        QCOMPARE(outcome.status, 1);
        QCOMPARE(outcome.objects.size(), 1);
        QVERIFY2(outcome.errors.contains(QStringLiteral("empty.jpg")), qPrintable(outcome.errors));
    }

    void volumesKeepTheirGeometry()
    {
        Image source = testVolume(40, 4);
        source.geometry.known = true;
        source.geometry.spacingMm = {0.7, 0.7, 2.5};
        source.geometry.originMm = {-12, 30, 100};
        const QString input = at("scan.nii.gz");
        QVERIFY(writeNiftiLabels(std::vector<Mask>(4, Mask({40, 40})), source, input));
        const Outcome outcome =
            runVmunet({QStringLiteral("segment"), input, QStringLiteral("--out"), at("out4"), QStringLiteral("--json")},
                m_environment);
        QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
        QCOMPARE(outcome.objects[0][QStringLiteral("slices")].toInt(), 4);
        QCOMPARE(outcome.objects[0][QStringLiteral("classes")].toInt(), 3);
        const QString output = outcome.objects[0][QStringLiteral("output")].toString();
        QVERIFY(output.endsWith(QStringLiteral("scan_mask.nii.gz")));
        const Result<Image> before = loadImage(input);
        const Result<Image> after = loadImage(output);
        QVERIFY(before && after);
        QCOMPARE(after->slices, 4);
        QVERIFY(after->geometry == before->geometry);
    }

    void aVolumeAsPngIsAFolderOfSlices()
    {
        const QString input = at("stack.nii.gz");
        QVERIFY(writeNiftiLabels(std::vector<Mask>(3, Mask({32, 32})), testVolume(32, 3), input));
        const Outcome outcome = runVmunet({QStringLiteral("segment"), input, QStringLiteral("--out"), at("out5"),
                                              QStringLiteral("--format"), QStringLiteral("png")},
            m_environment);
        QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
        QCOMPARE(QDir(at("out5/stack_mask")).entryList(QDir::Files).size(), 3);
    }

    void cocoIsOneFileForAllImages()
    {
        const Outcome outcome = runVmunet(
            {QStringLiteral("segment"), at("images"), QStringLiteral("--out"), at("out10"), QStringLiteral("--format"),
                QStringLiteral("coco"), QStringLiteral("--threshold"), QStringLiteral("0"), QStringLiteral("--json")},
            m_environment);
        QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
        const QString output = outcome.objects[0][QStringLiteral("output")].toString();
        QCOMPARE(outcome.objects[1][QStringLiteral("output")].toString(), output);
        const auto masks = readCocoMasks(output);
        QVERIFY(masks);
        QCOMPARE(masks->size(), size_t(2));
        QCOMPARE((*masks)[0].size(), QSize(90, 60));
        QCOMPARE((*masks)[0].count(Label{1}), 90 * 60);
    }

    void whatFailsIsNamedAndTheRestIsDone()
    {
        QFile broken(at("broken.png"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("no image");
        broken.close();
        const Outcome outcome =
            runVmunet({QStringLiteral("segment"), broken.fileName(), at("absent.png"), at("images/a.png"),
                          QStringLiteral("--out"), at("out6"), QStringLiteral("--json")},
                m_environment);
        QCOMPARE(outcome.status, 1);
        QCOMPARE(outcome.objects.size(), 1);
        QVERIFY(outcome.errors.contains(QStringLiteral("broken.png")));
        QVERIFY(outcome.errors.contains(QStringLiteral("absent.png")));
    }

    void equalNamesDoNotOverwriteEachOther()
    {
        QVERIFY(photograph(30, 30).save(at("a.png")));
        const Outcome outcome = runVmunet({QStringLiteral("segment"), at("images/a.png"), at("a.png"),
                                              QStringLiteral("--out"), at("out7"), QStringLiteral("--json")},
            m_environment);
        QCOMPARE(outcome.status, 0);
        QVERIFY(outcome.objects[0][QStringLiteral("output")] != outcome.objects[1][QStringLiteral("output")]);
    }

    void aModelOfTheWrongKindIsRefused()
    {
        const Outcome outcome = runVmunet({QStringLiteral("segment"), at("images/a.png"), QStringLiteral("--model"),
                                              m_ctModel, QStringLiteral("--out"), at("out8")},
            m_environment);
        QCOMPARE(outcome.status, 1);
        QVERIFY(outcome.errors.contains(QStringLiteral("a.png")));
        QVERIFY(!QFile::exists(at("out8/a_mask.png")));
    }

    void aFolderThatCannotBeMadeIsOneClearLine()
    {
        const Outcome outcome = runVmunet(
            {QStringLiteral("segment"), at("images/a.png"), QStringLiteral("--out"), at("images/a.png/below")},
            m_environment);
        QCOMPARE(outcome.status, 1);
        QVERIFY(outcome.errors.contains(QStringLiteral("below")));
    }

    void predictionsAreStoredInAProject()
    {
        const QString path = at("study.vmunet");
        const Outcome outcome = runVmunet(
            {QStringLiteral("segment"), at("images/a.png"), at("images/b.jpg"), QStringLiteral("--out"), at("out9"),
                QStringLiteral("--project"), path, QStringLiteral("--threshold"), QStringLiteral("0.25")},
            m_environment);
        QVERIFY2(outcome.status == 0, qPrintable(outcome.errors));
        const auto project = Project::open(path, Project::Mode::ReadOnly);
        QVERIFY(project);
        const auto images = (*project)->images().list();
        QVERIFY(images);
        QCOMPARE(images->size(), size_t(2));
        const auto history = (*project)->annotations().history(images->front().image.id);
        QVERIFY(history);
        QCOMPARE(history->size(), size_t(1));
        QCOMPARE(history->front().kind, RevisionKind::Prediction);
        QCOMPARE(history->front().prediction->threshold, 0.25);
        const auto mask = (*project)->annotations().mask(images->front().image.id, 0);
        QVERIFY(mask);
        QCOMPARE(mask->size(), images->front().image.size());
    }

    void wrongUsageIsStatusTwo_data()
    {
        QTest::addColumn<QStringList>("arguments");
        const QString image = at("images/a.png");
        QTest::newRow("no input") << QStringList{};
        QTest::newRow("threshold") << QStringList{image, QStringLiteral("--threshold"), QStringLiteral("1.5")};
        QTest::newRow("save") << QStringList{image, QStringLiteral("--save"), QStringLiteral("everything")};
        QTest::newRow("format") << QStringList{image, QStringLiteral("--format"), QStringLiteral("gif")};
        QTest::newRow("device") << QStringList{image, QStringLiteral("--device"), QStringLiteral("abacus")};
        QTest::newRow("option") << QStringList{image, QStringLiteral("--no-such-option")};
    }

    void wrongUsageIsStatusTwo()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = runVmunet(QStringList{QStringLiteral("segment")} + arguments, m_environment);
        QCOMPARE(outcome.status, 2);
        QVERIFY(outcome.output.isEmpty());
        QVERIFY(!outcome.errors.isEmpty());
    }

    void theDoctorStartsTheServiceAndSegmentsTheSample()
    {
        const Outcome outcome = runVmunet({QStringLiteral("doctor"), QStringLiteral("--json")}, m_environment);
        QVERIFY2(outcome.status == 0, qPrintable(outcome.errors + outcome.output));
        QCOMPARE(outcome.objects.size(), 1);
        const QJsonObject report = outcome.objects[0];
        QVERIFY(report[QStringLiteral("service_starts")].toBool());
        QVERIFY(report[QStringLiteral("service_segments")].toBool());
        QVERIFY(report[QStringLiteral("torch")].toString().startsWith(QStringLiteral("2.")));
    }

    void theDoctorNamesWhatIsMissing()
    {
        QProcessEnvironment environment = m_environment;
        environment.insert(QStringLiteral("VMUNET_SERVICE"), QStringLiteral("/bin/false"));
        const Outcome outcome = runVmunet({QStringLiteral("doctor"), QStringLiteral("--json")}, environment);
        QCOMPARE(outcome.status, 1);
        QVERIFY(!outcome.objects[0][QStringLiteral("problem")].toString().isEmpty());
        QVERIFY(!outcome.objects[0][QStringLiteral("ok")].toBool());
    }

private:
    QString at(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QString m_photoModel;
    QString m_ctModel;
};

QTEST_GUILESS_MAIN(SegmentTest)
#include "segment_test.moc"
