// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/key_sheet.h"

#include "widgets/theme/theme.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace vmunet {

namespace {

struct Section {
    QString title;
    QList<QPair<QString, QString>> rows; ///< Key, and what it does.
};

std::vector<Section> sectionsOf(const KeyBindings &bindings)
{
    std::vector<Section> sections;
    for (const KeyBindings::Entry &entry : bindings.entries()) {
        QStringList keys;
        for (const QKeySequence &key : bindings.keysOf(entry.action)) {
            keys.append(key.toString(QKeySequence::NativeText));
        }
        if (keys.isEmpty()) {
            continue;
        }
        const QString title = QString(entry.group).remove(QLatin1Char('&'));
        if (sections.empty() || sections.back().title != title) {
            sections.push_back({title, {}});
        }
        const QString text = entry.action->text().remove(QLatin1Char('&')).remove(QStringLiteral("..."));
        sections.back().rows.append({keys.join(KeySheet::tr(" or ")), text});
    }
    return sections;
}

QString html(const Section &section)
{
    QString page =
        QStringLiteral("<p><b>%1</b></p><table cellspacing='0' cellpadding='2'>").arg(section.title.toHtmlEscaped());
    for (const auto &[key, what] : section.rows) {
        page += QStringLiteral("<tr><td width='130'><b>%1</b></td><td>%2</td></tr>")
                    .arg(key.toHtmlEscaped(), what.toHtmlEscaped());
    }
    return page + QStringLiteral("</table>");
}

} // namespace

KeySheet::KeySheet(const KeyBindings &bindings, QWidget *parent)
    : QDialog(parent)
    , m_page(new QTextBrowser)
{
    setObjectName(QStringLiteral("keySheet"));
    setWindowTitle(tr("Keys and mouse"));
    resize(980, 720);
    m_page->setObjectName(QStringLiteral("keySheetPage"));
    m_page->setAccessibleName(tr("Keys and mouse"));
    m_page->setFrameShape(QFrame::NoFrame);
    m_page->setHtml(pageOf(bindings));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton *change = buttons->addButton(tr("&Change..."), QDialogButtonBox::ActionRole);
    change->setObjectName(QStringLiteral("changeKeys"));
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(kSpacing);
    layout->addWidget(m_page, 1);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(change, &QPushButton::clicked, this, &KeySheet::changeRequested);
}

QString KeySheet::pageOf(const KeyBindings &bindings)
{
    std::vector<Section> sections = sectionsOf(bindings);
    sections.insert(sections.begin(),
        {bindings.scheme() == InputScheme::Radiology ? tr("Mouse (radiology)") : tr("Mouse (photo annotation)"),
            MouseScheme::gestures(bindings.scheme())});
    qsizetype rows = 0;
    for (const Section &section : sections) {
        rows += section.rows.size() + 2;
    }
    // Two columns of about the same length.
    QString columns[2];
    qsizetype filled = 0;
    for (const Section &section : sections) {
        columns[filled * 2 < rows ? 0 : 1] += html(section);
        filled += section.rows.size() + 2;
    }
    return QStringLiteral(
        "<table width='100%'><tr><td width='50%' valign='top'>%1</td><td valign='top'>%2</td></tr></table>")
        .arg(columns[0], columns[1]);
}

} // namespace vmunet
