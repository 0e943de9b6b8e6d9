// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/ledger_panel.h"

#include "widgets/panels/worklist_texts.h"
#include "widgets/theme/theme.h"

#include <QBarCategoryAxis>
#include <QBarSeries>
#include <QBarSet>
#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTreeWidget>
#include <QValueAxis>

#include <algorithm>

namespace vmunet {

namespace {

enum Column { Model, Images, Median, Mean, Changed, Untouched, Dice, ColumnCount };
constexpr std::size_t kBarsAtMost = 8; ///< Of the newest models.

QChart *barChart(const QString &title)
{
    auto *chart = new QChart;
    chart->setTitle(title);
    chart->legend()->hide();
    chart->setMargins({4, 0, 4, 0});
    chart->setBackgroundRoundness(5);
    return chart;
}

QChartView *viewOf(QChart *chart, const QString &name)
{
    auto *view = new QChartView(chart);
    view->setRenderHint(QPainter::Antialiasing);
    view->setMinimumHeight(150);
    view->setAccessibleName(name);
    view->setFocusPolicy(Qt::NoFocus); // The table says the same.
    return view;
}

QString decimals(double value, int digits)
{
    return QLocale().toString(value, 'f', digits);
}

/// One bar for each name.
void setBars(QChart &chart, const QStringList &names, const QList<double> &values, double top, const QString &format)
{
    chart.removeAllSeries();
    for (QAbstractAxis *axis : chart.axes()) {
        chart.removeAxis(axis);
        delete axis;
    }
    auto *bars = new QBarSet(chart.title());
    for (const double value : values) {
        bars->append(value);
    }
    auto *series = new QBarSeries;
    series->append(bars);
    series->setBarWidth(0.5);
    chart.addSeries(series);
    auto *categories = new QBarCategoryAxis;
    categories->append(names);
    auto *scale = new QValueAxis;
    scale->setRange(0, top);
    scale->setLabelFormat(format);
    scale->setTickCount(3);
    chart.addAxis(categories, Qt::AlignBottom);
    chart.addAxis(scale, Qt::AlignLeft);
    series->attachAxis(categories);
    series->attachAxis(scale);
}

} // namespace

LedgerPanel::LedgerPanel(QWidget *parent)
    : QWidget(parent)
    , m_verdict(new QLabel)
    , m_empty(new QLabel)
    , m_pages(new QStackedWidget)
    , m_times(barChart(tr("Median seconds per image")))
    , m_dice(barChart(tr("Dice of prediction and final mask")))
    , m_table(new QTreeWidget)
    , m_progress(new QProgressBar)
    , m_cancel(iconButton(QStringLiteral("cancelLedger"), QStringLiteral("close"), tr("Cancel"), tr("Stop comparing")))
    , m_refresh(iconButton(QStringLiteral("refreshLedger"), QStringLiteral("redo"), tr("Refresh"),
          tr("Compare all predictions with the approved masks again")))
    , m_save(iconButton(QStringLiteral("saveLedger"), QStringLiteral("export"), tr("Save as CSV..."),
          tr("Write the table to a file")))
{
    setObjectName(QStringLiteral("ledgerPanel"));
    m_verdict->setObjectName(QStringLiteral("ledgerVerdict"));
    m_verdict->setWordWrap(true);
    setStyleFlag(m_verdict, "heading");
    m_empty->setWordWrap(true);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(kPanelMargin);
    setStyleFlag(m_empty, "muted");
    m_empty->setText(tr("The ledger compares what a model predicted with what you approved in the end, and the time in "
                        "between.\n\nSegment an image, correct it, approve it: then its model is listed here."));
    buildTable();
    auto *charts = new QHBoxLayout;
    charts->addWidget(viewOf(m_times, tr("Median seconds per image by model")));
    charts->addWidget(viewOf(m_dice, tr("Dice by model")));
    auto *page = new QWidget;
    auto *content = new QVBoxLayout(page);
    content->setContentsMargins(0, 0, 0, 0);
    content->addLayout(charts, 3);
    content->addWidget(m_table, 2);
    m_pages->addWidget(m_empty);
    m_pages->addWidget(page);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress"));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(6);
    buttons->addWidget(m_refresh);
    buttons->addWidget(m_progress, 1);
    buttons->addWidget(m_cancel);
    buttons->addStretch(0);
    buttons->addWidget(m_save);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kPanelMargin, kPanelMargin, kPanelMargin, kPanelMargin);
    layout->setSpacing(6);
    layout->addWidget(m_verdict);
    layout->addWidget(m_pages, 1);
    layout->addLayout(buttons);
    connect(m_refresh, &QPushButton::clicked, this, &LedgerPanel::refreshWanted);
    connect(m_save, &QPushButton::clicked, this, &LedgerPanel::saveWanted);
    connect(m_cancel, &QPushButton::clicked, this, &LedgerPanel::cancelWanted);
    hideProgress();
    setLedger({});
}

