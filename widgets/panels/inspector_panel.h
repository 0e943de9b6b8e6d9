// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <array>

class QLabel;

namespace vmunet {

/// What is under the pointer, how large the active structure is, and what the ruler says. Shows what it is told.
class InspectorPanel : public QWidget {
    Q_OBJECT

public:
    enum class Row { Position, Value, Label, Probability, Uncertainty, Area, Length };

    explicit InspectorPanel(QWidget *parent = nullptr);

    /// A dash stands for an empty text.
    void setText(Row row, const QString &text);
    QString text(Row row) const;
    /// Names the structure whose area is told.
    void setAreaOf(const QString &label);

private:
    static constexpr int kRows = 7;

    std::array<QLabel *, kRows> m_names{};
    std::array<QLabel *, kRows> m_values{};
};

} // namespace vmunet
