// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/report_plots.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace vmunet::plots {

namespace {

constexpr int kWidth = 480;
constexpr int kHeight = 300;
constexpr int kLeft = 52;
constexpr int kBottom = 44;
constexpr int kTop = 12;
constexpr int kRight = 24;
constexpr const char *kBlue = "#0072b2";
constexpr const char *kOrange = "#d55e00";
constexpr double kSmallestShare = 0.001;

double xAt(double share)
{
    return kLeft + share * (kWidth - kLeft - kRight);
}

double yAt(double share)
{
    return kHeight - kBottom - share * (kHeight - kBottom - kTop);
}

QString text(double x, double y, const char *anchor, const QString &content)
{
    return QStringLiteral("<text x=\"%1\" y=\"%2\" text-anchor=\"%3\">%4</text>")
        .arg(x, 0, 'f', 1)
        .arg(y, 0, 'f', 1)
        .arg(QLatin1String(anchor), content.toHtmlEscaped());
}

QString bar(double from, double to, double height)
{
    return QStringLiteral("<rect x=\"%1\" y=\"%2\" width=\"%3\" height=\"%4\" fill=\"%5\"/>")
        .arg(xAt(from) + 0.5, 0, 'f', 1)
        .arg(yAt(height), 0, 'f', 1)
        .arg(xAt(to) - xAt(from) - 1, 0, 'f', 1)
        .arg(yAt(0) - yAt(height), 0, 'f', 1)
        .arg(QLatin1String(kBlue));
}

struct Tick {
    double share; ///< Of the axis.
    QString label;
};

std::vector<Tick> ticks(double highest)
{
    std::vector<Tick> all;
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
        all.push_back({share, QString::number(share * highest, 'g', 3)});
    }
    return all;
}

QString framed(const QString &content, const std::vector<Tick> &xTicks, const std::vector<Tick> &yTicks,
    const QString &xName, const QString &yName)
{
    QString out = QStringLiteral("<svg viewBox=\"0 0 %1 %2\" role=\"img\" aria-label=\"%3\">")
                      .arg(kWidth)
                      .arg(kHeight)
                      .arg((yName + QStringLiteral(" / ") + xName).toHtmlEscaped());
    for (const Tick &tick : yTicks) {
        out += QStringLiteral("<path d=\"M%1 %2H%3\" stroke=\"#ddd\"/>")
                   .arg(kLeft)
                   .arg(yAt(tick.share), 0, 'f', 1)
                   .arg(kWidth - kRight)
            + text(kLeft - 6, yAt(tick.share) + 4, "end", tick.label);
    }
    for (const Tick &tick : xTicks) {
        out += text(xAt(tick.share), kHeight - kBottom + 16, "middle", tick.label);
    }
    out += content;
    out += QStringLiteral("<path d=\"M%1 %2V%3H%4\" fill=\"none\" stroke=\"#888\"/>")
               .arg(kLeft)
               .arg(kTop)
               .arg(kHeight - kBottom)
               .arg(kWidth - kRight);
    out += text((kLeft + kWidth - kRight) / 2.0, kHeight - 8, "middle", xName);
    out +=
        QStringLiteral("<g transform=\"rotate(-90)\">") + text(-yAt(0.5), 12, "middle", yName) + QStringLiteral("</g>");
    return out + QStringLiteral("</svg>");
}

} // namespace

QString histogram(std::span<const double> values, const QString &name)
{
    constexpr int kBins = 20;
    std::array<int, kBins> counts{};
    for (const double value : values) {
        if (value >= 0 && value <= 1) {
            ++counts[size_t(std::min(kBins - 1, int(value * kBins)))];
        }
    }
    const int most = std::max(1, *std::max_element(counts.begin(), counts.end()));
    QString bars;
    for (int i = 0; i < kBins; ++i) {
        bars += bar(double(i) / kBins, double(i + 1) / kBins, double(counts[size_t(i)]) / most);
    }
    return framed(
        bars, ticks(1), {{0, QStringLiteral("0")}, {1, QString::number(most)}}, name, QStringLiteral("cases"));
}

QString scatter(const std::vector<Point> &points, const QString &xName, const QString &yName, bool logarithmicX)
{
    const auto along = [&](double x) {
        return logarithmicX ? 1 - std::log10(std::max(x, kSmallestShare)) / std::log10(kSmallestShare) : x;
    };
    QString dots;
    for (const Point &point : points) {
        if (std::isfinite(point.x) && std::isfinite(point.y)) {
            dots += QStringLiteral("<circle cx=\"%1\" cy=\"%2\" r=\"3\" fill=\"%3\" fill-opacity=\"0.5\"/>")
                        .arg(xAt(along(std::clamp(point.x, 0.0, 1.0))), 0, 'f', 1)
                        .arg(yAt(std::clamp(point.y, 0.0, 1.0)), 0, 'f', 1)
                        .arg(QLatin1String(kBlue));
        }
    }
    std::vector<Tick> xTicks = ticks(1);
    if (logarithmicX) {
        xTicks = {{0, QStringLiteral("0.1 %")}, {1.0 / 3, QStringLiteral("1 %")}, {2.0 / 3, QStringLiteral("10 %")},
            {1, QStringLiteral("100 %")}};
    }
    return framed(dots, xTicks, ticks(1), xName, yName);
}

QString reliability(const Calibration &calibration)
{
    QString content;
    for (int i = 0; i < Calibration::kBins; ++i) {
        const Calibration::Bin &bin = calibration.bins[size_t(i)];
        if (bin.pixels > 0) {
            content += bar(double(i) / Calibration::kBins, double(i + 1) / Calibration::kBins, bin.share());
        }
    }
    content += QStringLiteral("<path d=\"M%1 %2L%3 %4\" stroke=\"%5\" stroke-width=\"2\" stroke-dasharray=\"6 4\"/>")
                   .arg(xAt(0))
                   .arg(yAt(0))
                   .arg(xAt(1))
                   .arg(yAt(1))
                   .arg(QLatin1String(kOrange));
    return framed(content, ticks(1), ticks(1), QStringLiteral("probability that the network gave"),
        QStringLiteral("share that is right"));
}

} // namespace vmunet::plots
