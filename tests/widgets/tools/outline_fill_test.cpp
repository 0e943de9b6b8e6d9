// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/outline_fill.h"

#include "core/editing/document.h"
#include "widgets/tools/background_edit.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <memory>

using namespace vmunet;

namespace {

constexpr QSize kSize(4000, 3000);

Image plain()
{
    Image image{.width = kSize.width(), .height = kSize.height(), .channels = 3};
    image.samples.resize(qsizetype(kSize.width()) * kSize.height() * 3);
    return image;
}

QPolygonF star(double reach)
{
    QPolygonF outline;
    for (int corner = 0; corner < 14; ++corner) {
        const double angle = corner * 2 * M_PI / 14;
        const double radius = corner % 2 ? reach : reach / 3;
        outline.append(QPointF(2000 + radius * std::cos(angle), 1500 + radius * std::sin(angle)));
    }
    return outline;
}

} // namespace

class OutlineFillTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_document = std::make_unique<Document>(plain(), LabelSet::lesion());
        m_jobs = std::make_unique<BackgroundEdit>();
        m_jobs->setDocument(m_document.get());
        m_context.document = m_document.get();
        m_context.jobs = m_jobs.get();
    }

    void aSmallOutlineIsFilledAtOnce()
    {
        fillOutline(m_context, star(600), Label{1}, EditTool::Polygon);
        QVERIFY(!m_jobs->isRunning());
        QVERIFY(m_document->currentMask().count(Label{1}) > 100'000);
    }

    void aLargeOutlineIsFilledOnAWorkerToTheSamePixels()
    {
        QSignalSpy ended(m_jobs.get(), &BackgroundEdit::ended);
        fillOutline(m_context, star(2500), Label{1}, EditTool::Lasso);
        QVERIFY(m_jobs->isRunning());
        QVERIFY(m_document->currentMask().isEmpty());
        QTRY_COMPARE(ended.count(), 1);
        const Mask filled = m_document->currentMask();
        QCOMPARE(m_document->history().count(), 1);
        m_document->undo();
        QVERIFY(m_document->currentMask().isEmpty());
        m_document->fillPolygon({star(2500), {}}, Label{1}, EditTool::Lasso);
        QVERIFY(filled == m_document->currentMask());
    }

    void aLargeOutlineErases()
    {
        m_document->replaceSlice(
            0,
            [] {
                Mask mask(kSize);
                mask.fill(mask.rect(), Label{1});
                return mask;
            }(),
            QStringLiteral("All"));
        QSignalSpy ended(m_jobs.get(), &BackgroundEdit::ended);
        fillOutline(m_context, star(2500), kBackground, EditTool::Lasso);
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(m_document->currentMask().at({2000, 1500}), kBackground);
        QCOMPARE(m_document->currentMask().at({0, 0}), Label{1});
    }

    void lockedLabelsStay()
    {
        LabelSet labels(
            {{.label = Label{1}, .name = QStringLiteral("a")}, {.label = Label{2}, .name = QStringLiteral("b")}});
        labels.setLocked(Label{2}, true);
        m_document->fillPolygon({QRectF(1900, 1400, 200, 200), {}}, Label{2});
        m_document->setLabels(labels);
        QSignalSpy ended(m_jobs.get(), &BackgroundEdit::ended);
        fillOutline(m_context, star(2500), Label{1}, EditTool::Lasso);
        QTRY_COMPARE(ended.count(), 1);
        QCOMPARE(m_document->currentMask().count(Label{2}), 40'000);
        QCOMPARE(m_document->currentMask().at({2000, 1350}), Label{1});
    }

private:
    std::unique_ptr<Document> m_document;
    std::unique_ptr<BackgroundEdit> m_jobs;
    ToolContext m_context;
};

QTEST_GUILESS_MAIN(OutlineFillTest)
#include "outline_fill_test.moc"
