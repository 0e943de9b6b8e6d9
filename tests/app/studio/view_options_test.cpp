// SPDX-License-Identifier: GPL-3.0-or-later
// The ways to look at an image, on the real window and real images, by keys and mouse. Leaves screenshots.
#include "tests/app/studio/studio_fixture.h"
#include "widgets/canvas/field_legend.h"
#include "widgets/canvas/wipe_divider.h"
#include "widgets/panels/inspector_panel.h"

#include <QActionGroup>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace vmunet;
using namespace vmunet::test;

namespace {

using Row = InspectorPanel::Row;

/// As if a network had called dark skin, or tissue denser than water, a structure.
ProbabilityMap opinionOf(const Document &document)
{
    const Image &image = document.image();
    const bool photograph = image.kind == ImageKind::Photograph;
    ProbabilityMap map{.size = image.size(), .classes = 1};
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            const double value = valuesAt(image, document.currentSlice(), x, y).front();
            const double score = photograph ? (130 - value) / 15 : (value - 40) / 20;
            map.values.append(char(quantisedProbability(float(1 / (1 + std::exp(-score))))));
        }
    }
    return map;
}

/// The middle of a long run of label 1.
QPoint insidePixel(const Mask &mask)
{
    for (int y = mask.size().height() / 2; y < mask.size().height(); ++y) {
        for (int x = 0; x + 40 < mask.size().width(); ++x) {
            const std::uint8_t *row = mask.row(y) + x;
            if (std::all_of(row, row + 40, [](std::uint8_t label) { return label == 1; })) {
                return {x + 20, y};
            }
        }
    }
    return {};
}

QString firstFile(const QString &folder, const QStringList &patterns)
{
    const QDir dir(QStringLiteral(VMUNET_SHARED_DATA "/data/") + folder);
    const QStringList files = dir.entryList(patterns, QDir::Files, QDir::Name);
    return files.isEmpty() ? QString() : QDir::cleanPath(dir.filePath(files.first()));
}

} // namespace

class ViewOptionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { isolate(); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_studio = std::make_unique<Studio>(m_folder->filePath(QStringLiteral("test.vmunet")));
    }

    void cleanup() { m_studio.reset(); }

    void stylesComeInTurnByKeyAndFollowTheOutlineButton()
    {
        if (!openPhotograph()) {
            QSKIP("no dermoscopy photographs beside the repository");
        }
        key(Qt::Key_F2);
        QCOMPARE(canvas().overlayStyle(), OverlayStyle::Fill);
        QVERIFY(!m_studio->action("actionOutline")->isChecked());
        key(Qt::Key_F2);
        QCOMPARE(canvas().overlayStyle(), OverlayStyle::Outline);
        m_studio->screenshot(QStringLiteral("view-outline"));
        key(Qt::Key_O);
        QCOMPARE(canvas().overlayStyle(), OverlayStyle::None);
        QVERIFY(m_studio->action("actionStyleNone")->isChecked());
        key(Qt::Key_F2);
        QCOMPARE(canvas().overlayStyle(), OverlayStyle::FillAndOutline);
        QVERIFY(m_studio->action("actionOutline")->isChecked());
    }

    void probabilityAndUncertaintyTakeTurnsWithALegend()
    {
        if (!openPhotograph()) {
            QSKIP("no dermoscopy photographs beside the repository");
        }
        auto *legend = m_studio->find<FieldLegend>("fieldLegend");
        const QImage bare = canvas().grab().toImage();
        key(Qt::Key_F6);
        QVERIFY(legend->isVisible() && legend->accessibleName().contains(QStringLiteral("100 %")));
        const QImage probable = canvas().grab().toImage();
        QVERIFY(probable != bare);
        m_studio->screenshot(QStringLiteral("view-probability"));
        key(Qt::Key_F7);
        QVERIFY(!m_studio->action("actionProbabilityMap")->isChecked());
        QVERIFY(canvas().grab().toImage() != probable);
        m_studio->screenshot(QStringLiteral("view-uncertainty"));
        document().undo(); // Takes the opinion away.
        QVERIFY(legend->accessibleName().contains(QStringLiteral("No probabilities")));
        key(Qt::Key_F7);
        QVERIFY(!legend->isVisible());
    }

    void theWipeComparesThePredictionWithCorrections()
    {
        if (!openPhotograph()) {
            QSKIP("no dermoscopy photographs beside the repository");
        }
        const QPoint inside = insidePixel(document().currentMask());
        document().replaceSlice(0, Mask(document().size()), QStringLiteral("cleared"));
        key(Qt::Key_F4);
        QVERIFY(canvas().isComparing());
        auto *divider = m_studio->find<WipeDivider>("wipeDivider");
        const auto shown = [&] { return canvas().grab().toImage().pixelColor(m_studio->at(inside)); };
        divider->setPosition(1);
        const QColor prediction = shown();
        divider->setPosition(0);
        QVERIFY(shown() != prediction);
        document().setThreshold(1); // Predicts next to nothing.
        divider->setPosition(1);
        QVERIFY(shown() != prediction);
        document().setThreshold(0.5);
        QCOMPARE(shown(), prediction);
        divider->setPosition(0);
        const QPoint grip(WipeDivider::kWidth / 2, 200);
        QTest::mousePress(divider, Qt::LeftButton, {}, grip);
        QTest::mouseMove(divider, grip + QPoint(canvas().width() / 2, 0));
        QTest::mouseRelease(divider, Qt::LeftButton, {}, grip);
        QVERIFY2(std::abs(divider->position() - 0.5) < 0.05, qPrintable(QString::number(divider->position())));
        m_studio->screenshot(QStringLiteral("view-wipe"));
        key(Qt::Key_F4);
        QVERIFY(!canvas().isComparing() && !divider->isVisible());
    }

    void theInspectorTellsWhatIsUnderThePointerAndHowLargeTheLesionIs()
    {
        if (!openPhotograph()) {
            QSKIP("no dermoscopy photographs beside the repository");
        }
        auto *inspector = m_studio->find<InspectorPanel>("inspectorPanel");
        const QPoint pixel(document().size().width() / 2, document().size().height() / 2);
        QTest::mouseMove(&canvas(), m_studio->at(pixel));
        QCOMPARE(inspector->text(Row::Position), QStringLiteral("%1, %2").arg(pixel.x()).arg(pixel.y()));
        const auto kept = std::uint8_t(
            document().probability(0).values.at(qsizetype(pixel.y()) * document().size().width() + pixel.x()));
        QCOMPARE(inspector->text(Row::Probability),
            QStringLiteral("%1 %").arg(QLocale().toString(kept / 255.0 * 100, 'f', 1)));
        QVERIFY(inspector->text(Row::Uncertainty).endsWith(QStringLiteral("bit")));
        QTRY_COMPARE(inspector->text(Row::Area),
            QStringLiteral("%1 px").arg(QLocale().toString(document().currentMask().count(Label{1}))));
        document().replaceSlice(0, Mask(document().size()), QStringLiteral("cleared"));
        QTRY_COMPARE(inspector->text(Row::Area), QStringLiteral("0 px"));
        QTest::mouseMove(&canvas(), QPoint(1, 1));
        QCOMPARE(inspector->text(Row::Position), QStringLiteral("–"));
        key(Qt::Key_F9);
        QVERIFY(!inspector->isVisible());
    }

    void inCtTheRulerMeasuresMillimetresAndValuesAreHounsfieldUnits()
    {
        const QString path = firstFile(QStringLiteral("ct/nifti/abdomen_pelvis"), {QStringLiteral("*.nii*")});
        if (path.isEmpty()) {
            QSKIP("no CT beside the repository");
        }
        m_studio->workbench().start({path});
        QVERIFY(m_studio->isShowing(path, 60000));
        document().applyProposal(document().currentSlice(), opinionOf(document()), 0.5, QStringLiteral("opinion"));
        if (!m_studio->find<InspectorPanel>("inspectorPanel")->isVisible()) { // As another test may have left it.
            key(Qt::Key_F9);
        }
        key(Qt::Key_F8);
        QVERIFY(m_studio->action("actionRuler")->isChecked());
        const QPoint from(document().size().width() / 4, document().size().height() / 2);
        const QPoint to(document().size().width() * 3 / 4, document().size().height() / 2);
        const int steps = document().history().count();
        m_studio->drag(from, to);
        QCOMPARE(document().history().count(), steps);
        auto *inspector = m_studio->find<InspectorPanel>("inspectorPanel");
        const double mm = (to - from).x() * document().image().geometry.spacingMm[0];
        const QString told = inspector->text(Row::Length);
        QVERIFY2(told.endsWith(QStringLiteral(" mm")), qPrintable(told));
        QVERIFY2(std::abs(QLocale().toDouble(told.chopped(3)) - mm) < 2, qPrintable(told)); // Whole widget pixels.
        QTRY_VERIFY(inspector->text(Row::Area).contains(QStringLiteral("cm²")));
        key(Qt::Key_F7);
        QTest::mouseMove(&canvas(), m_studio->at(from));
        m_studio->screenshot(QStringLiteral("view-ct-ruler"));
        key(Qt::Key_F8);
        QCOMPARE(inspector->text(Row::Length), QStringLiteral("–"));
    }

    void theWindowClosesWithTheRulerOn()
    {
        if (!openPhotograph()) {
            QSKIP("no dermoscopy photographs beside the repository");
        }
        key(Qt::Key_F8);
        QVERIFY(m_studio->action("actionRuler")->isChecked());
        m_studio.reset();
    }

    void theMaskBlinksByKey()
    {
        if (!openPhotograph()) {
            QSKIP("no dermoscopy photographs beside the repository");
        }
        const QImage shown = canvas().grab().toImage();
        key(Qt::Key_F3);
        QTRY_VERIFY(canvas().grab().toImage() != shown);
        key(Qt::Key_F3);
        QCOMPARE(canvas().grab().toImage(), shown);
    }

private:
    ImageCanvas &canvas() { return m_studio->canvas(); }
    Document &document() { return *m_studio->workbench().document(); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        m_studio->window().activateWindow();
        QTest::keyClick(&canvas(), key, modifiers);
    }

    bool openPhotograph()
    {
        const QString path = firstFile(QStringLiteral("dermoscopy/images"), {QStringLiteral("*.jpg")});
        if (path.isEmpty()) {
            return false;
        }
        m_studio->workbench().start({path});
        if (!m_studio->isShowing(path)) {
            return false;
        }
        return document().applyProposal(0, opinionOf(document()), 0.5, QStringLiteral("opinion"));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Studio> m_studio;
};

QTEST_MAIN(ViewOptionsTest)
#include "view_options_test.moc"
