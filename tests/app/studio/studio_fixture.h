// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/studio/main_window.h"
#include "app/studio/workbench.h"
#include "core/editing/document.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace vmunet::test {

/// Writes a picture whose pixel (x, y) has `color(x, y)`. Through a test's QVERIFY.
template <typename Color>
void writePixels(const QString &path, QSize size, Color color)
{
    QImage image(size, QImage::Format_RGB32);
    for (int y = 0; y < size.height(); ++y) {
        for (int x = 0; x < size.width(); ++x) {
            image.setPixel(x, y, color(x, y));
        }
    }
    QVERIFY(image.save(path));
}

/// The real window over a project of its own, driven as a person would.
class Studio {
public:
    explicit Studio(const QString &project)
        : m_workbench({.project = project, .device = QStringLiteral("cpu")})
        , m_window(m_workbench)
    {
        QObject::connect(&m_workbench, &Workbench::message, &m_window,
            [this](MessageBar::Severity, const QString &text) { m_said.append(text); });
        m_window.resize(1440, 900);
        m_window.show();
    }

    ~Studio() { m_window.close(); }

    Workbench &workbench() { return m_workbench; }
    MainWindow &window() { return m_window; }
    ImageCanvas &canvas() { return *m_window.findChild<ImageCanvas *>(QStringLiteral("canvas")); }
    QAction *action(const char *name) { return m_window.findChild<QAction *>(QLatin1String(name)); }
    template <typename Widget>
    Widget *find(const char *name)
    {
        return m_window.findChild<Widget *>(QLatin1String(name));
    }

    bool isShowing(const QString &path, int timeoutMs = 20000)
    {
        const bool shown =
            QTest::qWaitFor([&] { return m_workbench.document() && m_workbench.imagePath() == path; }, timeoutMs);
        if (!shown) {
            qWarning(
                "showing %s; said: %s", qPrintable(m_workbench.imagePath()), qPrintable(m_said.join(QLatin1Char('|'))));
        }
        return shown;
    }

    /// Whether a message so far contained `text`.
    bool said(const QString &text) const { return !m_said.filter(text).isEmpty(); }

    /// Where an image pixel is in the canvas.
    QPoint at(QPoint pixel) { return canvas().toView(QPointF(pixel) + QPointF(0.5, 0.5)).toPoint(); }

    void drag(QPoint from, QPoint to, Qt::MouseButton button = Qt::LeftButton)
    {
        QTest::mousePress(&canvas(), button, Qt::NoModifier, at(from));
        constexpr int kSteps = 8;
        for (int i = 1; i <= kSteps; ++i) {
            QTest::mouseMove(&canvas(), at(from + (to - from) * i / kSteps));
        }
        QTest::mouseRelease(&canvas(), button, Qt::NoModifier, at(to));
    }

    /// Leaves a screenshot for people to look at.
    void screenshot(const QString &name)
    {
        QDir().mkpath(QStringLiteral(VMUNET_TEST_OUTPUT));
        QTest::qWait(0);
        m_window.grab().save(QStringLiteral(VMUNET_TEST_OUTPUT "/%1.png").arg(name));
    }

private:
    Workbench m_workbench;
    MainWindow m_window;
    QStringList m_said;
};

/// Settings and data folders that no person uses, and no other test that runs at the same time, nor this one on another
/// platform. Called before anything reads them.
inline void isolate()
{
    const QString program = QFileInfo(QCoreApplication::applicationFilePath()).fileName();
    const QString home = QStringLiteral(VMUNET_TEST_OUTPUT "/home/%1-%2").arg(program, QGuiApplication::platformName());
    QDir().mkpath(home);
    qputenv("HOME", QFile::encodeName(home));
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName(QStringLiteral("vmunet-studio-test"));
    QCoreApplication::setApplicationName(program);
    QSettings().clear();
    qputenv("VMUNET_RESOURCE_DIR", VMUNET_RESOURCES);
    qputenv("VMUNET_SERVICE", VMUNET_BINARIES "/vmunet-service");
    applyTheme(*qobject_cast<QApplication *>(QCoreApplication::instance()));
}

} // namespace vmunet::test
