// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/message_bar.h"

#include "widgets/theme/theme.h"

#include <QLabel>
#include <QTest>

using namespace vmunet;

class MessageBarTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void errorsWaitForEachOtherAndAreNotRepeated()
    {
        QWidget host;
        host.resize(400, 300);
        MessageBar bar(&host);
        host.show();
        bar.show(MessageBar::Severity::Error, QStringLiteral("one"));
        bar.show(MessageBar::Severity::Error, QStringLiteral("two"));
        bar.show(MessageBar::Severity::Error, QStringLiteral("one"));
        QCOMPARE(bar.text(), QStringLiteral("one"));
        bar.dismiss();
        QCOMPARE(bar.text(), QStringLiteral("two"));
        bar.dismiss();
        QVERIFY(bar.isHidden());
    }

    void anErrorReplacesANote()
    {
        QWidget host;
        host.resize(400, 300);
        MessageBar bar(&host);
        host.show();
        bar.show(MessageBar::Severity::Note, QStringLiteral("saved"));
        bar.show(MessageBar::Severity::Error, QStringLiteral("broken"));
        QCOMPARE(bar.text(), QStringLiteral("broken"));
        QCOMPARE(bar.severityName(), QStringLiteral("error"));
    }

    void itsIconFollowsTheTheme()
    {
        applyTheme(*qApp, ThemeKind::Dark);
        QWidget host;
        host.resize(400, 300);
        MessageBar bar(&host);
        host.show();
        bar.show(MessageBar::Severity::Warning, QStringLiteral("slow"));
        const QImage dark = iconOf(bar);
        applyTheme(*qApp, ThemeKind::Light);
        const QImage light = iconOf(bar);
        QVERIFY(dark != light);
        applyTheme(*qApp, ThemeKind::Dark);
        QCOMPARE(iconOf(bar), dark);
    }

private:
    static QImage iconOf(const MessageBar &bar)
    {
        for (const QLabel *label : bar.findChildren<QLabel *>()) {
            if (!label->pixmap().isNull()) {
                return label->pixmap().toImage();
            }
        }
        return {};
    }
};

QTEST_MAIN(MessageBarTest)
#include "message_bar_test.moc"
