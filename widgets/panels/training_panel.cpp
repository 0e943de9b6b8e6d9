// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/training_panel.h"

#include "widgets/panels/flow_layout.h"
#include "widgets/theme/theme.h"

#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLegend>
#include <QLineSeries>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>
#include <QValueAxis>

#include <algorithm>
#include <cmath>
#include <utility>

namespace vmunet {

namespace {

QString duration(double seconds)
{
    const auto whole = qint64(std::ceil(seconds));
    if (whole < 60) {
        return TrainingPanel::tr("%1 s").arg(whole);
    }
    if (whole < 3600) {
        return TrainingPanel::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60);
    }
    return TrainingPanel::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60);
}

QString diceText(double dice)
{
    return std::isnan(dice) ? TrainingPanel::tr("none") : QLocale().toString(dice, 'f', 3);
}

QLineSeries *series(const QString &name, const ThemeColor &color, Qt::PenStyle style)
{
    auto *line = new QLineSeries;
    line->setName(name);
    line->setPen(QPen(QColor(color), 2, style));
    line->setPointsVisible(true);
    return line;
}

QValueAxis *axis(const QString &title)
{
    auto *made = new QValueAxis;
    made->setTitleText(title);
    QFont font = made->labelsFont();
    font.setPointSizeF(8);
    made->setLabelsFont(font);
    made->setTitleFont(font);
    return made;
}

} // namespace

TrainingPanel::TrainingPanel(QWidget *parent)
    : QWidget(parent)
    , m_status(new QLabel)
    , m_timeLeft(new QLabel)
    , m_progress(new QProgressBar)
    , m_chart(new QChart)
    , m_trainingLoss(series(tr("Loss"), theme::kCurveLoss, Qt::SolidLine))
    , m_validationLoss(series(tr("Loss, held out"), theme::kCurveLoss, Qt::DashLine))
    , m_dice(series(tr("Dice, held out"), theme::kCurveDice, Qt::SolidLine))
    , m_epochAxis(axis(tr("Epoch")))
    , m_lossAxis(axis(tr("Loss")))
    , m_diceAxis(axis(tr("Dice")))
    , m_result(new QLabel)
    , m_cases(new QTableWidget(0, 3))
    , m_pause(iconButton(QStringLiteral("pauseTraining"), QStringLiteral("pause"), tr("Pause"),
          tr("Pause the training after this step, or go on")))
    , m_stop(iconButton(QStringLiteral("stopTraining"), QStringLiteral("stop"), tr("Stop"),
          tr("Stop after this step and keep the best model so far")))
    , m_activate(iconButton(QStringLiteral("activateTrained"), QStringLiteral("activate"), tr("Activate new model"),
          tr("Segment with the new model from now on")))
    , m_goOn(iconButton(
          QStringLiteral("goOnTraining"), QStringLiteral("play"), tr("Go on"), tr("Train the epochs that are left")))
    , m_compare(iconButton(QStringLiteral("compareModels"), QStringLiteral("eye"), tr("Compare..."),
          tr("See before and after on the held-out corrections, and decide")))
{
    setObjectName(QStringLiteral("trainingPanel"));
    m_status->setObjectName(QStringLiteral("trainingStatus"));
    m_status->setWordWrap(true);
    setStyleFlag(m_timeLeft, "muted");
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Training progress"));
    m_result->setObjectName(QStringLiteral("trainingResult"));
    m_result->setWordWrap(true);
    setStyleFlag(m_result, "heading");
    setStyleFlag(m_activate, "primary");
    m_cases->setObjectName(QStringLiteral("trainingCases"));
    m_cases->setTabKeyNavigation(false);
    m_cases->setAccessibleName(tr("Dice of the held-out samples"));
    m_cases->setHorizontalHeaderLabels({tr("Held-out correction"), tr("Before"), tr("After")});
    m_cases->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_cases->verticalHeader()->hide();
    m_cases->setShowGrid(false);
    m_cases->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_cases->setMinimumHeight(90);
    buildChart();
    colorChart();
    buildLayout();

    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_state == State::Paused) {
            Q_EMIT resumeRequested();
        } else {
            Q_EMIT pauseRequested();
        }
    });
    connect(m_stop, &QPushButton::clicked, this, &TrainingPanel::stopRequested);
    connect(m_activate, &QPushButton::clicked, this, &TrainingPanel::activateRequested);
    connect(m_goOn, &QPushButton::clicked, this, &TrainingPanel::goOnRequested);
    connect(m_compare, &QPushButton::clicked, this, &TrainingPanel::compareRequested);
    begin(0);
    setState(State::Idle);
}

