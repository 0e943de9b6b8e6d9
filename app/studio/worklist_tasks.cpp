// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/worklist_tasks.h"

#include "app/studio/workbench.h"

#include <QFileInfo>
#include <QInputDialog>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>

#include <map>
#include <set>

namespace vmunet {

namespace {

constexpr std::size_t kReviewedAtOnce = 25;
constexpr qsizetype kProblemsShown = 3;

QString withProblems(const QString &text, const QStringList &problems)
{
    QStringList lines{text};
    lines += problems.mid(0, kProblemsShown);
    if (problems.size() > kProblemsShown) {
        lines << WorklistTasks::tr("...and %1 more.").arg(problems.size() - kProblemsShown);
    }
    return lines.join(QLatin1Char('\n'));
}

/// Ids of the rows that are selected, in the order that is shown. Invalid: the list has changed since it was shown.
Result<std::vector<ImageId>> readIds(Project &project, WorklistQuery query, const WorklistPanel::Selection &selection)
{
    std::vector<ImageId> images;
    std::map<int, ImageId> byRow;
    for (const auto &[first, last] : selection.rows) {
        query.offset = first;
        query.limit = last - first + 1;
        const auto part = project.worklist().ids(query);
        if (!part) {
            return part.error();
        }
        for (std::size_t i = 0; i < part->size(); ++i) {
            byRow[first + int(i)] = (*part)[i];
        }
        images.insert(images.end(), part->begin(), part->end());
    }
    for (const auto &[row, image] : selection.seen) {
        if (byRow[row] != image) {
            return Error{ErrorCode::Invalid,
                WorklistTasks::tr("The list has changed since these images were selected: select them again.")};
        }
    }
    return images;
}

Result<QStringList> readPaths(Project &project, const std::vector<ImageId> &images)
{
    QStringList paths;
    for (const ImageId image : images) {
        const Result<ImageRecord> record = project.images().record(image);
        if (!record) {
            return record.error();
        }
        paths << record->path;
    }
    return paths;
}

} // namespace

WorklistTasks::WorklistTasks(WorklistPanel &panel, Workbench &workbench, MessageBar &messages, QWidget &window)
    : QObject(&window)
    , m_panel(panel)
    , m_workbench(workbench)
    , m_messages(messages)
    , m_window(window)
    , m_segmentation(workbench.session().store(), workbench.client(),
          [&workbench](ImageKind kind) { return workbench.models().active(ModelLibrary::taskOf(kind)); })
{
    connect(&m_panel, &WorklistPanel::taskChosen, this, &WorklistTasks::start);
    connect(&m_panel, &WorklistPanel::predictAgainWanted, this, &WorklistTasks::predictAgain);
    connect(&m_panel, &WorklistPanel::cancelWanted, this, &WorklistTasks::cancel);
    connect(&m_segmentation, &BulkSegmentation::progress, this, [this](int done, int all, const QString &path) {
        m_panel.showProgress(tr("Segmenting %1 (%2 of %3)").arg(QFileInfo(path).fileName()).arg(done + 1).arg(all),
            double(done) / double(all));
    });
    connect(&m_segmentation, &BulkSegmentation::finished, this, &WorklistTasks::tellSegmentation);
    connect(&m_segmentation, &BulkSegmentation::finished, this, &WorklistTasks::changed);
}

void WorklistTasks::start(WorklistTask task)
{
    if (isRunning()) {
        return;
    }
    resolve(task == WorklistTask::Segment, [this, task](const Chosen &chosen) {
        const int count = int(chosen.images.size());
        if (task == WorklistTask::Segment) {
            confirm(tr("Segment"),
                tr("Let the network look at %1 images? Masks that people corrected or approved stay as they are.")
                    .arg(chosen.paths.size()),
                tr("Segment"), [this, chosen] { segment(chosen); });
            return;
        }
        if (count == 0) {
            say(MessageBar::Severity::Warning,
                tr("These files are not in the project yet: open or segment them first."));
            return;
        }
        switch (task) {
        case WorklistTask::Approve:
            confirm(tr("Approve"),
                tr("Approve the masks of %1 images as they are? They count as right from then on, also for training.")
                    .arg(count),
                tr("Approve"), [this, chosen] { review(chosen.images, ReviewStatus::Approved); });
            break;
        case WorklistTask::ToReview:
            confirm(tr("Set to review"), tr("Hand %1 images over for review?").arg(count), tr("Set to review"),
                [this, chosen] { review(chosen.images, ReviewStatus::Submitted); });
            break;
        case WorklistTask::AddTag:
        case WorklistTask::RemoveTag:
            askForTag(chosen, task == WorklistTask::AddTag);
            break;
        case WorklistTask::Assign:
            askForAnnotator(chosen);
            break;
        case WorklistTask::RemoveFromList:
            removeFromList(chosen);
            break;
        case WorklistTask::Segment:
            break;
        }
    });
}

void WorklistTasks::resolve(bool withPaths, std::function<void(const Chosen &)> then)
{
    const WorklistPanel::Selection selection = m_panel.selection();
    m_workbench.session()
        .store()
        .query([selection, withPaths, query = m_panel.model().query()](Project &project) -> Result<Chosen> {
            Result<std::vector<ImageId>> images = readIds(project, query, selection);
            const Result<QStringList> paths = !images ? Result<QStringList>(images.error())
                : withPaths                           ? readPaths(project, *images)
                                                      : Result<QStringList>(QStringList());
            if (!paths) {
                return paths.error();
            }
            return Chosen{*std::move(images), *paths + selection.loose};
        })
        .then(this, [this, then = std::move(then)](const Result<Chosen> &chosen) {
            if (chosen) {
                then(*chosen);
            } else {
                say(MessageBar::Severity::Error, chosen.error().message);
            }
        });
}

void WorklistTasks::confirm(const QString &title, const QString &text, const QString &verb, std::function<void()> then)
{
    auto *box = new QMessageBox(QMessageBox::Question, title, text, QMessageBox::Cancel, &m_window);
    box->setObjectName(QStringLiteral("worklistQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *yes = box->addButton(verb, QMessageBox::AcceptRole);
    box->setDefaultButton(yes);
    connect(yes, &QPushButton::clicked, this, [then = std::move(then)] { then(); });
    box->open();
}

void WorklistTasks::askForWord(const QString &title, const QString &text, const QStringList &known, bool mayBeNew,
    std::function<void(const QString &)> then)
{
    auto *dialog = new QInputDialog(&m_window);
    dialog->setObjectName(QStringLiteral("worklistWord"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(text);
    dialog->setComboBoxItems(known);
    dialog->setComboBoxEditable(mayBeNew);
    connect(dialog, &QInputDialog::textValueSelected, this, [then = std::move(then)](const QString &word) {
        if (!word.simplified().isEmpty()) {
            then(word.simplified());
        }
    });
    dialog->open();
}

void WorklistTasks::segment(const Chosen &chosen)
{
    QStringList paths = chosen.paths;
    // The open image belongs to its document, where the proposal can be undone.
    m_openToo = paths.removeAll(m_workbench.imagePath()) > 0;
    if (paths.isEmpty()) {
        tellSegmentation({});
        return;
    }
    m_segmentation.start(paths, m_workbench.segmentation().threshold());
}

void WorklistTasks::predictAgain()
{
    if (isRunning()) {
        return;
    }
    std::vector<ModelId> active;
    for (const ImageKind kind : {ImageKind::Photograph, ImageKind::Volume}) {
        if (const ModelRecord *model = m_workbench.models().active(ModelLibrary::taskOf(kind))) {
            active.push_back(model->id);
        }
    }
    m_workbench.session()
        .store()
        .query([active](Project &project) -> Result<Chosen> {
            Chosen chosen;
            for (const ModelId model : active) {
                const auto images = project.worklist().ids({.scoredByOthers = model, .limit = 0});
                const Result<QStringList> paths =
                    images ? readPaths(project, *images) : Result<QStringList>(images.error());
                if (!paths) {
                    return paths.error();
                }
                chosen.paths += *paths;
            }
            return chosen;
        })
        .then(this, [this](const Result<Chosen> &chosen) {
            if (chosen) {
                segment(*chosen);
            } else {
                say(MessageBar::Severity::Error, chosen.error().message);
            }
        });
}

void WorklistTasks::cancel()
{
    m_cancelled = true;
    m_segmentation.cancel();
}

void WorklistTasks::tellSegmentation(const BulkSegmentationResult &result)
{
    m_panel.hideProgress();
    if (std::exchange(m_openToo, false) && !result.cancelled) {
        segmentOpenImage();
    }
    if (result.predicted + result.scoredOnly + result.problems.size() == 0 && !result.cancelled) {
        return;
    }
    QString text = tr("Segmented: %1 images.").arg(result.predicted);
    if (result.scoredOnly > 0) {
        text += QLatin1Char(' ')
            + tr("%1 keep the masks that people made; only their uncertainty is new.").arg(result.scoredOnly);
    }
    if (result.cancelled) {
        text += QLatin1Char(' ') + tr("Stopped; what was done stays.");
    }
    if (!result.problems.isEmpty()) {
        text += QLatin1Char(' ') + tr("%1 could not be segmented:").arg(result.problems.size());
    }
    say(result.problems.isEmpty() ? MessageBar::Severity::Note : MessageBar::Severity::Error,
        withProblems(text, result.problems));
}

/// In its document, where the proposal can be undone; not where a person's work would be replaced.
void WorklistTasks::segmentOpenImage()
{
    m_workbench.session()
        .store()
        .query([image = m_workbench.session().image()](Project &project) { return project.worklist().row(image); })
        .then(this, [this](const Result<std::optional<WorklistRow>> &row) {
            const bool isUntouched = row && *row
                && ((*row)->state == ImageState::New || (*row)->state == ImageState::Predicted)
                && (*row)->image.path == m_workbench.imagePath();
            if (isUntouched) {
                m_workbench.segmentAll();
            }
        });
}

void WorklistTasks::review(const std::vector<ImageId> &images, ReviewStatus status)
{
    m_images = images;
    m_at = 0;
    m_status = status;
    m_reviewed = {};
    m_cancelled = false;
    m_running = true;
    m_panel.showProgress(tr("Writing reviews"), 0);
    reviewPortion();
}

void WorklistTasks::reviewPortion()
{
    if (m_at >= m_images.size() || m_cancelled) {
        tellReview();
        return;
    }
    const std::size_t end = std::min(m_images.size(), m_at + kReviewedAtOnce);
    const std::vector<ImageId> portion(m_images.begin() + qptrdiff(m_at), m_images.begin() + qptrdiff(end));
    m_workbench.session()
        .store()
        .query([portion, status = m_status](Project &project) { return reviewImages(project, portion, status); })
        .then(this, [this, end](const Result<BulkReview> &part) {
            if (!part) {
                m_cancelled = true;
                m_reviewed.problems << part.error().message;
            } else {
                m_reviewed.done += part->done;
                m_reviewed.alreadySo += part->alreadySo;
                m_reviewed.withoutMask += part->withoutMask;
                m_reviewed.problems += part->problems;
            }
            m_at = end;
            m_panel.showProgress(tr("Writing reviews (%1 of %2)").arg(m_at).arg(m_images.size()),
                double(m_at) / double(m_images.size()));
            reviewPortion();
        });
}

void WorklistTasks::tellReview()
{
    m_running = false;
    m_panel.hideProgress();
    QStringList parts{m_status == ReviewStatus::Approved ? tr("Approved: %1 images.").arg(m_reviewed.done)
                                                         : tr("Set to review: %1 images.").arg(m_reviewed.done)};
    if (m_reviewed.alreadySo > 0) {
        parts << tr("%1 were so before.").arg(m_reviewed.alreadySo);
    }
    if (m_reviewed.withoutMask > 0) {
        parts << tr("%1 have no mask yet.").arg(m_reviewed.withoutMask);
    }
    if (m_at < m_images.size()) {
        parts << tr("Stopped; what was done stays.");
    }
    say(m_reviewed.problems.isEmpty() ? MessageBar::Severity::Note : MessageBar::Severity::Error,
        withProblems(parts.join(QLatin1Char(' ')), m_reviewed.problems));
    Q_EMIT changed();
}

void WorklistTasks::askForTag(const Chosen &chosen, bool add)
{
    m_workbench.session()
        .store()
        .query([](Project &project) { return project.worklist().tags(); })
        .then(this, [this, images = chosen.images, add](const Result<QStringList> &tags) {
            if (!add && (!tags || tags->isEmpty())) {
                say(MessageBar::Severity::Note, tr("No image has a tag."));
                return;
            }
            askForWord(add ? tr("Add tag") : tr("Remove tag"), tr("Tag of %1 images:").arg(images.size()),
                tags ? *tags : QStringList(), add, [this, images, add](const QString &tag) {
                    // Undone where it was done: not where the tag was before.
                    const auto changedImages = std::make_shared<std::vector<ImageId>>();
                    const auto set = [tag](bool on, const std::vector<ImageId> &which) {
                        return [=](Project &project) {
                            return on ? project.worklist().addTag(which, tag)
                                      : project.worklist().removeTag(which, tag);
                        };
                    };
                    write(
                        [=](Project &project) -> Status {
                            const auto tagged = project.worklist().ids({.tag = tag, .limit = 0});
                            if (!tagged) {
                                return tagged.error();
                            }
                            const std::set<ImageId> have(tagged->begin(), tagged->end());
                            std::copy_if(images.begin(), images.end(), std::back_inserter(*changedImages),
                                [&](ImageId image) { return have.contains(image) != add; });
                            return set(add, *changedImages)(project);
                        },
                        add ? tr("Tag \"%1\" added to %2 images.").arg(tag).arg(images.size())
                            : tr("Tag \"%1\" removed from %2 images.").arg(tag).arg(images.size()),
                        [=](Project &project) { return set(!add, *changedImages)(project); });
                });
        });
}

void WorklistTasks::askForAnnotator(const Chosen &chosen)
{
    m_workbench.session()
        .store()
        .query([](Project &project) { return project.annotators().list(); })
        .then(this, [this, images = chosen.images](const Result<std::vector<Annotator>> &annotators) {
            QStringList names;
            for (const Annotator &annotator : annotators ? *annotators : std::vector<Annotator>()) {
                names << annotator.name;
            }
            askForWord(tr("Assign"), tr("Who is to do these %1 images?").arg(images.size()), names, true,
                [this, images](const QString &name) {
                    write([images, name](Project &project) { return project.worklist().assign(images, name); },
                        tr("%1 images are %2's now.").arg(images.size()).arg(name));
                });
        });
}

void WorklistTasks::removeFromList(const Chosen &chosen)
{
    confirm(tr("Remove from list"),
        tr("Take %1 images off the list? Their masks and history stay in the project; opening an image brings it back.")
            .arg(chosen.images.size()),
        tr("Remove"), [this, images = chosen.images] {
            const auto list = [images](bool listed) {
                return [=](Project &project) { return project.worklist().setListed(images, listed); };
            };
            write(list(false), tr("Taken off the list: %1 images.").arg(images.size()), list(true));
        });
}

void WorklistTasks::write(const Write &change, const QString &done, const Write &undo)
{
    m_workbench.session().store().query(change).then(this, [this, done, undo](const Status &written) {
        if (!written) {
            say(MessageBar::Severity::Error, written.error().message);
            return;
        }
        MessageBar::Action action;
        if (undo) {
            action = {tr("Undo"), [this, undo] { write(undo, tr("Undone.")); }};
        }
        m_messages.show(MessageBar::Severity::Note, done, action);
        Q_EMIT changed();
    });
}

void WorklistTasks::say(MessageBar::Severity severity, const QString &text)
{
    m_messages.show(severity, text);
}

} // namespace vmunet
