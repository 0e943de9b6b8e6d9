// SPDX-License-Identifier: GPL-3.0-or-later
// Real photographs, real predictions of the bundled model, corrections by two people; leaves pictures of what the
// window makes of it, in both themes.
#include "core/storage/image_review.h"
#include "studio_fixture.h"
#include "widgets/dialogs/compare_dialog.h"
#include "widgets/panels/agreement_table.h"
#include "widgets/panels/review_panel.h"
#include "widgets/panels/revision_list.h"

#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QProcess>
#include <QTabWidget>
#include <QTreeWidget>

using namespace vmunet;
using namespace vmunet::test;

namespace {

const QStringList kPhotographs{
    QStringLiteral("ISIC_0000000"), QStringLiteral("ISIC_0000008"), QStringLiteral("ISIC_0000025")};

QString shared(const QString &path)
{
    return QStringLiteral(VMUNET_SHARED_DATA "/data/dermoscopy/") + path;
}

/// What the data set's experts drew, as a mask of our labels.
Mask truthOf(const QString &name)
{
    const QImage drawn =
        QImage(shared(QStringLiteral("masks/%1.png").arg(name))).convertToFormat(QImage::Format_Grayscale8);
    Mask mask(drawn.size());
    for (int y = 0; y < drawn.height(); ++y) {
        for (int x = 0; x < drawn.width(); ++x) {
            mask.row(y)[x] = drawn.constScanLine(y)[x] > 127 ? 1 : 0;
        }
    }
    return mask;
}

} // namespace

class ReviewPicturesTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Studio> m_studio;
    QString m_project;

    QString photograph(int index) const { return m_folder.filePath(kPhotographs[index] + QStringLiteral(".jpg")); }
    Document &document() { return *m_studio->workbench().document(); }
    ReviewPanel &panel() { return *m_studio->find<ReviewPanel>("reviewPanel"); }

    void begin(const char *person)
    {
        m_studio.reset();
        QSettings().setValue(QStringLiteral("annotator/name"), QLatin1String(person));
        m_studio = std::make_unique<Studio>(m_project);
        m_studio->workbench().start({m_project});
        QTRY_VERIFY_WITH_TIMEOUT(m_studio->workbench().document(), 20000);
        auto *dock = m_studio->find<QDockWidget>("reviewDock");
        dock->show();
        dock->raise();
    }

    void show(int index)
    {
        m_studio->workbench().showImage(photograph(index));
        QVERIFY(m_studio->isShowing(photograph(index)));
        QTRY_VERIFY(panel().review().has_value());
    }

    void trigger(const char *action)
    {
        QTRY_VERIFY(m_studio->action(action)->isEnabled());
        m_studio->action(action)->trigger();
        QTRY_VERIFY(m_studio->workbench().isSaved());
    }

    /// By hand: strokes across the lesion's border, where they add and where they take away.
    void correct()
    {
        const QRect box = bounds(document().currentMask());
        m_studio->action("brushTool")->trigger();
        m_studio->drag(box.topLeft() + QPoint(box.width() / 2, 0), box.topRight() - QPoint(box.width() / 5, 0));
        m_studio->drag(box.bottomLeft() + QPoint(box.width() / 3, 0), box.bottomRight() - QPoint(box.width() / 3, 0));
        m_studio->action("eraserTool")->trigger();
        m_studio->drag(box.topLeft() + QPoint(0, box.height() / 3), box.bottomLeft() - QPoint(0, box.height() / 3));
        QTRY_VERIFY(m_studio->workbench().isSaved());
    }

    static QRect bounds(const Mask &mask)
    {
        QRect box;
        for (int y = 0; y < mask.size().height(); ++y) {
            for (int x = 0; x < mask.size().width(); ++x) {
                if (mask.row(y)[x] != 0) {
                    box |= QRect(x, y, 1, 1);
                }
            }
        }
        return box;
    }

