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
};

QTEST_APPLESS_MAIN(ViewTransformTest)
#include "view_transform_test.moc"
