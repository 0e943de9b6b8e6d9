// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/ids.h"

#include <QList>
#include <QString>
#include <QWidget>

class QPushButton;
class QTreeWidget;

namespace vmunet {

/// One model as the panel shows it.
struct ModelEntry {
    ModelId id;
    QString name;
    QString task; ///< "Dermoscopy", "CT, 9 classes"
    QString detail; ///< Dice, parent, hash: for the tooltip.
    double heldOutDice = -1; ///< < 0: unknown.
    bool active = false;
    bool available = true; ///< The file is there.
};

/// The models that the project knows; activates one, or goes back to the one before.
class ModelsPanel : public QWidget {
    Q_OBJECT

public:
    explicit ModelsPanel(QWidget *parent = nullptr);

    void setModels(const QList<ModelEntry> &models);
    void setGoBackAvailable(bool available);
    ModelId selectedModel() const; ///< 0 if none is selected.
    void select(ModelId id);

Q_SIGNALS:
    void activateRequested(vmunet::ModelId id);
    void goBackRequested();
    void addRequested();

private:
    void updateButtons();

    QTreeWidget *m_list;
    QPushButton *m_activate;
    QPushButton *m_goBack;
    QPushButton *m_add;
};

} // namespace vmunet
