// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/comparison_pictures.h"
#include "inference/training/evaluation_tables.h"
#include "inference/training/preflight.h"
#include "inference/training/report_html.h"
#include "inference/training/report_plots.h"
#include "inference/training/sample_store.h"

#include <algorithm>

namespace vmunet {

using html::number;
using html::row;

namespace {

constexpr size_t kMostShown = 24;
constexpr int kShownWidth = 200;

QString countsTable(const std::vector<SampleFacts> &facts)
{
    QString out = QStringLiteral("<table>")
        + row({QStringLiteral("part"), QStringLiteral("samples"), QStringLiteral("without any structure"),
                  QStringLiteral("smallest"), QStringLiteral("largest")},
            "th");
    for (const Split split : {Split::Training, Split::HeldOut}) {
        int count = 0;
        int empty = 0;
        QSize smallest;
        QSize largest;
        const auto area = [](QSize size) { return qint64(size.width()) * size.height(); };
        for (const SampleFacts &one : facts) {
            if (one.split != split) {
                continue;
            }
            empty += one.isEmpty();
            smallest = count == 0 || area(one.size) < area(smallest) ? one.size : smallest;
            largest = count == 0 || area(one.size) > area(largest) ? one.size : largest;
            ++count;
        }
        const auto sized = [count](QSize size) {
            return count > 0 ? QStringLiteral("%1 x %2").arg(size.width()).arg(size.height())
                             : QStringLiteral("&ndash;");
        };
        out += row({split == Split::Training ? QStringLiteral("to train and choose") : QStringLiteral("held out"),
            QString::number(count), QString::number(empty), sized(smallest), sized(largest)});
    }
    return out + QStringLiteral("</table>");
}

// How much of all pixels, and of how many samples, each structure has.
QString classTable(const TrainingSet &set, const std::vector<SampleFacts> &facts)
{
    QString out = QStringLiteral("<h2>Structures</h2><table>")
        + row({QStringLiteral("structure"), QStringLiteral("in samples to train"), QStringLiteral("of their pixels"),
                  QStringLiteral("in samples held out"), QStringLiteral("of their pixels")},
            "th");
    const size_t structures = facts.empty() ? 0 : facts.front().pixels.size();
    for (size_t label = 1; label < structures; ++label) {
        QStringList cells{structureName(set, label - 1).toHtmlEscaped()};
        for (const Split split : {Split::Training, Split::HeldOut}) {
            int has = 0;
            double pixels = 0;
            double all = 0;
            for (const SampleFacts &one : facts) {
                if (one.split == split) {
                    has += one.pixels[label] > 0;
                    pixels += double(one.pixels[label]);
                    all += double(one.size.width()) * one.size.height();
                }
            }
            cells << QString::number(has) << QStringLiteral("%1 %").arg(number(all > 0 ? 100 * pixels / all : 0, 2));
        }
        out += row(cells);
    }
    return out + QStringLiteral("</table>");
}

class Pictures {
public:
    explicit Pictures(const TrainingSet &set)
        : m_set(set)
    {
    }

    /// A cell with the sample and its structures painted over it; its name alone where there are enough pictures, or
    /// it cannot be read again.
    QString cell(const QString &id)
    {
        const QString name = QStringLiteral("<small>%1</small>").arg(id.toHtmlEscaped());
        const auto sample = std::find_if(
            m_set.samples.begin(), m_set.samples.end(), [&](const TrainingSample &one) { return one.id == id; });
        if (m_shown >= kMostShown || sample == m_set.samples.end()) {
            return name;
        }
        const Result<TrainingPixels> pixels = fullSizePixels(m_set, *sample);
        if (!pixels) {
            return name;
        }
        ++m_shown;
        const LabelPlane mask(pixels->target.begin(), pixels->target.end());
        const QByteArray png = asPng(agreementPicture(pictureOf(*pixels), mask, mask), kShownWidth);
        return html::picture(png, id);
    }

private:
    const TrainingSet &m_set;
    size_t m_shown = 0;
};

QString listed(Pictures &pictures, const QString &title, const QString &explained, const std::vector<Outlier> &list)
{
    QString out = QStringLiteral("<h2>%1: %2</h2>").arg(title).arg(list.size());
    if (list.empty()) {
        return out;
    }
    out += QStringLiteral("<p>%1</p><table>").arg(explained);
    for (const Outlier &one : list) {
        out += row({pictures.cell(one.id), one.reason.toHtmlEscaped()});
    }
    return out + QStringLiteral("</table>");
}

} // namespace

QByteArray preflightPage(
    const TrainingSet &set, const std::vector<SampleFacts> &facts, const std::vector<SamePicture> &duplicates)
{
    std::vector<double> shares;
    std::vector<Outlier> empty;
    for (const SampleFacts &one : facts) {
        shares.push_back(one.structureShare());
        if (one.isEmpty()) {
            empty.push_back({one.id, QStringLiteral("no structure")});
        }
    }
    std::vector<Outlier> same;
    for (const SamePicture &pair : duplicates) {
        same.push_back({pair.heldOut,
            QStringLiteral("looks the same as %1 (%2 of 143 bits differ), which is left out of training")
                .arg(pair.training)
                .arg(pair.distance)});
    }
    Pictures pictures(set);
    QString out = html::pageHead(QStringLiteral("Before the run")) + QStringLiteral("<h1>Before the run</h1>");
    out += countsTable(facts) + classTable(set, facts) + QStringLiteral("<div class=\"plots\">")
        + plots::histogram(shares, QStringLiteral("structures' share of a sample")) + QStringLiteral("</div>");
    out += listed(pictures, QStringLiteral("Held out, and to train"),
        QStringLiteral("What is held out has to be new to the network."), same);
    out += listed(pictures, QStringLiteral("Unlike the others"),
        QStringLiteral("More than six median absolute deviations from the median. Often right; sometimes a wrong mask, "
                       "another kind of image or another scale."),
        outliersOf(facts));
    out += listed(pictures, QStringLiteral("Without any structure"),
        QStringLiteral("Right where there is nothing to find; wrong where a mask was forgotten."), empty);
    return (out + QStringLiteral("<p>For research; not a medical device.</p></body></html>\n")).toUtf8();
}

} // namespace vmunet
