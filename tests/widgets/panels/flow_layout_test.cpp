// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/flow_layout.h"

#include <QTest>
#include <QWidget>

using namespace vmunet;

class FlowLayoutTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatHasNoRoomGoesOnInAnotherRow()
    {
        QWidget host;
        FlowLayout &layout = fill(host);
        QCOMPARE(layout.sizeHint(), QSize(320, 30));
        QCOMPARE(layout.minimumSize(), QSize(100, 30));
        QCOMPARE(layout.heightForWidth(320), 30);
        QCOMPARE(layout.heightForWidth(319), 70);
        QCOMPARE(layout.heightForWidth(100), 110);
        layout.setGeometry({0, 0, 230, 70});
        QCOMPARE(layout.itemAt(1)->geometry(), QRect(110, 0, 100, 30));
        QCOMPARE(layout.itemAt(2)->geometry(), QRect(0, 40, 100, 30));
    }

    void hiddenOnesTakeNoRoom()
    {
        QWidget host;
        FlowLayout &layout = fill(host);
        layout.itemAt(0)->widget()->hide();
        QCOMPARE(layout.sizeHint(), QSize(210, 30));
        layout.setGeometry({0, 0, 230, 30});
        QCOMPARE(layout.itemAt(1)->geometry().topLeft(), QPoint(0, 0));
    }

    void itemsAreTakenOut()
    {
        QWidget host;
        FlowLayout &layout = fill(host);
        delete layout.takeAt(1);
        QCOMPARE(layout.count(), 2);
        QVERIFY(!layout.takeAt(2) && !layout.itemAt(-1));
    }

private:
    /// Three widgets of 100 by 30, 10 apart.
    static FlowLayout &fill(QWidget &host)
    {
        auto *layout = new FlowLayout(&host);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(10);
        for (int i = 0; i < 3; ++i) {
            auto *widget = new QWidget;
            widget->setFixedSize(100, 30);
            layout->addWidget(widget);
        }
        return *layout;
    }
};

QTEST_MAIN(FlowLayoutTest)
#include "flow_layout_test.moc"