void TrainingPanel::buildLayout()
{
    auto *view = new QChartView(m_chart);
    view->setObjectName(QStringLiteral("trainingChart"));
    view->setRenderHint(QPainter::Antialiasing);
    view->setMinimumHeight(170);
    view->setAccessibleName(tr("Loss and Dice by epoch"));
    auto *status = new QHBoxLayout;
    status->addWidget(m_status, 1);
    status->addWidget(m_timeLeft);
    auto *buttons = new FlowLayout;
    buttons->setSpacing(6);
    for (QPushButton *button : {m_pause, m_stop, m_goOn, m_compare, m_activate}) {
        buttons->addWidget(button);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPanelMargin, kPanelMargin, kPanelMargin, kPanelMargin);
    layout->setSpacing(6);
    layout->addLayout(status);
    layout->addWidget(m_progress);
    layout->addWidget(view, 3);
    layout->addWidget(m_result);
    layout->addWidget(m_cases, 1);
    layout->addLayout(buttons);
}

/// Charts do not follow the palette.
void TrainingPanel::colorChart()
{
    const auto color = [](const char *name) { return sheetColor(QLatin1String(name), currentTheme()); };
    m_chart->setBackgroundBrush(color("list"));
    m_chart->legend()->setLabelColor(theme::kMuted);
    const std::pair<QValueAxis *, ThemeColor> axes[] = {
        {m_epochAxis, theme::kMuted}, {m_lossAxis, theme::kCurveLoss}, {m_diceAxis, theme::kCurveDice}};
    for (const auto &[one, text] : axes) {
        one->setTitleBrush(QColor(text));
        one->setLabelsColor(text);
        one->setGridLineColor(color("line"));
        one->setLinePenColor(color("handle"));
    }
    for (QLineSeries *line : {m_trainingLoss, m_validationLoss, m_dice}) {
        QPen pen = line->pen();
        pen.setColor(line == m_dice ? theme::kCurveDice : theme::kCurveLoss);
        line->setPen(pen);
    }
}

void TrainingPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        colorChart();
    }
}

void TrainingPanel::buildChart()
{
    m_chart->setBackgroundRoundness(5);
    m_chart->setMargins({4, 4, 4, 4});
    m_chart->legend()->setAlignment(Qt::AlignTop);
    m_diceAxis->setRange(0, 1);
    m_diceAxis->setTickCount(6);
    m_diceAxis->setLabelFormat(QStringLiteral("%.1f"));
    m_diceAxis->setGridLineVisible(false);
    m_epochAxis->setLabelFormat(QStringLiteral("%d"));
    m_lossAxis->setLabelFormat(QStringLiteral("%.2f"));
    m_chart->addAxis(m_epochAxis, Qt::AlignBottom);
    m_chart->addAxis(m_lossAxis, Qt::AlignLeft);
    m_chart->addAxis(m_diceAxis, Qt::AlignRight);
    for (QLineSeries *line : {m_trainingLoss, m_validationLoss, m_dice}) {
        m_chart->addSeries(line);
        line->attachAxis(m_epochAxis);
        line->attachAxis(line == m_dice ? m_diceAxis : m_lossAxis);
    }
}

void TrainingPanel::begin(int epochs)
{
    m_epochs = epochs;
    for (QLineSeries *line : {m_trainingLoss, m_validationLoss, m_dice}) {
        line->clear();
    }
    m_result->clear();
    m_cases->setRowCount(0);
    m_result->hide();
    m_cases->hide();
    m_timeLeft->clear();
    m_progress->setRange(0, 1);
    m_progress->setValue(0);
    m_device.clear();
    setActivateAvailable(false);
    setGoOnAvailable(false);
    setComparisonAvailable(false);
    updateAxes();
}

