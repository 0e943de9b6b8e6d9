// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storage/agreement.h"

#include "core/storage/mask_chain.h"
#include "core/storage/statement.h"

#include <QCoreApplication>

#include <map>
#include <set>

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

} // namespace

Result<std::vector<Reading>> sharedReadings(Database &database, ImageId image)
{
    Statement query(database, QStringLiteral(R"(
        WITH reading AS (
            SELECT revision.image_id, revision.slice, review.annotator_id AS reader, max(review.revision_id) AS newest
            FROM review CROSS JOIN revision ON revision.id = review.revision_id
            WHERE review.status = 'approved' AND review.annotator_id IS NOT NULL AND (?=0 OR revision.image_id=?)
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

Result<std::vector<LabelAgreement>> agreementOf(
    Project &project, AnnotatorId first, AnnotatorId second, const CancelFlag &cancel, const ProgressCallback &progress)
{
    const Result<std::vector<Reading>> readings = sharedReadings(project.database());
    if (!readings) {
        return readings.error();
    }
    std::map<std::pair<ImageId, int>, std::pair<RevisionId, RevisionId>> slices;
    for (const Reading &reading : *readings) {
        auto &both = slices[{reading.image, reading.slice}];
        if (reading.reader == first) {
            both.first = reading.revision;
        } else if (reading.reader == second) {
            both.second = reading.revision;
        }
    }
    std::erase_if(slices, [](const auto &entry) { return !entry.second.first || !entry.second.second; });
    std::map<Label, LabelAgreement> agreements;
    double done = 0;
    for (const auto &[place, revisions] : slices) {
        if (cancel.isCancelled()) {
            return Error{
                ErrorCode::Cancelled, QCoreApplication::translate("Agreement", "The comparison was cancelled.")};
        }
        if (progress) {
            progress(done++ / double(slices.size()), QCoreApplication::translate("Agreement", "Comparing readers"));
        }
        const Result<Mask> a = project.annotations().mask(place.first, place.second, revisions.first);
        const Result<Mask> b = project.annotations().mask(place.first, place.second, revisions.second);
        if (!a || !b) {
            return a ? b.error() : a.error();
        }
        std::set<Label> labels = labelsIn(*a);
        labels.merge(labelsIn(*b));
        for (const Label label : labels) {
            LabelAgreement &agreement = agreements[label];
            agreement.label = label;
            agreement.counts += confusionOf(*a, *b, label);
            ++agreement.slices;
        }
    }
    std::vector<LabelAgreement> result;
    for (auto &[label, agreement] : agreements) {
        agreement.dice = dice(agreement.counts);
        agreement.kappa = cohenKappa(agreement.counts);
        result.push_back(agreement);
    }
    return result;
}

} // namespace vmunet
