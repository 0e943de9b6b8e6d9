// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/image_loader.h"

#include <QDir>
#include <QTest>

using namespace vmunet;

namespace {

const QString kSamples = QStringLiteral(VMUNET_RESOURCES "/samples/");

} // namespace

class SamplesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPhotographHasAMaskOfItsSize()
    {
        const QDir images(kSamples + QStringLiteral("dermoscopy/images"));
        const QStringList names = images.entryList(QDir::Files);
        QCOMPARE(names.size(), 3);
        for (const QString &name : names) {
            const Result<Image> image = loadImage(images.filePath(name));
            const QString stem = QFileInfo(name).completeBaseName();
            const Result<Image> mask = loadImage(kSamples + QStringLiteral("dermoscopy/masks/%1.png").arg(stem));
            QVERIFY(image && mask);
            QCOMPARE(image->size(), mask->size());
            QVERIFY(mask->samples.contains(char(0)) && mask->samples.contains(char(255)));
        }
    }

    void everyCtHasLabelsOnItsGrid_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("seen in training") << QStringLiteral("abdomen");
        QTest::newRow("another patient") << QStringLiteral("abdomen_other_patient");
    }

    void everyCtHasLabelsOnItsGrid()
    {
        QFETCH(QString, name);
        const Result<Image> image = loadImage(kSamples + QStringLiteral("ct/%1.nii.gz").arg(name));
        const Result<Image> labels = loadImage(kSamples + QStringLiteral("ct/%1_labels.nii.gz").arg(name));
        QVERIFY(image && labels);
        QCOMPARE(image->geometry, labels->geometry);
        QCOMPARE(image->slices, labels->slices);
        QCOMPARE(initialWindow(*image).level, 40.0);
        const std::vector<float> hounsfield = rescaledSlice(*image, 0);
        const std::vector<float> organs = rescaledSlice(*labels, 0);
        double sum = 0;
        int count = 0;
        for (size_t i = 0; i < organs.size(); ++i) {
            if (organs[i] == 5) {
                sum += double(hounsfield[i]);
                ++count;
            }
        }
        QVERIFY(count > 100);
        QCOMPARE_GE(sum / count, 40.0); // Liver tissue.
        QCOMPARE_LE(sum / count, 160.0);
    }
};

QTEST_GUILESS_MAIN(SamplesTest)
#include "samples_test.moc"
