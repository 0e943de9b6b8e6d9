// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/image_list_model.h"

#include <QWidget>

class QLabel;
class QListView;

namespace vmunet {

/// The opened images with thumbnail and state; choosing one asks the window to show it.
class ImageListPanel : public QWidget {
    Q_OBJECT

public:
    explicit ImageListPanel(QWidget *parent = nullptr);

    ImageListModel &model() { return m_model; }
    int currentRow() const;
    /// Marks the row without imageChosen().
    void setCurrentRow(int row);

Q_SIGNALS:
    void imageChosen(const QString &path);

private:
    void updateSummary();

    ImageListModel m_model;
    QListView *m_view;
    QLabel *m_summary;
    bool m_quiet = false;
};

} // namespace vmunet
