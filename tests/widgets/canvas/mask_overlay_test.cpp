// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/mask_overlay.h"

#include <QTest>

using namespace vmunet;

namespace {

LabelSet redAndGreen()
{
    return LabelSet(
        {{Label{1}, QStringLiteral("red"), QColor(255, 0, 0)}, {Label{2}, QStringLiteral("green"), QColor(0, 255, 0)}});
}

} // namespace

class MaskOverlayTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_mask = Mask({40, 40});
        m_mask.fill({10, 10, 20, 20}, Label{1});
        m_overlay = MaskOverlay();
        m_overlay.setLabels(redAndGreen());
        m_overlay.setOpacity(0.5);
        m_overlay.setMask(m_mask);
    }

    void labelsGetTheirColourAndOpacityAndAnOpaqueOutline()
    {
        const QImage shown = m_overlay.render(ViewTransform(1, {}), {0, 0, 40, 40}, 2);
        QCOMPARE(shown.pixelColor(5, 5).alpha(), 0);
        QCOMPARE(shown.pixelColor(20, 20).alpha(), 128);
        QCOMPARE(shown.pixelColor(20, 20).red(), 255);
        QCOMPARE(shown.pixelColor(10, 20), QColor(255, 0, 0));
        QCOMPARE(shown.pixelColor(11, 20).alpha(), 255);
        QCOMPARE(shown.pixelColor(12, 20).alpha(), 128);
    }

    void theOutlineKeepsItsWidthWhenZoomedIn()
    {
        const QImage shown = m_overlay.render(ViewTransform(8, {}), {0, 0, 320, 320}, 2);
        QCOMPARE(shown.pixelColor(79, 160).alpha(), 0);
        QCOMPARE(shown.pixelColor(80, 160).alpha(), 255);
        QCOMPARE(shown.pixelColor(81, 160).alpha(), 255);
        QCOMPARE(shown.pixelColor(82, 160).alpha(), 128);
    }

    void withoutOutlineEverythingIsFilled()
    {
        m_overlay.setStyle(OverlayStyle::Fill);
        const QImage shown = m_overlay.render(ViewTransform(1, {}), {0, 0, 40, 40}, 2);
        QCOMPARE(shown.pixelColor(10, 10).alpha(), 128);
    }

    void aPartLooksAsItDoesInTheWhole()
    {
        const ViewTransform view(1.7, {-3.4, 2.2});
        const QImage whole = m_overlay.render(view, {0, 0, 70, 70}, 2);
        const QRect part(13, 9, 31, 40);
        QCOMPARE(m_overlay.render(view, part, 2), whole.copy(part));
    }

    void hiddenAndUnknownLabelsAreNotDrawn()
    {
        LabelSet labels = redAndGreen();
        labels.setVisible(Label{1}, false);
        m_overlay.setLabels(labels);
        const QImage hidden = m_overlay.render(ViewTransform(1, {}), {0, 0, 40, 40}, 2);
        QCOMPARE(hidden.pixelColor(20, 20).alpha(), 0);

        m_mask.fill(m_mask.rect(), Label{9});
        m_overlay.setMask(m_mask);
        const QImage unknown = m_overlay.render(ViewTransform(1, {}), {0, 0, 40, 40}, 2);
        QCOMPARE(unknown.pixelColor(20, 20).alpha(), 0);
    }

    void onlyTheUpdatedRectangleIsTakenOver()
    {
        m_mask.fill(m_mask.rect(), Label{2});
        m_overlay.setStyle(OverlayStyle::Fill);
        m_overlay.update(m_mask, {0, 0, 5, 40});
        const QImage shown = m_overlay.render(ViewTransform(1, {}), {0, 0, 40, 40}, 2);
        QCOMPARE(shown.pixelColor(4, 30).green(), 255);
        QCOMPARE(shown.pixelColor(5, 30).alpha(), 0);
    }

    void anEmptyAreaGivesNoImage()
    {
        QVERIFY(m_overlay.render(ViewTransform(1, {}), {0, 0, 5, 5}, 2).isNull());
        QVERIFY(m_overlay.render(ViewTransform(1, {}), {500, 500, 5, 5}, 2).isNull());
    }

private:
    Mask m_mask;
    MaskOverlay m_overlay;
};

QTEST_APPLESS_MAIN(MaskOverlayTest)
#include "mask_overlay_test.moc"
