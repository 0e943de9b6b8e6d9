// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/agreement.h"

#include "core/base/csv.h"
#include "core/storage/mask_authors.h"
#include "core/storage/statement.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <set>
#include <span>

namespace vmunet {

namespace {

std::set<Label> labelsIn(const Mask &mask)
{
    std::set<Label> labels;
    for (const char label : mask.labels()) {
        labels.insert(Label(std::uint8_t(label)));
    }
    labels.erase(kBackground);
    return labels;
}

using ReaderPair = std::pair<AnnotatorId, AnnotatorId>;

/// Sums up what is compared, first by image, then by name of the structure.
class Table {
public:
    void enter(const ImageRecord &image, const LabelSet &labels);
    void add(const Reading &first, const Reading &second, Label label, const Confusion &counts);
    std::vector<Agreement> finish();

private:
    static void add(Agreement &row, const Reading &first, const Reading &second, const Confusion &counts);

    ImageRecord m_image;
    LabelSet m_labels;
    std::vector<Agreement> m_done;
    std::map<std::pair<ReaderPair, Label>, Agreement> m_inImage;
    std::map<std::pair<ReaderPair, QString>, Agreement> m_inAll;
};

void Table::enter(const ImageRecord &image, const LabelSet &labels)
{
    for (auto &[key, row] : m_inImage) {
        m_done.push_back(std::move(row));
    }
    m_inImage.clear();
    m_image = image;
    m_labels = labels;
}

void Table::add(Agreement &row, const Reading &first, const Reading &second, const Confusion &counts)
{
    row.first = first.name;
    row.second = second.name;
    row.counts += counts;
    ++row.slices;
}

void Table::add(const Reading &first, const Reading &second, Label label, const Confusion &counts)
{
    const LabelInfo *info = m_labels.find(label);
    const QString name = info ? info->name : QString::number(int(label));
    const ReaderPair readers{first.reader, second.reader};
    Agreement &here = m_inImage[{readers, label}];
    here.image = m_image.id;
    here.path = m_image.path;
    here.structure = name;
    add(here, first, second, counts);
    Agreement &everywhere = m_inAll[{readers, name}];
    everywhere.structure = name;
    add(everywhere, first, second, counts);
}

std::vector<Agreement> Table::finish()
{
    enter({}, {});
    for (auto &[key, row] : m_inAll) {
        m_done.push_back(std::move(row));
    }
    for (Agreement &row : m_done) {
        row.dice = dice(row.counts);
        row.kappa = cohenKappa(row.counts);
    }
    return std::move(m_done);
}

Result<bool> isOnlyTheirs(Database &database, const Reading &reading)
{
    const Result<std::set<AnnotatorId>> authors = authorsOf(database, reading.image, reading.slice, reading.revision);
    if (!authors) {
        return authors.error();
    }
    return std::all_of(authors->begin(), authors->end(), [&](AnnotatorId id) { return id == reading.reader; });
}

Result<bool> isWanted(Database &database, const Reading &first, const Reading &second, ReadingPairs pairs)
{
    if (pairs == ReadingPairs::All) {
        return true;
    }
    if (first.revision == second.revision) {
        return false;
    }
    const Result<bool> theirs = isOnlyTheirs(database, first);
    return theirs && *theirs ? isOnlyTheirs(database, second) : theirs;
}

/// All pairs of the readings of one slice.
Status compare(Project &project, std::span<const Reading> readings, ReadingPairs pairs, Table &table)
{
    for (std::size_t i = 0; i < readings.size(); ++i) {
        for (std::size_t j = i + 1; j < readings.size(); ++j) {
            const Result<bool> wanted = isWanted(project.database(), readings[i], readings[j], pairs);
            if (!wanted) {
                return wanted.error();
            }
            if (!*wanted) {
                continue;
            }
            const Reading &first = readings[i];
            const Reading &second = readings[j];
            const Result<Mask> a = project.annotations().mask(first.image, first.slice, first.revision);
            const Result<Mask> b = a ? project.annotations().mask(first.image, first.slice, second.revision) : a;
            if (!b) {
                return b.error();
            }
            std::set<Label> labels = labelsIn(*a);
            labels.merge(labelsIn(*b));
            for (const Label label : labels) {
                table.add(first, second, label, confusionOf(*a, *b, label));
            }
        }
    }
    return Done{};
}

} // namespace

Result<std::vector<Reading>> sharedReadings(Database &database, ImageId image)
{
    Statement query(database, QStringLiteral(R"(
        WITH reading AS (
            SELECT revision.image_id, revision.slice, review.annotator_id AS reader, max(review.revision_id) AS newest
            FROM review CROSS JOIN revision ON revision.id = review.revision_id
            WHERE review.status IN ('approved', 'submitted') AND review.annotator_id IS NOT NULL AND (?=0 OR revision.image_id=?)
            GROUP BY revision.image_id, revision.slice, review.annotator_id)
        SELECT image_id, slice, reader, annotator.name, newest
        FROM reading JOIN annotator ON annotator.id = reader
        WHERE (SELECT count(*) FROM reading AS other
               WHERE other.image_id = reading.image_id AND other.slice = reading.slice) > 1
        ORDER BY image_id, slice, reader)"));
    return query.bind(image.value).bind(image.value).rows<Reading>([](const Statement &row) {
        return Reading{.image = ImageId{row.integer(0)},
            .slice = int(row.integer(1)),
            .reader = AnnotatorId{row.integer(2)},
            .name = row.text(3),
            .revision = RevisionId{row.integer(4)}};
    });
}

double cohenKappa(const Confusion &counts)
{
    const double all = double(counts.truePositive + counts.falsePositive + counts.falseNegative + counts.trueNegative);
    if (all == 0) {
        return 0;
    }
    const double observed = double(counts.truePositive + counts.trueNegative) / all;
    const double first = double(counts.truePositive + counts.falsePositive) / all;
    const double second = double(counts.truePositive + counts.falseNegative) / all;
    const double expected = first * second + (1 - first) * (1 - second);
    return expected >= 1 ? 1 : (observed - expected) / (1 - expected);
}

Result<std::vector<Agreement>> agreements(
    Project &project, ReadingPairs pairs, ImageId image, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Result<std::vector<Reading>> readings = sharedReadings(project.database(), image);
    if (!readings) {
        return readings.error();
    }
    Table table;
    ImageId entered;
    for (std::size_t i = 0; i < readings->size();) {
        const Reading &first = (*readings)[i];
        if (cancel.isCancelled()) {
            return Error{
                ErrorCode::Cancelled, QCoreApplication::translate("Agreement", "The comparison was cancelled.")};
        }
        if (progress) {
            progress(
                double(i) / double(readings->size()), QCoreApplication::translate("Agreement", "Comparing readers"));
        }
        if (first.image != entered) {
            const Result<ImageRecord> record = project.images().record(first.image);
            const Result<LabelSet> labels = record ? project.images().labels(first.image) : record.error();
            if (!labels) {
                return labels.error();
            }
            table.enter(*record, *labels);
            entered = first.image;
        }
        const auto rest = std::span(*readings).subspan(i);
        const auto end = std::find_if(rest.begin(), rest.end(),
            [&first](const Reading &one) { return one.image != first.image || one.slice != first.slice; });
        const auto count = std::size_t(end - rest.begin());
        if (const Status compared = compare(project, rest.first(count), pairs, table); !compared) {
            return compared.error();
        }
        i += count;
    }
    return table.finish();
}

QByteArray agreementCsv(const std::vector<Agreement> &agreements)
{
    const auto s = [](const char *text) { return QLatin1String(text); };
    QByteArray csv = csvLine({s("image"), s("path"), s("first_reader"), s("second_reader"), s("structure"), s("slices"),
        s("first_pixels"), s("second_pixels"), s("both_pixels"), s("dice"), s("kappa")});
    for (const Agreement &row : agreements) {
        const Confusion &counts = row.counts;
        csv += csvLine({row.image ? QString::number(row.image.value) : s("all"), row.path, row.first, row.second,
            row.structure, QString::number(row.slices), QString::number(counts.truePositive + counts.falsePositive),
            QString::number(counts.truePositive + counts.falseNegative), QString::number(counts.truePositive),
            QString::number(row.dice, 'f', 4), QString::number(row.kappa, 'f', 4)});
    }
    return csv;
}

} // namespace vmunet
