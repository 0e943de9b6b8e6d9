// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/label_set.h"

#include <QSet>
#include <QTest>

using namespace vmunet;

class LabelSetTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBackgroundAndRepeatedNumbersAreLeftOut()
    {
        const LabelSet set(
            {{.label = kBackground}, {.label = Label{1}, .name = QStringLiteral("a")}, {.label = Label{1}}});
        QCOMPARE(set.labels().size(), size_t(1));
        QCOMPARE(set.find(Label{1})->name, QStringLiteral("a"));
        QVERIFY(!set.find(kBackground));
    }

    void addingTakesTheLowestFreeNumber()
    {
        LabelSet set({{.label = Label{1}}, {.label = Label{3}}});
        QCOMPARE(set.add(QStringLiteral("new"), Qt::red), Label{2});
        QCOMPARE(set.add(QStringLiteral("next"), Qt::red), Label{4});
        for (int i = 4; i < 255; ++i) {
            set.add(QString::number(i), Qt::red);
        }
        QCOMPARE(set.add(QStringLiteral("too many"), Qt::red), kBackground);
    }

    void changesReachTheNamedLabelAlone()
    {
        LabelSet set = LabelSet::synapseOrgans();
        QCOMPARE(set.labels().size(), size_t(8));
        set.setLocked(Label{5}, true);
        set.setVisible(Label{5}, false);
        set.rename(Label{5}, QStringLiteral("Hepar"));
        set.setColor(Label{5}, Qt::blue);
        set.setLocked(Label{99}, true);
        QVERIFY(set.find(Label{5})->locked && !set.find(Label{5})->visible);
        QCOMPARE(set.find(Label{5})->name, QStringLiteral("Hepar"));
        QVERIFY(!set.find(Label{4})->locked);
    }

    void theFirstSixteenColoursDiffer()
    {
        QSet<QRgb> colors;
        for (int i = 0; i < 16; ++i) {
            colors.insert(defaultLabelColor(i).rgb());
        }
        QCOMPARE(colors.size(), 16);
    }
};

QTEST_APPLESS_MAIN(LabelSetTest)
#include "label_set_test.moc"
