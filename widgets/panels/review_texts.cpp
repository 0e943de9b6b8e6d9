// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/review_texts.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <limits>

namespace vmunet {

namespace {

constexpr int kShortHash = 8;

QString tr(const char *text)
{
    return QCoreApplication::translate("ReviewTexts", text);
}

QString toolText(const QString &key)
{
    const std::optional<EditTool> tool = toolFromKey(key);
    return tool ? toolName(*tool) : key;
}

QString toolsText(const Passage &passage)
{
    std::vector<std::pair<QString, int>> tools(passage.tools.begin(), passage.tools.end());
    std::stable_sort(tools.begin(), tools.end(), [](const auto &a, const auto &b) { return a.second > b.second; });
    QStringList parts;
    for (const auto &[key, count] : tools) {
        parts.append(QStringLiteral("%1 %2").arg(toolText(key).toLower()).arg(count));
    }
    return parts.join(QStringLiteral(", "));
}

QString stepsText(int steps)
{
    return steps == 1 ? tr("1 step") : tr("%1 steps").arg(steps);
}

QString timeText(const QTime &time)
{
    return time.toString(QStringLiteral("HH:mm"));
}

QString momentText(const QDateTime &utc)
{
    const QDateTime local = utc.toLocalTime();
    const bool isToday = local.date() == QDate::currentDate();
    return isToday ? timeText(local.time())
                   : tr("%1 %2").arg(QLocale().toString(local.date(), QLocale::ShortFormat), timeText(local.time()));
}

bool beginsReading(const Passage &passage)
{
    return passage.tools.contains(toolKey(EditTool::SecondReading));
}

/// Whether what came right after a passage took it back.
bool isUndone(const Passage *next)
{
    const QString tool = next ? next->revisions.back().tool : QString();
    return tool == toolKey(EditTool::Undo) || tool == toolKey(EditTool::UndoProposal);
}

/// The passages that the newest mask is made of, oldest first.
std::vector<const Passage *> madeOf(const ImageReview &review)
{
    std::vector<const Passage *> parts;
    RevisionId upTo{std::numeric_limits<qint64>::max()};
    for (const Passage &passage : review.passages) {
        if (passage.last() > upTo) {
            continue;
        }
        const bool undone = isUndone(parts.empty() ? nullptr : parts.front());
        if ((passage.restored || passage.prediction) && undone) {
            continue;
        }
        if (passage.restored) {
            upTo = passage.restored;
            continue;
        }
        parts.insert(parts.begin(), &passage);
        if (passage.prediction || beginsReading(passage)) {
            break;
        }
    }
    return parts;
}

} // namespace

QString reviewWord(ReviewStatus status)
{
    switch (status) {
    case ReviewStatus::Open:
        return tr("in work");
    case ReviewStatus::Approved:
        return tr("approved");
    case ReviewStatus::Rejected:
        return tr("rejected");
    case ReviewStatus::Submitted:
        return tr("submitted for review");
    }
    Q_UNREACHABLE();
}

QString personName(const QString &annotator)
{
    return annotator.isEmpty() ? tr("somebody") : annotator;
}

QString modelText(const ImageReview &review, const PredictionInfo &prediction)
{
    const auto known = review.models.find(prediction.model);
    return known == review.models.end() ? tr("unknown model")
                                        : tr("%1 (%2)").arg(known->second.name, known->second.sha256.left(kShortHash));
}

QString whenText(const Passage &passage)
{
    const QString from = momentText(passage.began);
    const QString to = momentText(passage.ended);
    if (from == to) {
        return from;
    }
    const bool sameDay = passage.began.toLocalTime().date() == passage.ended.toLocalTime().date();
    return tr("%1 to %2").arg(from, sameDay ? timeText(passage.ended.toLocalTime().time()) : to);
}

QString whatText(const ImageReview &review, const Passage &passage)
{
    if (passage.prediction) {
        return tr("%1 at %2 on %3")
            .arg(modelText(review, *passage.prediction), QLocale().toString(passage.prediction->threshold, 'g', 3),
                passage.prediction->device);
    }
    if (passage.restored) {
        return tr("Brought back revision %1").arg(passage.restored.value);
    }
    if (beginsReading(passage)) {
        return tr("Second reading: begins with an empty mask");
    }
    const QString steps = passage.kind == RevisionKind::Import ? tr("Imported mask") : stepsText(passage.steps);
    return tr("%1: %2").arg(steps, toolsText(passage));
}

QString passageText(const ImageReview &review, const Passage &passage)
{
    const QString who = passage.prediction ? tr("Network, for %1") : QStringLiteral("%1");
    QStringList lines{
        tr("%1, %2").arg(who.arg(personName(passage.annotator)), whenText(passage)), whatText(review, passage)};
    if (passage.labelledPixels && !passage.prediction) {
        lines.last() += tr("; %1 px").arg(QLocale().toString(passage.changedPixels));
    }
    for (const Review &one : passage.reviews) {
        const bool own = one.status == ReviewStatus::Submitted && one.reader == passage.annotator;
        lines.append(own ? reviewWord(one.status) : tr("%1 by %2").arg(reviewWord(one.status), personName(one.reader)));
    }
    return lines.join(QLatin1Char('\n'));
}

QString revisionText(const ImageReview &review, const Revision &revision)
{
    const QString what = revision.prediction ? modelText(review, *revision.prediction) : toolText(revision.tool);
    const QString text = tr("%1: %2, %3").arg(QString::number(revision.id.value), what, momentText(revision.created));
    return revision.counts ? tr("%1, %2 pixels").arg(text, QLocale().toString(revision.counts->changed)) : text;
}

QString originText(const ImageReview &review)
{
    QStringList parts;
    QString person; // Of the last part, where that tells steps.
    int steps = 0;
    for (const Passage *passage : madeOf(review)) {
        if (passage->prediction || beginsReading(*passage)) {
            person.clear();
            parts.append(passage->prediction ? tr("predicted by %1").arg(modelText(review, *passage->prediction))
                                             : tr("begun anew by %1").arg(personName(passage->annotator)));
            continue;
        }
        if (person == personName(passage->annotator)) {
            parts.removeLast();
        } else {
            person = personName(passage->annotator);
            steps = 0;
        }
        steps += passage->steps;
        parts.append(tr("%1 by %2").arg(stepsText(steps), person));
    }
    QString text = parts.join(tr(", then "));
    return text.isEmpty() ? tr("Nothing was done to it yet.")
                          : text.replace(0, 1, text[0].toUpper()) + QLatin1Char('.');
}

QString reviewText(const ImageReview &review, const Review &one)
{
    const auto passage = std::find_if(review.passages.begin(), review.passages.end(),
        [&one](const Passage &passage) { return passage.last() == one.revision; });
    const bool own = passage != review.passages.end() && !passage->prediction && passage->annotator == one.reader
        && one.status == ReviewStatus::Approved;
    QString text = tr("%1, %2: %3").arg(personName(one.reader), momentText(one.created), reviewWord(one.status));
    text += own ? tr(" (their own work)") : QString();
    text += review.annotated > 1 ? tr(", slice %1").arg(one.slice + 1) : QString();
    return one.comment.isEmpty() ? text : text + QLatin1Char('\n') + one.comment;
}

QString stateText(const ImageReview &review)
{
    if (review.passages.empty()) {
        return tr("No mask yet");
    }
    QString word = reviewWord(review.sliceStatus);
    if (review.reading) {
        word = tr("second reading under way");
    } else if (review.sliceStatus == ReviewStatus::Open && review.passages.front().prediction) {
        word = tr("predicted, nobody looked at it");
    }
    word.replace(0, 1, word[0].toUpper());
    return review.annotated > 1 ? tr("%1. Of %2 slices: %3 approved, %4 to review, %5 rejected")
                                      .arg(word)
                                      .arg(review.annotated)
                                      .arg(review.approved)
                                      .arg(review.submitted)
                                      .arg(review.rejected)
                                : word;
}

} // namespace vmunet
