// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

#include <memory>
#include <vector>

namespace vmunet {

/// A row of buttons that goes on in another row where the panel is narrow: with large letters on a small screen a panel
/// then leaves the image its room. Hidden widgets take none.
class FlowLayout : public QLayout {
    Q_OBJECT

public:
    using QLayout::QLayout;
    ~FlowLayout() override;

    void addItem(QLayoutItem *item) override;
    int count() const override { return int(m_items.size()); }
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override; ///< All in one row.
    QSize minimumSize() const override; ///< The widest of them.
    void setGeometry(const QRect &area) override;

private:
    int arrange(const QRect &area, bool isTrial) const;
    std::vector<QLayoutItem *> shown() const;

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace vmunet