void TrainingPanel::setState(State state, const QString &detail)
{
    m_state = state;
    if (!detail.isEmpty()) {
        m_status->setText(detail);
    } else if (state == State::Idle) {
        m_status->setText(tr("No run yet. Approve corrected images, then Train > Fine-tune on corrections..."));
    } else if (state == State::Paused) {
        m_status->setText(tr("Paused"));
    } else if (state == State::Stopping) {
        m_status->setText(tr("Stopping after this step..."));
    }
    if (state == State::Finished || state == State::Failed) {
        m_timeLeft->clear();
    }
    updateButtons();
}

void TrainingPanel::setProgress(int epoch, int epochs, int step, int steps, double secondsLeft)
{
    if (m_state == State::Running) {
        const QString place = tr("Epoch %1 of %2, step %3 of %4").arg(epoch).arg(epochs).arg(step).arg(steps);
        m_status->setText(m_device.isEmpty() ? place : tr("%1 (%2)").arg(place, m_device));
    }
    m_timeLeft->setText(secondsLeft >= 0 ? tr("%1 left").arg(duration(secondsLeft)) : QString());
    m_progress->setRange(0, std::max(1, epochs * steps));
    m_progress->setValue((epoch - 1) * steps + step);
}

void TrainingPanel::addEpoch(const TrainingEpoch &epoch)
{
    const auto append = [&epoch](QLineSeries *line, double value) {
        if (!std::isnan(value)) {
            line->append(epoch.epoch, value);
        }
    };
    append(m_trainingLoss, epoch.trainingLoss);
    append(m_validationLoss, epoch.validationLoss);
    append(m_dice, epoch.validationDice);
    m_timeLeft->setToolTip(std::isnan(epoch.idleShare)
            ? QString()
            : tr("Waiting for data: %1 % of the last epoch").arg(100 * epoch.idleShare, 0, 'f', 0));
    m_epochs = std::max(m_epochs, epoch.epoch);
    updateAxes();
}

void TrainingPanel::updateAxes()
{
    m_epochAxis->setRange(1, std::max(2, m_epochs));
    m_epochAxis->setTickCount(std::clamp(m_epochs, 2, 6));
    double highest = 0;
    for (const QLineSeries *line : {m_trainingLoss, m_validationLoss}) {
        for (const QPointF &point : line->points()) {
            highest = std::max(highest, point.y());
        }
    }
    m_lossAxis->setRange(0, highest > 0 ? highest * 1.1 : 1);
}

void TrainingPanel::showResult(double diceBefore, double diceAfter, const QList<DiceComparison> &cases)
{
    m_result->setText(std::isnan(diceAfter)
            ? tr("No held-out corrections to compare on")
            : tr("Held-out Dice: %1 before, %2 after").arg(diceText(diceBefore), diceText(diceAfter)));
    m_cases->setRowCount(int(cases.size()));
    for (int row = 0; row < int(cases.size()); ++row) {
        const DiceComparison &one = cases[row];
        m_cases->setItem(row, 0, new QTableWidgetItem(one.name));
        m_cases->setItem(row, 1, new QTableWidgetItem(diceText(one.before)));
        m_cases->setItem(row, 2, new QTableWidgetItem(diceText(one.after)));
    }
    m_result->show();
    m_cases->setVisible(!cases.isEmpty());
}

QString TrainingPanel::resultText() const
{
    return m_result->text();
}

void TrainingPanel::setActivateAvailable(bool available)
{
    m_activateAvailable = available;
    updateButtons();
}

void TrainingPanel::setComparisonAvailable(bool available)
{
    m_compare->setVisible(available);
}

void TrainingPanel::setGoOnAvailable(bool available)
{
    m_goOnAvailable = available;
    updateButtons();
}

void TrainingPanel::updateButtons()
{
    const bool active = m_state == State::Running || m_state == State::Paused;
    m_pause->setEnabled(active);
    m_pause->setText(m_state == State::Paused ? tr("Go on") : tr("Pause"));
    m_pause->setIcon(themedIcon(m_state == State::Paused ? QStringLiteral("play") : QStringLiteral("pause")));
    m_stop->setEnabled(active || m_state == State::Starting);
    m_activate->setVisible(m_activateAvailable);
    m_goOn->setVisible(m_goOnAvailable && !active && m_state != State::Starting && m_state != State::Stopping);
    m_pause->setVisible(!m_goOn->isVisibleTo(this) && m_state != State::Finished && m_state != State::Failed);
    m_stop->setVisible(m_state != State::Finished && m_state != State::Failed);
}

} // namespace vmunet
