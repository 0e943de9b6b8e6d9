// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panels/label_model.h"

#include <QWidget>

class QMenu;
class QToolButton;
class QTreeView;

namespace vmunet {

/// The structures a person can paint: pick the active one (also with the keys 1 to 9), rename, colour, hide, lock, add,
/// put in order, code for DICOM. What may cost pixels or needs a file is only asked for: the owner does it.
class LabelsPanel : public QWidget {
    Q_OBJECT

public:
    explicit LabelsPanel(QWidget *parent = nullptr);

    /// Keeps the active label if it is still there, else takes the first.
    void setLabels(const LabelSet &labels);
    const LabelSet &labels() const { return m_model.labels(); }
    Label activeLabel() const { return m_active; } ///< kBackground if there are no labels.
    void setActiveLabel(Label label); ///< Ignored if it is not in the set.
    /// The n-th of the list, from 0: what the key n + 1 does.
    void activateRow(int row);

Q_SIGNALS:
    void activeLabelChanged(Label label);
    void labelsEdited(const LabelSet &labels);
    void removalRequested(Label label);
    void presetChosen(const LabelSet &labels);
    void importRequested();
    void exportRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildView();
    QMenu *buildMenu();
    QMenu *buildPresets();
    QToolButton *makeButton(const QString &name, const QString &icon, const QString &text, const QString &tip);
    void onClicked(const QModelIndex &index);
    void toggle(LabelModel::Column column);
    void pickColor();
    void editCodes();
    void addLabel();
    void moveActive(int rows);
    void move(Label label, int row);
    void edit(const LabelSet &labels);
    void updateButtons();
    int activeRow() const { return m_model.rowOf(m_active); }

    LabelModel m_model;
    QTreeView *m_view;
    QToolButton *m_add;
    QToolButton *m_remove;
    QToolButton *m_up;
    QToolButton *m_down;
    QToolButton *m_more;
    Label m_active = kBackground;
};

} // namespace vmunet
