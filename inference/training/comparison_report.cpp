// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/comparison_report.h"

#include "core/metrics/mean.h"
#include "inference/training/evaluation_tables.h"
#include "inference/training/report_html.h"

#include "inference/training/comparison_pictures.h"

#include <QFileInfo>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace vmunet {

using html::number;
using html::row;

namespace {

struct Metric {
    const char *name;
    double EvaluationScores::*value;
    int digits;
};

constexpr Metric kMetrics[] = {{"Dice", &EvaluationScores::dice, 4}, {"IoU", &EvaluationScores::iou, 4},
    {"HD95 (pixels)", &EvaluationScores::hd95, 1}};

QString withInterval(const std::vector<double> &values, std::uint64_t seed, int digits)
{
    if (values.empty()) {
        return number(EvaluationScores::kNone, digits);
    }
    const Interval interval = bootstrapMean(values, seed);
    return QStringLiteral("%1 <small>[%2, %3]</small>")
        .arg(number(meanOfNumbers(values), digits), number(interval.low, digits), number(interval.high, digits));
}

// A case's value of one structure; NaN where it has none.
double valueOf(const std::vector<EvaluationScores> &classes, size_t structure, const Metric &metric)
{
    return structure < classes.size() ? classes[structure].*metric.value : EvaluationScores::kNone;
}

// The cases that have the number both before and after, so that the difference is of the same ones.
QString metricRow(
    const HeldOutSummary &heldOut, size_t structure, const QString &name, const Metric &metric, std::uint64_t seed)
{
    std::vector<double> before;
    std::vector<double> after;
    std::vector<double> gain;
    for (const HeldOutCase &one : heldOut.cases) {
        const double was = valueOf(one.classesBefore, structure, metric);
        const double is = valueOf(one.classesAfter, structure, metric);
        const bool comparable = one.classesBefore.empty() || !std::isnan(was);
        if (std::isnan(is) || !comparable) {
            continue;
        }
        after.push_back(is);
        if (!std::isnan(was)) {
            before.push_back(was);
            gain.push_back(is - was);
        }
    }
    return row({name, QLatin1String(metric.name), withInterval(before, seed, metric.digits),
        withInterval(after, seed, metric.digits), withInterval(gain, seed, metric.digits),
        QString::number(after.size())});
}

QString worseSection(const HeldOutSummary &heldOut)
{
    const auto lost = std::count_if(
        heldOut.cases.begin(), heldOut.cases.end(), [](const HeldOutCase &one) { return one.after < one.before; });
    QString out = QStringLiteral("<h3>Cases that got worse: %1 of %2</h3>").arg(lost).arg(heldOut.cases.size());
    if (heldOut.worse.empty()) {
        return out;
    }
    out += QStringLiteral("<p>") + html::agreementLegend() + html::swatch(comparison::kBetter, "right only after")
        + html::swatch(comparison::kWorse, "right only before") + QStringLiteral("</p><table>");
    for (const WorsePicture &one : heldOut.worse) {
        out += QStringLiteral("<tr><td colspan=\"4\"><b>%1</b>, Dice %2 before, %3 after</td></tr><tr>")
                   .arg(QFileInfo(one.id).fileName().toHtmlEscaped(), number(one.before, 4), number(one.after, 4));
        out += html::pictureCell(one.image, QStringLiteral("image"))
            + html::pictureCell(one.predictedBefore, QStringLiteral("before"))
            + html::pictureCell(one.predictedAfter, QStringLiteral("after"))
            + html::pictureCell(one.change, QStringLiteral("difference"));
        out += QStringLiteral("</tr>");
    }
    return out + QStringLiteral("</table>");
}

QString casesSection(const HeldOutSummary &heldOut, const QStringList &names)
{
    QString out = QStringLiteral("<h3>Every case</h3><table>");
    QStringList head{QStringLiteral("case"), QStringLiteral("structure")};
    for (const Metric &metric : kMetrics) {
        for (const char *when : {"before", "after"}) {
            head.append(QStringLiteral("%1 %2").arg(QLatin1String(metric.name), QLatin1String(when)));
        }
    }
    out += row(head, "th");
    for (const HeldOutCase &one : heldOut.cases) {
        for (size_t i = 0; i < one.classesAfter.size(); ++i) {
            QStringList cells{one.id.toHtmlEscaped(), names.value(qsizetype(i)).toHtmlEscaped()};
            for (const Metric &metric : kMetrics) {
                cells.append(number(valueOf(one.classesBefore, i, metric), metric.digits));
                cells.append(number(valueOf(one.classesAfter, i, metric), metric.digits));
            }
            out += row(cells);
        }
    }
    return out + QStringLiteral("</table>");
}

} // namespace

QString comparisonSection(const TrainingSet &set, const HeldOutSummary &heldOut, std::uint64_t seed)
{
    if (heldOut.cases.empty()) {
        return {};
    }
    QString out = QStringLiteral("<h2>Before and after, on %1 held-out %2</h2><table>")
                      .arg(heldOut.cases.size())
                      .arg(heldOut.cases.size() == 1 ? QStringLiteral("case") : QStringLiteral("cases"));
    out += row({QStringLiteral("structure"), QStringLiteral("mean of the cases"), QStringLiteral("before"),
                   QStringLiteral("after"), QStringLiteral("change"), QStringLiteral("cases")},
        "th");
    const size_t structures = heldOut.cases.front().classesAfter.size();
    for (size_t i = 0; i < structures; ++i) {
        const QString name = structureName(set, i).toHtmlEscaped();
        for (const Metric &metric : kMetrics) {
            out += metricRow(heldOut, i, name, metric, seed);
        }
    }
    out +=
        QStringLiteral("</table><p>Dice over all pixels of all cases: %1 before, %2 after. In brackets: 95 % bootstrap "
                       "intervals over the cases (2000 draws, seed %3); at the images' own size.</p>")
            .arg(number(heldOut.diceBefore, 4), number(heldOut.diceAfter, 4))
            .arg(seed);
    return out + worseSection(heldOut) + casesSection(heldOut, set.classNames);
}

QByteArray comparisonPage(const TrainingSet &set, const HeldOutSummary &heldOut, std::uint64_t seed)
{
    const QString page = html::pageHead(QStringLiteral("Before and after")) + comparisonSection(set, heldOut, seed)
        + QStringLiteral("</body></html>\n");
    return page.toUtf8();
}

} // namespace vmunet
