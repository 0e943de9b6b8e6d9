// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/annotation/probability_lookup.h"
#include "widgets/canvas/measure.h"
#include "widgets/canvas/probability_field.h"

#include <QLocale>
#include <QTest>

using namespace vmunet;

namespace {

ProbabilityMap binary(const QByteArray &values)
{
    return {.size = {int(values.size()), 1}, .classes = 1, .values = values};
}

/// The field's pixels at 1:1.
QImage shown(const ProbabilityMap &map, ProbabilityField::Kind kind, Label label = Label{1})
{
    return ProbabilityField(map, kind, label).render(ViewTransform(1, {}), QRect(QPoint(0, 0), map.size));
}

} // namespace

class ProbabilityFieldTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void probableIsBrightAndImprobableIsTransparent()
    {
        const QImage image = shown(binary(QByteArray::fromHex("0040ff")), ProbabilityField::Kind::Probability);
        QCOMPARE(qAlpha(image.pixel(0, 0)), 0);
        QCOMPARE(qAlpha(image.pixel(2, 0)), 204);
        const QColor sure(QRgb(qUnpremultiply(image.pixel(2, 0))));
        QVERIFY(sure.red() > 245 && sure.green() > 220 && sure.blue() < 60); // viridis ends in yellow.
    }

    void unsureIsWhereTheProbabilityIsHalf()
    {
        const QImage image = shown(binary(QByteArray::fromHex("0080ff20")), ProbabilityField::Kind::Uncertainty);
        QCOMPARE(qAlpha(image.pixel(0, 0)), 0);
        QCOMPARE(qAlpha(image.pixel(2, 0)), 0);
        QCOMPARE(qAlpha(image.pixel(1, 0)), 204);
        QVERIFY(qGray(image.pixel(3, 0)) < qGray(image.pixel(1, 0)));
    }

    void ofSeveralClassesTheWantedOneIsShown()
    {
        // Two pixels: background and two structures.
        const ProbabilityMap map{.size = {2, 1},
            .classes = 3,
            .values = QByteArray::fromHex("00ff") + QByteArray::fromHex("8000") + QByteArray::fromHex("8000")};
        const QImage second = shown(map, ProbabilityField::Kind::Probability, Label{2});
        QVERIFY(qAlpha(second.pixel(0, 0)) > 0);
        QCOMPARE(qAlpha(second.pixel(1, 0)), 0);
        QVERIFY(shown(map, ProbabilityField::Kind::Probability, Label{3}).isNull());
        const QImage doubt = shown(map, ProbabilityField::Kind::Uncertainty, Label{3});
        QVERIFY(qAlpha(doubt.pixel(0, 0)) > 0);
        QCOMPARE(qAlpha(doubt.pixel(1, 0)), 0);
        QCOMPARE(*entropyAt(map, {0, 0}), 1.0);
        QCOMPARE(*probabilityAt(map, Label{1}, {1, 0}), 0.0);
        QVERIFY(!probabilityAt(map, Label{3}, {0, 0}));
        QVERIFY(!probabilityAt(map, Label{1}, {2, 0}));
        QVERIFY(!entropyAt(map, {0, -1}));
    }

    void zoomedInAPixelIsASquare()
    {
        const ProbabilityField field(
            binary(QByteArray::fromHex("00ff")), ProbabilityField::Kind::Probability, Label{1});
        const QImage image = field.render(ViewTransform(8, {}), {4, 0, 8, 8});
        QCOMPARE(qAlpha(image.pixel(3, 7)), 0);
        QVERIFY(qAlpha(image.pixel(4, 7)) > 0);
    }

    void emptyAndDamagedMapsGiveNothing()
    {
        QVERIFY(shown({}, ProbabilityField::Kind::Probability).isNull());
        const ProbabilityMap cut{.size = {9, 9}, .classes = 1, .values = QByteArray(3, 1)};
        QVERIFY(shown(cut, ProbabilityField::Kind::Uncertainty).isNull());
        QVERIFY(!entropyAt({}, {0, 0}));
    }

    void bothColourMapsRiseInBrightness()
    {
        for (const ColorMap *map : {&viridis(), &cividis()}) {
            for (size_t i = 8; i < map->size(); i += 8) {
                QVERIFY(qGray((*map)[i]) > qGray((*map)[i - 8]));
            }
        }
    }

    void lengthsAndAreasAreInMillimetresWhereSpacingIsKnown()
    {
        const QLocale locale;
        QCOMPARE(lengthText({}, {0, 0}, {3, 4}), QStringLiteral("%1 px").arg(locale.toString(5.0, 'f', 1)));
        QCOMPARE(
            lengthText({2, 0.5, true}, {0, 0}, {3, 16}), QStringLiteral("%1 mm").arg(locale.toString(10.0, 'f', 1)));
        QCOMPARE(areaText({}, 1234), QStringLiteral("%1 px").arg(locale.toString(1234)));
        QCOMPARE(areaText({0.5, 0.5, true}, 10), QStringLiteral("%1 mm² (10 px)").arg(locale.toString(2.5, 'f', 1)));
        QCOMPARE(areaText({1, 1, true}, 250), QStringLiteral("%1 cm² (250 px)").arg(locale.toString(2.5, 'f', 2)));
    }
};

QTEST_MAIN(ProbabilityFieldTest)
#include "probability_field_test.moc"
