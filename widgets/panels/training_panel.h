// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

class QChart;
class QLabel;
class QLineSeries;
class QProgressBar;
class QPushButton;
class QTableWidget;
class QValueAxis;

namespace vmunet {

/// What has not been measured is NaN.
struct TrainingEpoch {
    int epoch = 0; ///< From 1.
    double trainingLoss = 0;
    double validationLoss = 0;
    double validationDice = 0;
    double idleShare = 0; ///< Of the time, spent waiting for data.
};

/// Dice on one held-out correction; NaN where there is none.
struct DiceComparison {
    QString name;
    double before = 0;
    double after = 0;
};

/// Follows a training run: curves of loss and Dice, epoch, time left, pause and stop; afterwards what it gained. Knows
/// nothing of the service; the training controller feeds it.
class TrainingPanel : public QWidget {
    Q_OBJECT

public:
    enum class State { Idle, Starting, Running, Paused, Stopping, Finished, Failed };

    explicit TrainingPanel(QWidget *parent = nullptr);

    /// Clears curves and results.
    void begin(int epochs);
    void setState(State state, const QString &detail = {});
    State state() const { return m_state; }
    /// Progress within the run; `secondsLeft` < 0 or NaN: unknown.
    void setProgress(int epoch, int epochs, int step, int steps, double secondsLeft);
    /// Where the run computes, e.g. "CPU": shown beside the epoch.
    void setDevice(const QString &device) { m_device = device; }
    void addEpoch(const TrainingEpoch &epoch);
    /// Over all held-out corrections, then each.
    void showResult(double diceBefore, double diceAfter, const QList<DiceComparison> &cases);
    QString resultText() const;
    /// Whether "Activate" makes sense: a new model is there and not active yet.
    void setActivateAvailable(bool available);
    /// Whether there is a report of before and after to look at.
    void setComparisonAvailable(bool available);
    /// Whether the run shown was stopped and can be gone on with.
    void setGoOnAvailable(bool available);

Q_SIGNALS:
    void pauseRequested();
    void resumeRequested();
    void stopRequested();
    void activateRequested();
    void goOnRequested();
    void compareRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void buildChart();
    void colorChart();
    void buildLayout();
    void updateAxes();
    void updateButtons();

    State m_state = State::Idle;
    int m_epochs = 0;
    bool m_activateAvailable = false;
    bool m_goOnAvailable = false;
    QString m_device;
    QLabel *m_status;
    QLabel *m_timeLeft;
    QProgressBar *m_progress;
    QChart *m_chart;
    QLineSeries *m_trainingLoss;
    QLineSeries *m_validationLoss;
    QLineSeries *m_dice;
    QValueAxis *m_epochAxis;
    QValueAxis *m_lossAxis;
    QValueAxis *m_diceAxis;
    QLabel *m_result;
    QTableWidget *m_cases;
    QPushButton *m_pause;
    QPushButton *m_stop;
    QPushButton *m_activate;
    QPushButton *m_goOn;
    QPushButton *m_compare;
};

} // namespace vmunet