private Q_SLOTS:
    void initTestCase()
    {
        isolate();
        if (!QFile::exists(QStringLiteral(VMUNET_BINARIES "/vmunet"))
            || !QFile::exists(shared(QStringLiteral("images")))) {
            QSKIP("the photographs or the command line are not here");
        }
        m_project = m_folder.filePath(QStringLiteral("readers.vmunet"));
        QStringList arguments{QStringLiteral("segment")};
        for (int i = 0; i < kPhotographs.size(); ++i) {
            QVERIFY(QFile::copy(shared(QStringLiteral("images/%1.jpg").arg(kPhotographs[i])), photograph(i)));
            arguments.append(photograph(i));
        }
        arguments << QStringLiteral("--model") << QStringLiteral(VMUNET_RESOURCES "/models/dermoscopy.safetensors")
                  << QStringLiteral("--project") << m_project << QStringLiteral("--out")
                  << m_folder.filePath(QStringLiteral("out"));
        QProcess segment;
        segment.start(QStringLiteral(VMUNET_BINARIES "/vmunet"), arguments);
        QVERIFY(segment.waitForFinished(240'000));
        QVERIFY2(segment.exitCode() == 0, segment.readAllStandardError());
    }

    void cleanupTestCase() { m_studio.reset(); }

    void theFirstReaderCorrectsAndSubmits()
    {
        begin("Ada Lovelace");
        for (int i = 0; i < kPhotographs.size(); ++i) {
            show(i);
            QVERIFY(!document().currentMask().isEmpty());
            correct();
            trigger("actionSubmit");
        }
        QTRY_COMPARE(panel().review()->sliceStatus, ReviewStatus::Submitted);
    }

    void aReviewerRejectsAndApproves()
    {
        begin("Rosalind Franklin");
        show(0);
        m_studio->find<QLineEdit>("reviewComment")
            ->setText(QStringLiteral("The stroke at the top goes beyond the pigment network."));
        trigger("actionReject");
        QTRY_COMPARE(panel().review()->sliceStatus, ReviewStatus::Rejected);
        begin("Ada Lovelace");
        show(0);
        m_studio->action("eraserTool")->trigger();
        const QRect box = bounds(document().currentMask());
        m_studio->drag(box.topLeft(), box.topRight());
        trigger("actionSubmit");
        begin("Rosalind Franklin");
        show(0);
        trigger("actionReviewApprove");
        QTRY_COMPARE(panel().review()->sliceStatus, ReviewStatus::Approved);
        QCOMPARE(panel().review()->passages.size(), std::size_t(3));
        m_studio->screenshot(QStringLiteral("review-history"));
        m_studio->find<QTabWidget>("reviewPages")->setCurrentIndex(1);
        m_studio->screenshot(QStringLiteral("review-comments"));
    }

    void aSecondReaderDrawsAlone()
    {
        begin("Santiago Ramon y Cajal");
        for (int i : {2, 1}) {
            show(i);
            trigger("actionSecondReading");
            QTRY_VERIFY(m_studio->workbench().document() && document().currentMask().isEmpty());
            QTRY_VERIFY(panel().review() && panel().review()->reading);
            m_studio->find<QTabWidget>("reviewPages")->setCurrentIndex(2);
            if (i == 2) {
                m_studio->screenshot(QStringLiteral("review-second-reading"));
            }
            QVERIFY(document().replaceSlice(0, truthOf(kPhotographs[i]), toolName(EditTool::Lasso), EditTool::Lasso));
            QTRY_VERIFY(m_studio->workbench().isSaved());
            trigger("actionFinishReading");
            QTRY_VERIFY(m_studio->workbench().document() && panel().review() && !panel().review()->reading);
        }
        m_studio->find<QComboBox>("agreementScope")->setCurrentIndex(1);
        QTRY_COMPARE(panel().agreement().agreements().size(), std::size_t(3));
        for (const Agreement &row : panel().agreement().agreements()) {
            QVERIFY(row.dice > 0.5 && row.dice < 1);
        }
        m_studio->find<QTreeWidget>("agreementList")->expandAll();
        m_studio->screenshot(QStringLiteral("review-agreement"));
    }

    void theirMasksAreCompared()
    {
        RevisionList &list = panel().revisions();
        m_studio->find<QTabWidget>("reviewPages")->setCurrentIndex(0);
        list.topLevelItem(0)->setSelected(true);
        list.topLevelItem(2)->setSelected(true);
        trigger("actionCompareRevisions");
        auto *dialog = m_studio->find<CompareDialog>("compareDialog");
        QTRY_VERIFY(dialog->canvas().hasImage());
        QTRY_VERIFY(dialog->findChild<QTreeWidget *>(QStringLiteral("compareLabels"))->topLevelItemCount() == 1);
        for (const ThemeKind theme : {ThemeKind::Light, ThemeKind::Dark}) {
            applyTheme(*qApp, theme);
            const QString suffix = theme == ThemeKind::Light ? QStringLiteral("-light") : QString();
            QTest::qWait(0);
            dialog->canvas().fit();
            dialog->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/review-compare%1.png").arg(suffix));
            m_studio->screenshot(QStringLiteral("review-window%1").arg(suffix));
        }
    }
};

QTEST_MAIN(ReviewPicturesTest)
#include "review_pictures_test.moc"
