// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/evaluation_report.h"

#include "core/metrics/mean.h"
#include "inference/training/report_html.h"
#include "inference/training/report_plots.h"

#include <array>

namespace vmunet {

using html::number;
using html::row;

namespace {

QString interval(const CleanSummary::Number &value, int digits = 4)
{
    return QStringLiteral("%1 <small>[%2, %3]</small>")
        .arg(number(value.mean, digits), number(value.low, digits), number(value.high, digits));
}

QString protocolTable(const EvaluationReportInput &in)
{
    const auto cells = [](const QString &name, const EvaluationScores &s) {
        return row({name, number(s.dice), number(s.iou), number(s.accuracy), number(s.sensitivity),
            number(s.specificity), number(s.hd95, 2), number(s.loss)});
    };
    QString out = QStringLiteral("<h2>By the protocol</h2><p>%1</p><table>")
                      .arg(protocolSentence(in.protocol, in.evaluation.inputSide));
    out += row({QStringLiteral("structure"), QStringLiteral("Dice"), QStringLiteral("IoU"), QStringLiteral("accuracy"),
                   QStringLiteral("sensitivity"), QStringLiteral("specificity"), QStringLiteral("HD95"),
                   QStringLiteral("loss")},
        "th");
    for (size_t i = 0; i < in.evaluation.classes.size(); ++i) {
        out += cells(structureName(in.set, i).toHtmlEscaped(), in.evaluation.classes[i]);
    }
    const QString last = in.evaluation.classes.empty() ? structureName(in.set, 0) : QStringLiteral("mean");
    return out + cells(last.toHtmlEscaped(), in.evaluation.total) + QStringLiteral("</table>");
}

QString cleanTable(const EvaluationReportInput &in)
{
    const std::vector<CleanSummary> clean = cleanSummaries(in.evaluation, in.seed);
    QString out =
        QStringLiteral("<h2>By the plain definition</h2><p>Means over the cases that have the structure, each "
                       "case alike, with 95 % bootstrap intervals (2000 draws, seed %1). A case in which "
                       "neither prediction nor truth has the structure does not count; HD95, in pixels or "
                       "voxels, needs both.</p><table>")
            .arg(in.seed);
    out += row({QStringLiteral("structure"), QStringLiteral("Dice"), QStringLiteral("IoU"), QStringLiteral("accuracy"),
                   QStringLiteral("sensitivity"), QStringLiteral("specificity"), QStringLiteral("HD95"),
                   QStringLiteral("cases")},
        "th");
    for (size_t i = 0; i < clean.size(); ++i) {
        const CleanSummary &s = clean[i];
        out += row({structureName(in.set, i).toHtmlEscaped(), interval(s.dice), interval(s.iou), interval(s.accuracy),
            interval(s.sensitivity), interval(s.specificity), interval(s.hd95, 1), QString::number(s.dice.cases)});
    }
    return out + QStringLiteral("</table>");
}

// By the truth's share of the image, since small structures are harder.
QString sizeTable(const Evaluation &evaluation)
{
    struct Size {
        const char *name;
        double below;
    };
    constexpr std::array<Size, 5> kSizes{
        {{"none", 1e-12}, {"under 2 %", 0.02}, {"2 to 10 %", 0.1}, {"10 to 30 %", 0.3}, {"over 30 %", 2}}};
    QString out = QStringLiteral("<h2>By size</h2><table>")
        + row({QStringLiteral("structures' share of the case"), QStringLiteral("cases"), QStringLiteral("mean Dice")},
            "th");
    double from = -1;
    for (const Size &size : kSizes) {
        int cases = 0;
        Mean dice;
        for (const EvaluatedCase &one : evaluation.cases) {
            if (one.truthShare >= from && one.truthShare < size.below) {
                ++cases;
                dice.add(one.scores.dice);
            }
        }
        from = size.below;
        out += row({QLatin1String(size.name), QString::number(cases), number(dice.value())});
    }
    return out + QStringLiteral("</table>");
}

QString plotsSection(const EvaluationReportInput &in)
{
    std::vector<double> dice;
    std::vector<plots::Point> bySize;
    for (const EvaluatedCase &one : in.evaluation.cases) {
        dice.push_back(one.scores.dice);
        bySize.push_back({one.truthShare, one.scores.dice});
    }
    QString out = QStringLiteral("<div class=\"plots\">") + plots::histogram(dice, QStringLiteral("Dice of a case"))
        + plots::scatter(bySize, QStringLiteral("structures' share of the case"), QStringLiteral("Dice"), true);
    if (in.calibration.pixels() > 0) {
        out += plots::reliability(in.calibration);
    }
    out += QStringLiteral("</div>");
    if (in.calibration.pixels() > 0) {
        out += QStringLiteral("<p>Calibration: expected error %1 over %2 pixels at the network's size. Bars under the "
                              "dashed line: the network is too sure of itself; above: it hesitates.</p>")
                   .arg(number(in.calibration.expectedError()))
                   .arg(in.calibration.pixels());
    }
    return out;
}

QString worstSection(const std::vector<CasePicture> &worst)
{
    if (worst.empty()) {
        return {};
    }
    QString out = QStringLiteral("<h2>Worst cases</h2><p>%1</p><table>").arg(html::agreementLegend());
    for (const CasePicture &one : worst) {
        const QString slice = one.slice > 0 ? QStringLiteral(", slice %1").arg(one.slice) : QString();
        out += QStringLiteral("<tr><td colspan=\"3\"><b>%1</b>%2, Dice %3</td></tr><tr>")
                   .arg(one.id.toHtmlEscaped(), slice, number(one.dice));
        out += html::pictureCell(one.image, QStringLiteral("image"))
            + html::pictureCell(one.truth, QStringLiteral("truth"))
            + html::pictureCell(one.agreement, QStringLiteral("prediction"));
        out += QStringLiteral("</tr>");
    }
    return out + QStringLiteral("</table>");
}

QString casesSection(const EvaluationReportInput &in)
{
    QString out = QStringLiteral("<h2>Every case</h2><table>")
        + row({QStringLiteral("case"), QStringLiteral("Dice"), QStringLiteral("IoU"), QStringLiteral("HD95"),
                  QStringLiteral("loss"), QStringLiteral("share of the case")},
            "th");
    for (const EvaluatedCase &one : in.evaluation.cases) {
        out += row({one.id.toHtmlEscaped(), number(one.scores.dice), number(one.scores.iou), number(one.scores.hd95, 1),
            number(one.scores.loss), QStringLiteral("%1 %").arg(number(100 * one.truthShare, 1))});
    }
    out += QStringLiteral("</table>");
    if (!in.evaluation.leftOut.empty()) {
        out += QStringLiteral("<h2>Left out</h2><ul>");
        for (const ExcludedSample &one : in.evaluation.leftOut) {
            out += QStringLiteral("<li>%1: %2</li>").arg(one.id.toHtmlEscaped(), one.reason.toHtmlEscaped());
        }
        out += QStringLiteral("</ul>");
    }
    return out;
}

} // namespace

QByteArray evaluationPage(const EvaluationReportInput &in)
{
    const QString title = QStringLiteral("%1 on %2 %3 cases")
                              .arg(in.modelName.toHtmlEscaped())
                              .arg(in.evaluation.cases.size())
                              .arg(in.set.layout.toHtmlEscaped());
    QString out = html::pageHead(title);
    out += QStringLiteral("<h1>%1</h1><p>Weights %2; device %3; network's input %4 x %4.</p>")
               .arg(title, in.modelHash.left(16).toHtmlEscaped(), in.evaluation.device.toHtmlEscaped())
               .arg(in.evaluation.inputSide);
    out += protocolTable(in) + cleanTable(in) + plotsSection(in) + sizeTable(in.evaluation) + worstSection(in.worst)
        + casesSection(in);
    out += QStringLiteral("<p>For research; not a medical device.</p></body></html>\n");
    return out.toUtf8();
}

} // namespace vmunet
