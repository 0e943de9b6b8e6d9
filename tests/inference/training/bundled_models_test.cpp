// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/layouts.h"
#include "core/dataset/manifest.h"
#include "inference/engine/segmenter.h"
#include "inference/training/evaluation.h"

#include <QFileInfo>
#include <QTest>

#include <numeric>
#include <set>

using namespace vmunet;

namespace {

QString resource(const char *name)
{
    return QStringLiteral(VMUNET_RESOURCES "/") + QString::fromLatin1(name);
}

} // namespace

class BundledModelsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theyDescribeThemselves()
    {
        const Result<ModelDescription> skin = describeModel(resource("models/dermoscopy.safetensors"));
        QVERIFY2(skin, skin ? "" : qPrintable(skin.error().message));
        QCOMPARE(skin->classes, 1);
        QVERIFY(skin->preprocessing == Preprocessing::Dermoscopy);
        const Result<ModelDescription> ct = describeModel(resource("models/ct.safetensors"));
        QVERIFY2(ct, ct ? "" : qPrintable(ct.error().message));
        QCOMPARE(ct->classes, 9);
        QVERIFY(ct->preprocessing == Preprocessing::Ct);
        QCOMPARE(ct->classNames.size(), 8);
    }

    void theyAreSmallEnoughForTheRepository()
    {
        const qint64 bytes = QFileInfo(resource("models/dermoscopy.safetensors")).size()
            + QFileInfo(resource("models/ct.safetensors")).size();
        QVERIFY2(bytes <= 12 * 1024 * 1024, qPrintable(QString::number(bytes)));
    }

    void sampleImagesWereNotTrainedOn()
    {
        const Result<TrainingSet> trained = readManifest(resource("models/dermoscopy.manifest.json"));
        QVERIFY2(trained, trained ? "" : qPrintable(trained.error().message));
        std::set<QString> training;
        for (const int index : trained->indices(Split::Training)) {
            training.insert(trained->samples[size_t(index)].id);
        }
        const Result<TrainingSet> samples = sampleSet();
        QVERIFY(samples);
        for (const TrainingSample &sample : samples->samples) {
            QVERIFY2(!training.contains(sample.id), qPrintable(sample.id));
        }
    }

    void lesionsOfTheSampleImagesAreFound()
    {
        const Result<TrainingSet> samples = sampleSet();
        QVERIFY2(samples, samples ? "" : qPrintable(samples.error().message));
        std::vector<int> all(samples->samples.size());
        std::iota(all.begin(), all.end(), 0);
        EvaluationOptions options;
        options.device = QStringLiteral("cpu");
        options.threads = 1;
        const Result<Evaluation> evaluation =
            evaluateModel(resource("models/dermoscopy.safetensors"), *samples, all, options);
        QVERIFY2(evaluation, evaluation ? "" : qPrintable(evaluation.error().message));
        for (const EvaluatedCase &evaluated : evaluation->cases) {
            qInfo("%s: Dice %.3f", qPrintable(evaluated.id), evaluated.scores.dice);
            QVERIFY(evaluated.scores.dice > 0.7);
        }
    }

private:
    static Result<TrainingSet> sampleSet()
    {
        return readLayout(resource("samples/dermoscopy"), QStringLiteral("folder"), 0);
    }
};

QTEST_GUILESS_MAIN(BundledModelsTest)
#include "bundled_models_test.moc"
