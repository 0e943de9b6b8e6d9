// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/app/studio/studio_fixture.h"
#include "widgets/tools/background_edit.h"
#include "widgets/tools/tool_controller.h"
#include "widgets/tools/tool_overlay.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDoubleSpinBox>
#include <QSpinBox>

#include <cmath>

namespace vmunet::test {

inline constexpr Label kOne{1};
inline constexpr QSize kSize{320, 240};
inline constexpr double kRadius = 60;

inline bool inDisc(QPoint pixel, double radius = kRadius)
{
    return std::hypot(pixel.x() - kSize.width() / 2.0, pixel.y() - kSize.height() / 2.0) < radius;
}

/// A dark disc in the middle of a photograph of skin colour.
inline void writePhotograph(const QString &path)
{
    writePixels(path, kSize, [](int x, int y) { return inDisc({x, y}) ? qRgb(90, 60, 50) : qRgb(220, 180, 160); });
}

inline double diceWithDisc(const Mask &mask)
{
    qint64 both = 0;
    qint64 sum = 0;
    for (int y = 0; y < kSize.height(); ++y) {
        for (int x = 0; x < kSize.width(); ++x) {
            const bool found = mask.at({x, y}) == kOne;
            both += found && inDisc({x, y});
            sum += int(found) + int(inDisc({x, y}));
        }
    }
    return sum > 0 ? 2.0 * double(both) / double(sum) : 0;
}

/// The window over the photograph of a disc, with what a person does to it.
class ToolDriver {
protected:
    void openPhotograph()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_photo = m_folder->filePath(QStringLiteral("photo.png"));
        writePhotograph(m_photo);
        m_studio = std::make_unique<Studio>(m_folder->filePath(QStringLiteral("test.vmunet")));
        m_studio->window().resize(1280, 800);
        m_studio->workbench().start({m_photo});
        QVERIFY(m_studio->isShowing(m_photo));
        m_studio->window().activateWindow();
        m_studio->canvas().setFocus();
        QTRY_VERIFY(m_studio->window().isActiveWindow());
    }

    void close() { m_studio.reset(); }

    Document &document() { return *m_studio->workbench().document(); }
    const Mask &mask() { return document().currentMask(); }
    ToolController &tools() { return *m_studio->window().findChild<ToolController *>(); }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
    {
        QTest::keyClick(&m_studio->canvas(), key, modifiers);
    }
    void click(QPoint pixel)
    {
        QTest::mouseClick(&m_studio->canvas(), Qt::LeftButton, Qt::NoModifier, m_studio->at(pixel));
    }
    template <typename Box>
    void set(const char *name, int value)
    {
        auto *box = m_studio->find<Box>(name);
        QVERIFY2(box && box->isVisible(), name);
        box->setValue(value);
    }
    void choose(const char *name, const QString &text)
    {
        auto *box = m_studio->find<QComboBox>(name);
        QVERIFY2(box && box->findText(text) >= 0, qPrintable(text));
        box->setCurrentIndex(box->findText(text));
    }
    QDialog *dialogOf(const char *action)
    {
        m_studio->action(action)->trigger();
        QDialog *dialog = nullptr;
        (void)QTest::qWaitFor(
            [&] { return (dialog = m_studio->find<QDialog>("maskOperationDialog")) && dialog->isVisible(); });
        return dialog;
    }
    void command(const char *action, double amount)
    {
        QDialog *dialog = dialogOf(action);
        QVERIFY(dialog);
        dialog->findChild<QDoubleSpinBox *>(QStringLiteral("maskAmount"))->setValue(amount);
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(!m_studio->find<QDialog>("maskOperationDialog"));
    }
    void combine(int operation, const QString &other)
    {
        QDialog *dialog = dialogOf("actionCombine");
        QVERIFY(dialog);
        dialog->grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/tools-combine.png"));
        dialog->findChild<QComboBox *>(QStringLiteral("maskBoolean"))->setCurrentIndex(operation);
        auto *operand = dialog->findChild<QComboBox *>(QStringLiteral("maskOperand"));
        operand->setCurrentIndex(operand->findText(other));
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_VERIFY(!m_studio->find<QDialog>("maskOperationDialog"));
    }
    bool allInDisc()
    {
        for (int y = 0; y < kSize.height(); ++y) {
            for (int x = 0; x < kSize.width(); ++x) {
                if (mask().at({x, y}) != kBackground && !inDisc({x, y}, kRadius + 1)) {
                    return false;
                }
            }
        }
        return true;
    }
    /// Drags a circle around the middle; `dropped` with Escape before letting go.
    void drawRing(double radius, bool dropped)
    {
        const auto at = [radius](int step) {
            const double angle = step * 2 * M_PI / 36;
            return QPoint(int(160 + radius * std::cos(angle)), int(120 + radius * std::sin(angle)));
        };
        QTest::mousePress(&m_studio->canvas(), Qt::LeftButton, Qt::NoModifier, m_studio->at(at(0)));
        for (int step = 1; step < 36; ++step) {
            QTest::mouseMove(&m_studio->canvas(), m_studio->at(at(step)));
        }
        if (dropped) {
            key(Qt::Key_Escape);
        }
        QTest::mouseRelease(&m_studio->canvas(), Qt::LeftButton, Qt::NoModifier, m_studio->at(at(35)));
    }
    /// Whether the line from the last anchor follows the picture already.
    bool wayHasCurve()
    {
        QTest::mouseMove(&m_studio->canvas(), m_studio->at({160, 150}));
        QTest::mouseMove(&m_studio->canvas(), m_studio->at({161, 150}));
        const ToolGuide &guide = m_studio->window().findChild<ToolOverlay *>()->guide();
        return !guide.lines.empty() && guide.lines.back().points.size() > 5;
    }
    void openVolume()
    {
        const QString volume = m_folder->filePath(QStringLiteral("abdomen.nii.gz"));
        QVERIFY(QFile::copy(QStringLiteral(VMUNET_RESOURCES "/samples/ct/abdomen.nii.gz"), volume));
        m_studio->workbench().open({volume});
        QVERIFY(m_studio->isShowing(volume));
        document().setCurrentSlice(document().sliceCount() / 2);
        QVERIFY(mask().isEmpty());
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_photo;
    std::unique_ptr<Studio> m_studio;
};

} // namespace vmunet::test
