// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/agreement_table.h"

#include "widgets/theme/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace vmunet {

namespace {

enum Column { What, Slices, Dice, Kappa, ColumnCount };
constexpr int kListHeight = 70;

QTreeWidgetItem *itemFor(const Agreement &row)
{
    const QLocale locale;
    const QString where = row.image ? QFileInfo(row.path).fileName() : row.structure;
    auto *item = new QTreeWidgetItem(
        {where, locale.toString(row.slices), locale.toString(row.dice, 'f', 3), locale.toString(row.kappa, 'f', 3)});
    const QString tip = AgreementTable::tr("%1: %2 has %3 pixels, %4 has %5, %6 of them the same")
                            .arg(row.structure, row.first)
                            .arg(locale.toString(row.counts.truePositive + row.counts.falsePositive))
                            .arg(row.second)
                            .arg(locale.toString(row.counts.truePositive + row.counts.falseNegative),
                                locale.toString(row.counts.truePositive));
    for (int column = 0; column < ColumnCount; ++column) {
        item->setToolTip(column, tip);
        item->setTextAlignment(column, (column == What ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    return item;
}

/// The row of these two readers, which the list gets if it has none.
QTreeWidgetItem *readersItem(QTreeWidget &list, const Agreement &row)
{
    const QString readers = AgreementTable::tr("%1 and %2").arg(row.first, row.second);
    for (int i = 0; i < list.topLevelItemCount(); ++i) {
        if (list.topLevelItem(i)->text(What) == readers) {
            return list.topLevelItem(i);
        }
    }
    auto *item = new QTreeWidgetItem(&list, {readers});
    item->setFirstColumnSpanned(true);
    item->setExpanded(true);
    return item;
}

} // namespace

AgreementTable::AgreementTable(QWidget *parent)
    : QWidget(parent)
    , m_scope(new QComboBox)
    , m_independent(new QCheckBox(tr("Independent readings only")))
    , m_list(new QTreeWidget)
    , m_note(new QLabel)
    , m_export(new QPushButton(tr("Save CSV...")))
{
    m_scope->setObjectName(QStringLiteral("agreementScope"));
    m_scope->setAccessibleName(tr("Which images"));
    m_scope->addItems({tr("This image"), tr("Whole project")});
    m_independent->setObjectName(QStringLiteral("agreementIndependent"));
    m_independent->setToolTip(tr("Leaves out masks that one reader corrected or confirmed after the other"));
    m_independent->setChecked(true);
    m_list->setObjectName(QStringLiteral("agreementList"));
    m_list->setAccessibleName(tr("Agreement of readers"));
    m_list->setHeaderLabels({tr("Readers and labels"), tr("Slices"), tr("Dice"), tr("Kappa")});
    m_list->setIndentation(12);
    m_list->setMinimumHeight(kListHeight);
    m_list->setTabKeyNavigation(false);
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setMinimumSectionSize(30);
    m_list->header()->setSectionResizeMode(What, QHeaderView::Stretch);
    for (const Column column : {Slices, Dice, Kappa}) {
        m_list->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
    }
    m_note->setObjectName(QStringLiteral("agreementNote"));
    m_note->setWordWrap(true);
    setStyleFlag(m_note, "muted");
    m_export->setObjectName(QStringLiteral("agreementExport"));
    m_export->setToolTip(tr("Write image by image and all in all to a table"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_scope, 1);
    row->addWidget(m_export);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kSpacing, 0, 0);
    layout->setSpacing(6);
    layout->addLayout(row);
    layout->addWidget(m_independent);
    layout->addWidget(m_list, 1);
    layout->addWidget(m_note);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &AgreementTable::wanted);
    connect(m_independent, &QCheckBox::toggled, this, &AgreementTable::wanted);
    connect(m_export, &QPushButton::clicked, this, &AgreementTable::exportRequested);
    setNote({});
}

bool AgreementTable::wantsWholeProject() const
{
    return m_scope->currentIndex() == 1;
}

ReadingPairs AgreementTable::pairs() const
{
    return m_independent->isChecked() ? ReadingPairs::Independent : ReadingPairs::All;
}

void AgreementTable::setAgreements(const std::vector<Agreement> &rows)
{
    m_rows = rows;
    m_list->clear();
    for (const Agreement &sum : rows) {
        if (sum.image) {
            continue;
        }
        QTreeWidgetItem *item = itemFor(sum);
        readersItem(*m_list, sum)->addChild(item);
        for (const Agreement &row : rows) {
            const bool belongs =
                row.image && row.first == sum.first && row.second == sum.second && row.structure == sum.structure;
            if (belongs && wantsWholeProject()) { // Of one image the sum says it all.
                item->addChild(itemFor(row));
            }
        }
    }
    m_export->setEnabled(!rows.empty());
    m_note->setText(rows.empty()
            ? tr("No two people have read the same slice yet: each submits or approves a mask of their own.")
            : QString());
    m_note->setVisible(!m_note->text().isEmpty());
}

void AgreementTable::setNote(const QString &text)
{
    m_rows.clear();
    m_list->clear();
    m_export->setEnabled(false);
    m_note->setText(text);
    m_note->setVisible(!text.isEmpty());
}

} // namespace vmunet
