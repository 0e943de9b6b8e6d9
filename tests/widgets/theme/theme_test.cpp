// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/theme.h"

#include <QApplication>
#include <QRegularExpression>
#include <QTest>

#include <cmath>

using namespace vmunet;

namespace {

double luminance(const QColor &color)
{
    const auto linear = [](double part) {
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

/// By WCAG 2: 1 to 21.
double contrast(const QColor &a, const QColor &b)
{
    const double high = std::max(luminance(a), luminance(b));
    const double low = std::min(luminance(a), luminance(b));
    return (high + 0.05) / (low + 0.05);
}

} // namespace

class ThemeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void contrastIsMeasuredAsTheStandardSays()
    {
        QCOMPARE(contrast(Qt::black, Qt::white), 21.0);
        QVERIFY(std::abs(contrast(QColor(0x76, 0x76, 0x76), Qt::white) - 4.54) < 0.01);
    }

    void textIsReadable_data()
    {
        QTest::addColumn<int>("kind");
        QTest::newRow("dark") << int(ThemeKind::Dark);
        QTest::newRow("light") << int(ThemeKind::Light);
    }

    void textIsReadable()
    {
        QFETCH(int, kind);
        const auto theme = ThemeKind(kind);
        applyTheme(*qApp, theme);
        const QPalette palette = QApplication::palette();
        using Role = QPalette::ColorRole;
        const QList<QPair<Role, Role>> pairs{{Role::WindowText, Role::Window}, {Role::Text, Role::Base},
            {Role::Text, Role::AlternateBase}, {Role::ButtonText, Role::Button},
            {Role::HighlightedText, Role::Highlight}, {Role::ToolTipText, Role::ToolTipBase},
            {Role::PlaceholderText, Role::Base}, {Role::PlaceholderText, Role::Shadow}, {Role::Link, Role::Window}};
        for (const auto &[text, behind] : pairs) {
            verify(
                palette.color(text), palette.color(behind), QStringLiteral("palette %1 on %2").arg(text).arg(behind));
        }
        const QList<QPair<const char *, const char *>> sheet{{"title", "bar"}, {"control", "bar"},
            {"control", "checked"}, {"muted", "bar"}, {"muted", "list"}, {"status", "selected"}, {"status", "bar"},
            {"heading", "bar"}, {"selectedText", "selected"}, {"selectedText", "checked"}, {"onPrimary", "primary"},
            {"tipText", "tip"}, {"heading", "note"}, {"heading", "error"}, {"heading", "warning"},
            {"control", "button"}, {"control", "buttonHover"}};
        for (const auto &[text, behind] : sheet) {
            verify(sheetColor(QLatin1String(text), theme), sheetColor(QLatin1String(behind), theme),
                QStringLiteral("%1 on %2").arg(QLatin1String(text), QLatin1String(behind)));
        }
        for (const ThemeColor &color :
            {theme::kMuted, theme::kGood, theme::kCaution, theme::kCurveLoss, theme::kCurveDice}) {
            for (const QColor &behind : {palette.color(Role::Window), palette.color(Role::Base)}) {
                verify(color.in(theme), behind, QStringLiteral("theme colour"));
            }
        }
        QVERIFY(contrast(theme::kAccent.in(theme), palette.color(Role::Window)) >= 3); // Focus frames, dots.
        QVERIFY(!qApp->styleSheet().contains(QRegularExpression(QStringLiteral("@[a-zA-Z]"))));
    }

    void iconsAreSharpAtAnySizeAndFollowTheTheme()
    {
        applyTheme(*qApp, ThemeKind::Dark);
        const QIcon icon = themedIcon(QStringLiteral("brush"));
        QVERIFY(!icon.isNull());
        for (const int side : {16, 20, 31, 48, 96, 200}) {
            QCOMPARE(icon.pixmap(QSize(side, side), 1.0).size(), QSize(side, side));
        }
        const QPixmap dense = icon.pixmap(QSize(20, 20), 2.0);
        QCOMPARE(dense.size(), QSize(40, 40));
        QCOMPARE(dense.devicePixelRatio(), 2.0);
        const QImage dark = icon.pixmap(QSize(48, 48), 1.0).toImage();
        applyTheme(*qApp, ThemeKind::Light);
        const QImage light = icon.pixmap(QSize(48, 48), 1.0).toImage();
        QVERIFY(dark != light);
        QVERIFY(icon.pixmap(QSize(48, 48), 1.0, QIcon::Disabled).toImage() != light);
    }

    void colorsFollowTheTheme()
    {
        applyTheme(*qApp, ThemeKind::Dark);
        QCOMPARE(QColor(theme::kMuted), theme::kMuted.in(ThemeKind::Dark));
        applyTheme(*qApp, ThemeKind::Light);
        QCOMPARE(QColor(theme::kMuted), theme::kMuted.in(ThemeKind::Light));
    }

private:
    static void verify(const QColor &text, const QColor &behind, const QString &what)
    {
        const double ratio = contrast(text, behind);
        QVERIFY2(ratio >= 4.5,
            qPrintable(QStringLiteral("%1: %2 (%3, %4)").arg(what).arg(ratio).arg(text.name(), behind.name())));
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
