// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/canvas/view_transform.h"

#include <QTest>

using namespace vmunet;

class ViewTransformTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fittingShowsTheWholeImageCentred()
    {
        const auto view = ViewTransform::fitted({200, 100}, {420, 420}, 10);
        QCOMPARE(view.scale(), 2.0);
        QCOMPARE(view.toView(QPointF(0, 0)), QPointF(10, 110));
        QCOMPARE(view.toView(QPointF(200, 100)), QPointF(410, 310));
    }

    void zoomingKeepsThePointUnderTheCursor()
    {
        const ViewTransform view(0.7, {13, -5});
        const QPointF cursor(111, 222);
        const QPointF before = view.toImage(cursor);
        const QPointF after = view.zoomed(1.9, cursor).toImage(cursor);
        QVERIFY((before - after).manhattanLength() < 1e-9);
    }

    void zoomStopsAtItsLimits()
    {
        QCOMPARE(ViewTransform(1, {}).zoomed(1e9, {}).scale(), ViewTransform::kMaxScale);
        QCOMPARE(ViewTransform(1, {}).zoomed(1e-9, {}).scale(), ViewTransform::kMinScale);
    }

    void imageAndViewCoordinatesAreInverse()
    {
        const ViewTransform view(3.3, {-40.5, 7});
        const QPointF point(12.25, 90);
        QVERIFY((view.toImage(view.toView(point)) - point).manhattanLength() < 1e-9);
    }

    void panningNeverLosesTheImage()
    {
        const QSize image(100, 100);
        const QSize view(300, 300);
        const auto far = ViewTransform(1, {5000, -5000}).bounded(image, view, 48);
        QCOMPARE(far.offset(), QPointF(252, -52));
    }

    void unevenSpacingStretchesRowsAlone()
    {
        const auto view = ViewTransform::fitted({100, 40}, {320, 320}, 10, 2.5);
        QCOMPARE(view.scale(), 3.0);
        QCOMPARE(view.toView(QRectF(0, 0, 100, 40)), QRectF(10, 10, 300, 300));
        const QPointF cursor(77, 250);
        const ViewTransform zoomed = view.zoomed(1.6, cursor);
        QVERIFY((zoomed.toImage(cursor) - view.toImage(cursor)).manhattanLength() < 1e-9);
        QCOMPARE(zoomed.verticalScale(), zoomed.scale() * 2.5);
        QCOMPARE(zoomed.moved({3, 4}).aspect(), 2.5);
        QCOMPARE(view.moved({0, 9000}).bounded({100, 40}, {320, 320}, 48).offset().y(), 272.0);
        QCOMPARE(view.onDevice(2).toView(QPointF(100, 40)), QPointF(620, 620));
    }
};

QTEST_APPLESS_MAIN(ViewTransformTest)
#include "view_transform_test.moc"
