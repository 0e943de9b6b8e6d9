// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/label_codes_dialog.h"

#include "core/annotation/common_structures.h"
#include "widgets/theme/theme.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace vmunet {

namespace {

QLineEdit *codeField(const QString &objectName, const QString &accessibleName, const QString &placeholder, int longest)
{
    auto *field = new QLineEdit;
    field->setObjectName(objectName);
    field->setAccessibleName(accessibleName);
    field->setPlaceholderText(placeholder);
    field->setMaxLength(longest);
    return field;
}

} // namespace

DicomCode LabelCodesDialog::CodeFields::code() const
{
    return {value->text().trimmed(), scheme->text().trimmed(), meaning->text().trimmed()};
}

void LabelCodesDialog::CodeFields::show(const DicomCode &code) const
{
    value->setText(code.value);
    scheme->setText(code.scheme);
    meaning->setText(code.meaning);
}

bool LabelCodesDialog::CodeFields::isWhole() const
{
    const DicomCode now = code();
    return now.value.isEmpty() == now.scheme.isEmpty() && now.value.isEmpty() == now.meaning.isEmpty();
}

LabelCodesDialog::LabelCodesDialog(const LabelInfo &label, QWidget *parent)
    : QDialog(parent)
    , m_structures(new QComboBox)
    , m_category(makeFields(QStringLiteral("category"), tr("Category")))
    , m_type(makeFields(QStringLiteral("type"), tr("Type")))
    , m_problem(new QLabel)
{
    setObjectName(QStringLiteral("labelCodesDialog"));
    setWindowTitle(tr("DICOM codes of %1").arg(label.name));
    setMinimumWidth(520);
    m_structures->setObjectName(QStringLiteral("structures"));
    m_structures->setAccessibleName(tr("Common structure"));
    m_structures->addItem(tr("Choose..."));
    for (const CodedStructure &one : commonStructures()) {
        m_structures->addItem(one.name);
    }
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    setStyleFlag(m_problem, "muted");

    auto *form = new QFormLayout;
    form->setSpacing(kSpacing);
    form->addRow(tr("Co&mmon structure"), m_structures);
    const auto addRow = [form](const QString &title, const CodeFields &fields) {
        auto *row = new QHBoxLayout;
        row->setSpacing(kSpacing);
        row->addWidget(fields.value, 3);
        row->addWidget(fields.scheme, 2);
        row->addWidget(fields.meaning, 5);
        auto *name = new QLabel(title);
        name->setBuddy(fields.value);
        form->addRow(name, row);
    };
    addRow(tr("&Category"), m_category);
    addRow(tr("&Type"), m_type);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons->setObjectName(QStringLiteral("codesButtons"));
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(kSpacing);
    layout->addLayout(form);
    layout->addWidget(m_problem);
    layout->addWidget(buttons);

    connect(m_structures, &QComboBox::activated, this, &LabelCodesDialog::chooseStructure);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    for (const CodeFields *fields : {&m_category, &m_type}) {
        for (const QLineEdit *field : {fields->value, fields->scheme, fields->meaning}) {
            connect(field, &QLineEdit::textChanged, this, &LabelCodesDialog::check);
        }
    }
    m_category.show(label.category);
    m_type.show(label.type);
    const CodedStructure *known = findStructure(label.type.isNull() ? label.name : label.type.meaning);
    m_structures->setCurrentText(known ? known->name : QString());
    check();
}

LabelCodesDialog::CodeFields LabelCodesDialog::makeFields(const QString &name, const QString &title)
{
    // The lengths that DICOM allows.
    return {codeField(name + QStringLiteral("Value"), tr("%1: code value").arg(title), tr("Code value"), 16),
        codeField(name + QStringLiteral("Scheme"), tr("%1: coding scheme").arg(title), tr("Scheme"), 16),
        codeField(name + QStringLiteral("Meaning"), tr("%1: meaning").arg(title), tr("Meaning"), 64)};
}

void LabelCodesDialog::chooseStructure(int index)
{
    if (const CodedStructure *chosen = findStructure(m_structures->itemText(index))) {
        m_category.show(chosen->category);
        m_type.show(chosen->type);
    }
}

void LabelCodesDialog::check()
{
    const bool whole = m_category.isWhole() && m_type.isWhole();
    m_problem->setText(whole ? tr("Written to DICOM segmentations. Leave a row empty for none.")
                             : tr("A code needs its value, its scheme (such as SCT) and its meaning."));
    const auto *buttons = findChild<QDialogButtonBox *>(QStringLiteral("codesButtons"));
    buttons->button(QDialogButtonBox::Ok)->setEnabled(whole);
}

} // namespace vmunet
