// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/engine/segmenter.h"

#include "inference/engine/device.h"
#include "tests/support/test_images.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace vmunet;

namespace {

PixelView viewOf(const Image &photograph)
{
    return {photograph.samples.constData(), PixelFormat::Rgb8, photograph.size(), 1};
}

} // namespace

class SegmenterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_photoModel = m_folder.filePath(QStringLiteral("photo.safetensors"));
        m_ctModel = m_folder.filePath(QStringLiteral("ct.safetensors"));
        QVERIFY(writeTinyModel(m_photoModel, 1));
        QVERIFY(writeTinyModel(m_ctModel, 3));
        setComputeThreads(1);
    }

    void aPhotographGivesOneProbabilityAPixelEveryTimeTheSame()
    {
        auto segmenter = loadSegmenter(m_photoModel, QStringLiteral("cpu"));
        QVERIFY(segmenter);
        const Image image = testPhotograph(100, 70);
        const auto first = (*segmenter)->segment(viewOf(image), {}, {});
        const auto second = (*segmenter)->segment(viewOf(image), {}, {});
        QVERIFY(first && second);
        QCOMPARE(first->slices.size(), size_t(1));
        QCOMPARE(first->slices[0].size, QSize(100, 70));
        QCOMPARE(first->slices[0].classes, 1);
        QCOMPARE(first->slices[0].values.size(), 7000);
        QVERIFY(first->slices[0] == second->slices[0]);
        QVERIFY(first->seconds > 0);
        QCOMPARE(first->device, QStringLiteral("cpu"));
    }

    void theClassesOfACtSliceAddUpToOne()
    {
        auto segmenter = loadSegmenter(m_ctModel, QStringLiteral("cpu"));
        QVERIFY(segmenter);
        std::vector<float> hounsfield(2 * 50 * 40, -300.0F);
        std::fill(hounsfield.begin() + 300, hounsfield.begin() + 900, 60.0F);
        QStringList said;
        const auto result = (*segmenter)
                                ->segment({hounsfield.data(), PixelFormat::Float32, {50, 40}, 2}, {},
                                    [&said](double, const QString &what) { said.append(what); });
        QVERIFY(result);
        QCOMPARE(result->slices.size(), size_t(2));
        QCOMPARE(said.size(), 2);
        const ProbabilityMap &map = result->slices[0];
        QCOMPARE(map.values.size(), 3 * 2000);
        for (int i = 0; i < 2000; ++i) {
            const int sum = quint8(map.values[i]) + quint8(map.values[2000 + i]) + quint8(map.values[4000 + i]);
            QVERIFY(sum >= 253 && sum <= 256);
        }
        QVERIFY(!(result->slices[0] == result->slices[1]));
    }

    void aModelIsRefusedWhatItWasNotMadeFor()
    {
        auto photo = loadSegmenter(m_photoModel, QStringLiteral("cpu"));
        auto ct = loadSegmenter(m_ctModel, QStringLiteral("cpu"));
        QVERIFY(photo && ct);
        const std::vector<float> slice(64 * 64, 0.0F);
        const auto wrong = (*photo)->segment({slice.data(), PixelFormat::Float32, {64, 64}, 1}, {}, {});
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().code, ErrorCode::Unsupported);
        const Image image = testPhotograph();
        QVERIFY(!(*ct)->segment(viewOf(image), {}, {}));
    }

    void cancellingStopsBeforeTheNextSlice()
    {
        auto segmenter = loadSegmenter(m_ctModel, QStringLiteral("cpu"));
        QVERIFY(segmenter);
        const std::vector<float> slices(8 * 32 * 32, 0.0F);
        const CancelFlag cancel;
        int begun = 0;
        const auto result =
            (*segmenter)
                ->segment({slices.data(), PixelFormat::Float32, {32, 32}, 8}, cancel, [&](double, const QString &) {
                    if (++begun == 3) {
                        cancel.cancel();
                    }
                });
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Cancelled);
        QCOMPARE(begun, 3);
    }

    void onePixelImagesAreSegmented()
    {
        auto segmenter = loadSegmenter(m_photoModel, QStringLiteral("cpu"));
        QVERIFY(segmenter);
        const uchar pixel[3] = {10, 20, 30};
        const auto result = (*segmenter)->segment({pixel, PixelFormat::Rgb8, {1, 1}, 1}, {}, {});
        QVERIFY(result);
        QCOMPARE(result->slices[0].values.size(), 1);
    }

    void theDescriptionComesFromMetadataAndShapes()
    {
        const auto model = describeModel(m_ctModel);
        QVERIFY(model);
        QCOMPARE(model->name, QStringLiteral("tiny"));
        QCOMPARE(model->classes, 3);
        QCOMPARE(model->inputSide, 64);
        QCOMPARE(model->preprocessing, Preprocessing::Ct);
        QCOMPARE(model->classNames.size(), 2);
        QVERIFY(model->parameters > 1000);
        QVERIFY(model->architecture.contains(QStringLiteral("8-16-32-64")));
    }

    void theReferencesCheckpointsAreDescribed()
    {
        const QString reference = QStringLiteral(VMUNET_SHARED_DATA "/reference/");
        if (!QFile::exists(reference + QStringLiteral("tiny_multiclass.pth"))) {
            QSKIP("the shared reference files are not here");
        }
        const auto multiclass = describeModel(reference + QStringLiteral("tiny_multiclass.pth"));
        QVERIFY(multiclass);
        QCOMPARE(multiclass->inputSide, 224);
        QCOMPARE(multiclass->preprocessing, Preprocessing::Ct);
        QCOMPARE(multiclass->classNames.size(), multiclass->classes - 1);
        const auto binary = describeModel(reference + QStringLiteral("tiny_latest.pth"));
        QVERIFY(binary);
        QCOMPARE(binary->classes, 1);
    }

    void impossibleMetadataAreRefused()
    {
        const QString path = m_folder.filePath(QStringLiteral("huge.safetensors"));
        QVERIFY(writeTinyModel(path, 1, 1, 1 << 20));
        const auto model = describeModel(path);
        QVERIFY(!model);
        QCOMPARE(model.error().code, ErrorCode::Corrupt);
        QVERIFY(model.error().message.contains(path));
    }

    void badFilesAndDevicesAreOneClearLine()
    {
        const auto absent = loadSegmenter(m_folder.filePath(QStringLiteral("no.pth")), QStringLiteral("cpu"));
        QVERIFY(!absent);
        QCOMPARE(absent.error().code, ErrorCode::NotFound);
        const QString noise = m_folder.filePath(QStringLiteral("noise.pth"));
        QFile file(noise);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("PK\3\4 but no archive");
        file.close();
        const auto corrupt = loadSegmenter(noise, QStringLiteral("cpu"));
        QVERIFY(!corrupt);
        QCOMPARE(corrupt.error().code, ErrorCode::Corrupt);
        QVERIFY(corrupt.error().message.contains(noise));
        QVERIFY(!corrupt.error().message.contains(QLatin1Char('\n')));
        QCOMPARE(loadSegmenter(m_photoModel, QStringLiteral("abacus")).error().code, ErrorCode::Invalid);
        QCOMPARE(loadSegmenter(m_photoModel, QStringLiteral("cuda:99")).error().code, ErrorCode::Unsupported);
        const auto half = loadSegmenter(m_photoModel, QStringLiteral("cpu"), Precision::Float16);
        QVERIFY(!half);
        QCOMPARE(half.error().code, ErrorCode::Unsupported);
        QVERIFY2(half.error().message.contains(QStringLiteral("float16")), qPrintable(half.error().message));
    }

private:
    QTemporaryDir m_folder;
    QString m_photoModel;
    QString m_ctModel;
};

QTEST_GUILESS_MAIN(SegmenterTest)
#include "segmenter_test.moc"