void LedgerPanel::buildTable()
{
    m_table->setObjectName(QStringLiteral("ledgerTable"));
    m_table->setAccessibleName(tr("Models and their labels"));
    m_table->setColumnCount(ColumnCount);
    m_table->setHeaderLabels({tr("Model"), tr("Images"), tr("Median time"), tr("Mean time"), tr("Pixels changed"),
        tr("Untouched"), tr("Dice")});
    m_table->setMinimumHeight(110);
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->header()->setSectionResizeMode(Model, QHeaderView::Stretch);
    m_table->headerItem()->setToolTip(Changed, tr("By people, per slice; a pixel that is changed twice counts twice"));
    m_table->headerItem()->setToolTip(Untouched, tr("Slices that were approved as they were predicted, of all"));
    for (int column = Images; column < ColumnCount; ++column) {
        m_table->headerItem()->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
}

QString LedgerPanel::verdict() const
{
    return m_verdict->text();
}

void LedgerPanel::setLedger(const Ledger &ledger)
{
    m_ledger = ledger;
    m_verdict->setText(ledgerVerdict(ledger));
    m_verdict->setVisible(!ledger.rows.empty());
    m_pages->setCurrentIndex(ledger.rows.empty() ? 0 : 1);
    m_save->setEnabled(!ledger.rows.empty());
    fillTable();
    fillCharts();
    colorCharts();
}

void LedgerPanel::fillTable()
{
    m_table->clear();
    const auto add = [this](QTreeWidgetItem *parent, const QStringList &texts) {
        auto *item = parent ? new QTreeWidgetItem(parent, texts) : new QTreeWidgetItem(m_table, texts);
        for (int column = Images; column < ColumnCount; ++column) {
            item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
        }
        return item;
    };
    const QLocale locale;
    for (const LedgerRow &row : m_ledger.rows) {
        QTreeWidgetItem *model = add(nullptr,
            {row.name, locale.toString(row.images), workTimeText(row.medianSeconds), workTimeText(row.secondsPerImage),
                decimals(row.changedPixelsPerSlice, 0), tr("%1 of %2").arg(row.untouched).arg(row.slices),
                decimals(row.meanDice, 3)});
        for (const LedgerLabel &label : row.labels) {
            add(model, {label.name, {}, {}, {}, {}, {}, decimals(label.dice, 3)});
        }
        model->setExpanded(true);
    }
    if (m_ledger.byHand.images > 0) {
        add(nullptr,
            {tr("Drawn by hand"), locale.toString(m_ledger.byHand.images), workTimeText(m_ledger.byHand.medianSeconds),
                {}, {}, {}, {}});
    }
}

void LedgerPanel::fillCharts()
{
    QStringList names;
    QList<double> times;
    QList<double> dice;
    const std::size_t first = m_ledger.rows.size() - std::min(m_ledger.rows.size(), kBarsAtMost);
    for (std::size_t i = first; i < m_ledger.rows.size(); ++i) {
        const LedgerRow &row = m_ledger.rows[i];
        // Categories of the same name would be one.
        names << (names.contains(row.name) ? tr("%1 (%2)").arg(row.name).arg(row.model.value) : row.name);
        times << row.medianSeconds;
        dice << row.meanDice;
    }
    setBars(*m_dice, names, dice, 1, QStringLiteral("%.1f"));
    if (m_ledger.byHand.images > 0) {
        names << tr("By hand");
        times << m_ledger.byHand.medianSeconds;
    }
    const double longest = times.isEmpty() ? 0 : *std::max_element(times.begin(), times.end());
    setBars(*m_times, names, times, longest > 0 ? longest * 1.1 : 1,
        longest < 3 ? QStringLiteral("%.1f") : QStringLiteral("%.0f"));
}

/// Charts do not follow the palette.
void LedgerPanel::colorCharts()
{
    const auto color = [](const char *name) { return sheetColor(QLatin1String(name), currentTheme()); };
    for (QChart *chart : {m_times, m_dice}) {
        chart->setBackgroundBrush(color("list"));
        chart->setTitleBrush(color("title"));
        for (QAbstractAxis *axis : chart->axes()) {
            axis->setLabelsColor(theme::kMuted);
            axis->setGridLineColor(color("line"));
            axis->setLinePenColor(color("handle"));
            if (axis->alignment() == Qt::AlignBottom) {
                axis->setGridLineVisible(false);
            }
        }
        for (QAbstractSeries *series : chart->series()) {
            for (QBarSet *bars : qobject_cast<QBarSeries *>(series)->barSets()) {
                bars->setColor(chart == m_dice ? theme::kCurveDice : theme::kCurveLoss);
                bars->setBorderColor(Qt::transparent);
            }
        }
    }
}

void LedgerPanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        colorCharts();
    }
}

void LedgerPanel::showProgress(double fraction)
{
    m_progress->setRange(0, 1000);
    m_progress->setValue(int(fraction * 1000));
    m_progress->show();
    m_cancel->show();
    m_refresh->setEnabled(false);
}

void LedgerPanel::hideProgress()
{
    m_progress->hide();
    m_cancel->hide();
    m_refresh->setEnabled(true);
}

} // namespace vmunet
