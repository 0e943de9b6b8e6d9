// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/run_report.h"

#include "inference/training/comparison_report.h"
#include "inference/training/report_html.h"

#include <QJsonArray>
#include <QStringList>

#include <algorithm>
#include <cmath>
#include <limits>

namespace vmunet {

using html::number;
using html::row;

namespace {

constexpr int kWidth = 640;
constexpr int kHeight = 220;
constexpr int kMargin = 44;

struct Curve {
    const char *name;
    const char *color; // Okabe and Ito's set.
    double EpochRecord::*value;
};

// Epochs to the right, values upwards; curves share one scale.
class Chart {
public:
    Chart(const std::vector<EpochRecord> &records, std::vector<Curve> curves)
        : m_records(records)
        , m_curves(std::move(curves))
    {
        for (const EpochRecord &record : records) {
            for (const Curve &curve : m_curves) {
                if (!std::isnan(record.*curve.value)) {
                    m_low = std::min(m_low, record.*curve.value);
                    m_high = std::max(m_high, record.*curve.value);
                }
            }
        }
        if (!(m_high > m_low)) {
            m_low = std::isfinite(m_low) ? m_low - 0.5 : 0;
            m_high = m_low + 1;
        }
    }

    QString svg() const
    {
        QString out = QStringLiteral("<svg viewBox=\"0 0 %1 %2\" role=\"img\">").arg(kWidth).arg(kHeight);
        out += QStringLiteral("<path d=\"M%1 10V%2H%3\" fill=\"none\" stroke=\"#888\"/>")
                   .arg(kMargin)
                   .arg(kHeight - kMargin)
                   .arg(kWidth - 10);
        out += label(kMargin - 4, y(m_high) + 4, "end", number(m_high, 3));
        out += label(kMargin - 4, y(m_low) + 4, "end", number(m_low, 3));
        out += label(kMargin, kHeight - kMargin + 16, "middle", QString::number(m_records.front().epoch));
        out += label(kWidth - 20, kHeight - kMargin + 16, "middle", QString::number(m_records.back().epoch));
        int column = kMargin;
        for (const Curve &curve : m_curves) {
            out += line(curve);
            out += QStringLiteral("<text x=\"%1\" y=\"%2\" fill=\"%3\">%4</text>")
                       .arg(column)
                       .arg(kHeight - 8)
                       .arg(QLatin1String(curve.color), QLatin1String(curve.name));
            column += 140;
        }
        return out + QStringLiteral("</svg>");
    }

private:
    double x(size_t i) const
    {
        return kMargin + double(kWidth - 20 - kMargin) * double(i) / double(std::max<size_t>(1, m_records.size() - 1));
    }
    double y(double value) const { return 12 + (kHeight - kMargin - 14) * (m_high - value) / (m_high - m_low); }
    static QString label(double x, double y, const char *anchor, const QString &text)
    {
        return QStringLiteral("<text x=\"%1\" y=\"%2\" text-anchor=\"%3\">%4</text>")
            .arg(x)
            .arg(y)
            .arg(QLatin1String(anchor), text);
    }
    QString line(const Curve &curve) const
    {
        QStringList points;
        for (size_t i = 0; i < m_records.size(); ++i) {
            const double value = m_records[i].*curve.value;
            if (!std::isnan(value)) {
                points.append(QStringLiteral("%1,%2").arg(x(i), 0, 'f', 1).arg(y(value), 0, 'f', 1));
            }
        }
        return QStringLiteral("<polyline points=\"%1\" fill=\"none\" stroke=\"%2\" stroke-width=\"2\"/>")
            .arg(points.join(QLatin1Char(' ')), QLatin1String(curve.color));
    }

    const std::vector<EpochRecord> &m_records;
    std::vector<Curve> m_curves;
    double m_low = std::numeric_limits<double>::infinity();
    double m_high = -std::numeric_limits<double>::infinity();
};

QString dataSection(const RunReportInput &in)
{
    QString out = QStringLiteral("<h2>Trained on</h2><table>");
    out += row({QStringLiteral("Layout"), in.set.layout.toHtmlEscaped()});
    out += row({QStringLiteral("Structures"), in.set.classNames.join(QStringLiteral(", ")).toHtmlEscaped()});
    out += row({QStringLiteral("To train"), QString::number(in.split.training.size())});
    out += row({QStringLiteral("To choose the best epoch"), QString::number(in.split.validation.size())});
    out += row({QStringLiteral("Held out"), QString::number(in.split.heldOut.size())});
    out += row({QStringLiteral("Left out"), QString::number(in.set.excluded.size())});
    out += QStringLiteral("</table><ul>");
    for (const ExcludedSample &excluded : in.set.excluded) {
        out += QStringLiteral("<li>%1: %2</li>").arg(excluded.id.toHtmlEscaped(), excluded.reason.toHtmlEscaped());
    }
    return out + QStringLiteral("</ul>");
}

QString configSection(const TrainingConfig &config)
{
    const QJsonObject values = config.toJson();
    QString out = QStringLiteral("<h2>Configuration</h2><table>");
    for (auto value = values.begin(); value != values.end(); ++value) {
        QStringList shown;
        for (const QJsonValue &entry : value->isArray() ? value->toArray() : QJsonArray{*value}) {
            shown.append(entry.toVariant().toString().toHtmlEscaped());
        }
        out += row({value.key(), shown.join(QLatin1Char(' '))});
    }
    return out + QStringLiteral("</table>");
}

} // namespace

QByteArray runReport(const RunReportInput &in)
{
    const RunSummary &summary = in.summary;
    QString out = html::pageHead(QStringLiteral("Training run"));
    out += QStringLiteral("<h1>Training run</h1><p>%1 of %2 epochs on %3%4; best: epoch %5, loss %6.</p>")
               .arg(summary.epochsDone)
               .arg(summary.epochs)
               .arg(summary.device.toHtmlEscaped(), summary.stopped ? QStringLiteral(", stopped") : QString())
               .arg(summary.bestEpoch)
               .arg(number(summary.bestLoss));
    if (!in.records.empty()) {
        out += QStringLiteral("<h2>Loss</h2>")
            + Chart(in.records,
                {{"training", "#0072b2", &EpochRecord::trainLoss},
                    {"validation", "#d55e00", &EpochRecord::validationLoss}})
                  .svg();
        out += QStringLiteral("<h2>Validation Dice</h2>")
            + Chart(in.records, {{"validation", "#009e73", &EpochRecord::validationDice}}).svg();
    }
    out += comparisonSection(in.set, summary.heldOut, in.config.seed) + dataSection(in) + configSection(in.config);
    out += QStringLiteral("<p>For research; not a medical device.</p></body></html>\n");
    return out.toUtf8();
}

} // namespace vmunet
