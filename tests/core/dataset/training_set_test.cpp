// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/training_set.h"

#include <QTest>

using namespace vmunet;

class TrainingSetTest : public QObject {
    Q_OBJECT

    static TrainingSet setOf(int groups, int imagesEach)
    {
        TrainingSet set;
        for (int group = 0; group < groups; ++group) {
            for (int image = 0; image < imagesEach; ++image) {
                TrainingSample sample;
                sample.id = QStringLiteral("lesion%1_%2").arg(group).arg(image);
                sample.group = QStringLiteral("lesion%1").arg(group);
                set.samples.push_back(sample);
            }
        }
        return set;
    }

private Q_SLOTS:
    void oneGroupNeverStraddlesTheSplit()
    {
        TrainingSet set = setOf(200, 3);
        splitByGroup(set, 0.15);
        for (size_t i = 0; i < set.samples.size(); ++i) {
            QCOMPARE(set.samples[i].split, set.samples[i - i % 3].split);
        }
    }

    void addingImagesMovesNoOthers()
    {
        TrainingSet few = setOf(100, 1);
        TrainingSet many = setOf(400, 1);
        splitByGroup(few, 0.15);
        splitByGroup(many, 0.15);
        for (size_t i = 0; i < few.samples.size(); ++i) {
            QCOMPARE(many.samples[i].split, few.samples[i].split);
        }
    }

    void theHeldOutShareIsAboutTheFractionAsked()
    {
        TrainingSet set = setOf(4000, 1);
        splitByGroup(set, 0.15);
        const double share = double(set.indices(Split::HeldOut).size()) / 4000;
        QVERIFY2(std::abs(share - 0.15) < 0.02, qPrintable(QString::number(share)));
        QCOMPARE(set.indices(Split::HeldOut).size() + set.indices(Split::Training).size(), size_t(4000));
    }

    void theSplitIsTheSameInEveryVersionOfTheProgram()
    {
        // SHA-256 of "ISIC_0000000" begins with 0ce95be7 (0.0504 of the way), of "ISIC_0000003" with 2fc5d8c6 (0.1866).
        QCOMPARE(splitOfGroup(QStringLiteral("ISIC_0000000"), 0.0505), Split::HeldOut);
        QCOMPARE(splitOfGroup(QStringLiteral("ISIC_0000000"), 0.0504), Split::Training);
        QCOMPARE(splitOfGroup(QStringLiteral("ISIC_0000003"), 0.15), Split::Training);
        QCOMPARE(splitOfGroup(QStringLiteral("ISIC_0000003"), 0.19), Split::HeldOut);
    }

    void fractionsGrowWithoutReleasingAnyone()
    {
        for (int group = 0; group < 500; ++group) {
            const QString name = QString::number(group);
            if (splitOfGroup(name, 0.1) == Split::HeldOut) {
                QCOMPARE(splitOfGroup(name, 0.2), Split::HeldOut);
            }
        }
    }

    void aBinaryNetworkHasOneOutputAndEightOrgansNine()
    {
        TrainingSet set;
        set.classNames = QStringList{QStringLiteral("lesion")};
        QCOMPARE(set.networkClasses(), 1);
        set.classNames = QStringList(8, QStringLiteral("organ"));
        QCOMPARE(set.networkClasses(), 9);
    }
};

QTEST_APPLESS_MAIN(TrainingSetTest)
#include "training_set_test.moc"
