// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>
#include <QString>

class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QSpinBox;

namespace vmunet {

/// What a fine-tuning can start from.
struct FineTuneOffer {
    QString modelName; ///< The model that will be refined.
    int trainingSamples = 0;
    int heldOutSamples = 0; ///< Never trained on; measured before and after.
    int groups = 0; ///< Patients or lesions: none is on both sides.
    struct Excluded {
        QString name;
        QString reason;
    };
    QList<Excluded> excluded;
    QString obstacle; ///< Why it cannot start, empty if it can.
};

struct FineTuneSettings {
    int epochs = 10;
    double learningRate = 1e-4;
    int batchSize = 4;
    int inputSide = 256;
};

/// Shows what will be trained on, and asks how.
class FineTuneDialog : public QDialog {
    Q_OBJECT

public:
    FineTuneDialog(const FineTuneOffer &offer, const FineTuneSettings &proposed, QWidget *parent = nullptr);

    FineTuneSettings settings() const;

private:
    QWidget *settingsBox(const FineTuneSettings &proposed);
    QWidget *excludedList(const FineTuneOffer &offer);

    QSpinBox *m_epochs;
    QDoubleSpinBox *m_learningRate;
    QSpinBox *m_batchSize;
    QSpinBox *m_inputSide;
};

} // namespace vmunet
