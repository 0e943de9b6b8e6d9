// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/inspector_panel.h"

#include "widgets/theme/theme.h"

#include <QGridLayout>
#include <QLabel>

namespace vmunet {

InspectorPanel::InspectorPanel(QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("inspectorPanel"));
    const std::array<QString, kRows> names{
        tr("Position"), tr("Value"), tr("Label"), tr("Probability"), tr("Uncertainty"), tr("Area"), tr("Ruler")};
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(kPanelMargin, kPanelMargin, kPanelMargin, kPanelMargin);
    layout->setHorizontalSpacing(kSpacing);
    layout->setVerticalSpacing(4);
    for (int row = 0; row < kRows; ++row) {
        auto *name = new QLabel(names[size_t(row)]);
        auto *value = new QLabel;
        setStyleFlag(name, "muted");
        value->setObjectName(QStringLiteral("inspector%1").arg(row));
        value->setAccessibleName(names[size_t(row)]);
        value->setTextFormat(Qt::PlainText);
        value->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // No text makes the panel wider.
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        layout->addWidget(name, row, 0);
        layout->addWidget(value, row, 1);
        m_names[size_t(row)] = name;
        m_values[size_t(row)] = value;
        setText(Row(row), {});
    }
    layout->setColumnStretch(1, 1);
    layout->setRowStretch(kRows, 1);
}

void InspectorPanel::setText(Row row, const QString &text)
{
    m_values[size_t(row)]->setText(text.isEmpty() ? tr("–") : text);
    m_values[size_t(row)]->setToolTip(text);
}

QString InspectorPanel::text(Row row) const
{
    return m_values[size_t(row)]->text();
}

void InspectorPanel::setAreaOf(const QString &label)
{
    const QString name = label.isEmpty() ? tr("Area") : tr("Area of %1").arg(label);
    m_names[size_t(Row::Area)]->setToolTip(name);
    m_values[size_t(Row::Area)]->setAccessibleName(name);
}

} // namespace vmunet
