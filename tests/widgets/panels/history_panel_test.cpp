// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/history_panel.h"

#include "widgets/panels/step_thumbnail.h"

#include <QListView>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace vmunet;

namespace {

Image photograph(QSize size, int slices = 1)
{
    return {.kind = slices > 1 ? ImageKind::Volume : ImageKind::Photograph,
        .width = size.width(),
        .height = size.height(),
        .slices = slices,
        .samples = {}};
}

UndoStep filled(QRect area, Label before, Label after)
{
    Mask former({400, 400});
    former.fill(area, before);
    Mask now({400, 400});
    now.fill(area, after);
    UndoStep step{.number = 1, .name = QStringLiteral("fill"), .changes = {SliceChange{}}};
    step.changes[0].delta.append(former, {0, 0}, now);
    return step;
}

} // namespace

class HistoryPanelTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_document = std::make_unique<Document>(photograph({200, 100}), LabelSet::lesion());
        m_panel = std::make_unique<HistoryPanel>();
        m_panel->setDocument(m_document.get());
        m_panel->show();
        m_list = m_panel->findChild<QListView *>(QStringLiteral("historyList"));
    }

    void everyStepHasItsNameAndAPicture()
    {
        QCOMPARE(text(0), QStringLiteral("Image opened"));
        stroke({20, 20}, Label{1});
        stroke({20, 20}, kBackground);
        QCOMPARE(m_list->model()->rowCount(), 3);
        QCOMPARE(text(1), QStringLiteral("Brush"));
        QCOMPARE(text(2), QStringLiteral("Erase"));
        QVERIFY(!at(1).data(Qt::DecorationRole).value<QIcon>().isNull());
        QCOMPARE(m_list->currentIndex().row(), 2);
        m_document->undo();
        QCOMPARE(m_list->currentIndex().row(), 1);
        QVERIFY(at(2).data(Qt::ForegroundRole).isValid());
        QVERIFY(!at(1).data(Qt::ForegroundRole).isValid());
    }

    void slicesAreNamedInVolumesOnly()
    {
        Document volume(photograph({40, 40}, 9), LabelSet::lesion());
        m_panel->setDocument(&volume);
        volume.setCurrentSlice(4);
        volume.beginStroke({10, 10}, 5, Label{1});
        volume.endStroke();
        QCOMPARE(text(1), QStringLiteral("Brush (slice 5)"));
        Mask mask({40, 40});
        mask.fill({0, 0, 3, 3}, Label{1});
        volume.applySlices({{0, mask}, {1, mask}}, QStringLiteral("Ball"), EditTool::Import);
        QVERIFY2(text(2).contains(QStringLiteral("Ball")) && text(2).contains(QLatin1Char('2')), qPrintable(text(2)));
    }

    void aClickOrReturnChoosesAStep()
    {
        for (int i = 0; i < 5; ++i) {
            stroke({20.0 + 30 * i, 50}, Label{1});
        }
        QSignalSpy chosen(m_panel.get(), &HistoryPanel::stepChosen);
        QTest::mouseClick(m_list->viewport(), Qt::LeftButton, {}, m_list->visualRect(at(2)).center());
        QVERIFY(chosen.count() >= 1);
        QCOMPARE(chosen.last().first().toInt(), 2);
        m_list->setFocus();
        m_list->setCurrentIndex(at(5));
        QTest::keyClick(m_list, Qt::Key_Up);
        QTest::keyClick(m_list, Qt::Key_Return);
        QCOMPARE(chosen.last().first().toInt(), 4);
    }

    void theLimitIsAskedForInMebibytes()
    {
        QSignalSpy chosen(m_panel.get(), &HistoryPanel::limitChosen);
        m_panel->setLimit(64);
        QCOMPARE(chosen.count(), 0);
        auto *box = m_panel->findChild<QSpinBox *>(QStringLiteral("historyLimit"));
        QCOMPARE(box->value(), 64);
        box->setFocus();
        QTest::keyClick(box, Qt::Key_Up);
        QCOMPARE(chosen.last().first().toInt(), 65);
    }

    void aDocumentMayGoAtAnyTime()
    {
        stroke({20, 20}, Label{1});
        m_document.reset();
        QCOMPARE(m_list->model()->rowCount(), 0);
        m_panel->setDocument(nullptr);
        QCOMPARE(m_list->model()->rowCount(), 0);
    }

    void thumbnailsShowTheChangedRegionInItsColour()
    {
        const LabelSet labels = LabelSet::lesion();
        const QRgb color = labels.labels()[0].color.rgb();
        const QImage wide = stepThumbnail(filled({100, 300, 200, 50}, kBackground, Label{1}), labels, 40);
        QCOMPARE(wide.pixel(20, 20), color);
        QCOMPARE(wide.pixel(1, 20), color);
        QCOMPARE(wide.pixel(20, 2), qRgb(0, 0, 0));
        const QImage erased = stepThumbnail(filled({0, 0, 400, 400}, Label{1}, kBackground), labels, 40);
        QVERIFY(erased.pixel(20, 20) != color && erased.pixel(20, 20) != qRgb(0, 0, 0));
        const QImage dot = stepThumbnail(filled({399, 399, 1, 1}, kBackground, Label{1}), labels, 40);
        QCOMPARE(dot.pixel(0, 0), qRgb(0, 0, 0));
        QCOMPARE(dot.pixel(19, 19), color);
        QCOMPARE(stepThumbnail({}, labels, 40).pixel(20, 20), qRgb(0, 0, 0));
    }

private:
    void stroke(QPointF at, Label label)
    {
        m_document->beginStroke(at, 12, label);
        m_document->extendStroke(at, at + QPointF(10, 4));
        m_document->endStroke();
    }

    QModelIndex at(int row) const { return m_list->model()->index(row, 0); }
    QString text(int row) const { return at(row).data().toString(); }

    std::unique_ptr<Document> m_document;
    std::unique_ptr<HistoryPanel> m_panel;
    QListView *m_list = nullptr;
};

QTEST_MAIN(HistoryPanelTest)
#include "history_panel_test.moc"
