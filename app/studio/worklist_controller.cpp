// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/worklist_controller.h"

#include "app/studio/workbench.h"
#include "widgets/panels/worklist_panel.h"
#include "widgets/panels/worklist_texts.h"

#include <algorithm>

namespace vmunet {

namespace {

constexpr int kRefreshMs = 150;

struct NextImage {
    WorklistRow row;
    ModelId scoredBy;
};

/// Images whose scores are of other models than the active ones.
Result<int> countOutdated(Project &project, const std::vector<ModelId> &active)
{
    int all = 0;
    for (const ModelId model : active) {
        const Result<int> outdated = project.worklist().count({.scoredByOthers = model});
        if (!outdated) {
            return outdated;
        }
        all += *outdated;
    }
    return all;
}

Result<WorklistChoices> readWorklistChoices(Project &project)
{
    Result<std::vector<Annotator>> annotators = project.annotators().list();
    Result<QStringList> tags = project.worklist().tags();
    Result<QStringList> labels = project.worklist().labelNames();
    if (!annotators || !tags || !labels) {
        return !annotators ? annotators.error() : !tags ? tags.error() : labels.error();
    }
    return WorklistChoices{*std::move(annotators), *std::move(tags), *std::move(labels)};
}

/// The least certain one; else what was rejected, what was begun, what is new, each the longest waiting first.
Result<std::optional<NextImage>> readNext(Project &project, const QString &openPath)
{
    WorklistRepository &worklist = project.worklist();
    Result<ImageId> next = worklist.nextByUncertainty();
    if (next && *next) {
        const auto row = worklist.row(*next);
        if (row && *row && (*row)->image.path == openPath) {
            next = worklist.nextByUncertainty(*next);
        }
    }
    if (!next) {
        return next.error();
    }
    if (*next) {
        const auto row = worklist.row(*next);
        const Result<ModelId> model = worklist.scoredBy(*next);
        if (!row || !model) {
            return row ? model.error() : row.error();
        }
        if (*row) {
            return std::optional(NextImage{**row, *model});
        }
    }
    for (const ImageState state : {ImageState::Rejected, ImageState::Predicted, ImageState::New, ImageState::InWork}) {
        const auto rows = worklist.page({.states = {state}, .order = WorklistOrder::Changed, .limit = 2});
        if (!rows) {
            return rows.error();
        }
        const auto found = std::find_if(
            rows->begin(), rows->end(), [&](const WorklistRow &row) { return row.image.path != openPath; });
        if (found != rows->end()) {
            return std::optional(NextImage{*found, {}});
        }
    }
    return std::optional<NextImage>();
}

/// The image `steps` from `openPath`, which may have left the list: then the row where it was counts as after it.
Result<std::optional<WorklistRow>> readNeighbour(
    Project &project, WorklistQuery query, int row, int steps, const QString &openPath)
{
    query.offset = std::max(0, row);
    query.limit = 1;
    const auto here = project.worklist().page(query);
    if (!here) {
        return here.error();
    }
    const bool hasLeft = row >= 0 && (here->empty() || here->front().image.path != openPath);
    const int target = row < 0 ? 0 : hasLeft && steps > 0 ? row + steps - 1 : row + steps;
    if (target < 0) {
        return std::optional<WorklistRow>();
    }
    query.offset = target;
    const auto there = project.worklist().page(query);
    if (!there) {
        return there.error();
    }
    return there->empty() ? std::optional<WorklistRow>() : std::optional(there->front());
}

} // namespace

WorklistController::WorklistController(WorklistPanel &panel, Workbench &workbench, QObject *parent)
    : QObject(parent)
    , m_panel(panel)
    , m_workbench(workbench)
{
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kRefreshMs);
    connect(&m_refresh, &QTimer::timeout, this, &WorklistController::refresh);
    connectPanel();
    connectWorkbench();
}

void WorklistController::connectPanel()
{
    connect(&m_panel.model(), &WorklistModel::wanted, this, &WorklistController::answer);
    connect(&m_panel, &WorklistPanel::imageChosen, &m_workbench, &Workbench::showImage);
    connect(&m_panel, &WorklistPanel::nextWanted, this, &WorklistController::openNext);
}

void WorklistController::connectWorkbench()
{
    connect(&m_workbench, &Workbench::projectOpened, this, [this] {
        m_panel.model().setQuery(m_panel.model().query());
        refreshAll();
        sortOutLooseFiles();
    });
    connect(&m_workbench, &Workbench::imagesAdded, this, &WorklistController::addLooseFiles);
    connect(&m_workbench, &Workbench::imagesReset, this, [this] {
        m_opened.clear();
        m_panel.model().setLooseFiles({});
        m_panel.model().clear();
        m_panel.setStateCounts({});
        m_panel.setReason(QString());
    });
    connect(&m_workbench, &Workbench::documentOpened, this, &WorklistController::showOpenImage);
    connect(&m_workbench, &Workbench::documentClosing, this, [this] { m_panel.model().setOpenPath(QString()); });
    connect(&m_workbench, &Workbench::modelsChanged, this, &WorklistController::checkScores);
    connect(&m_workbench.session().store(), &ProjectStore::committed, this, &WorklistController::refreshSoon);
}

void WorklistController::answer(const WorklistRequest &request)
{
    m_workbench.session()
        .store()
        .query([request](Project &project) -> Result<WorklistAnswer> {
            Result<std::vector<WorklistRow>> rows = project.worklist().page(request.query);
            if (!rows) {
                return rows.error();
            }
            WorklistAnswer answer{.number = request.number, .rows = *std::move(rows), .count = {}};
            if (request.wantsCount) {
                const Result<int> count = project.worklist().count(request.query);
                if (!count) {
                    return count.error();
                }
                answer.count = *count;
            }
            return answer;
        })
        .then(this, [this, number = request.number](const Result<WorklistAnswer> &answer) {
            m_panel.model().answer(answer ? *answer : WorklistAnswer{.number = number, .rows = {}, .count = 0});
            if (!answer && m_workbench.session().isOpen()) {
                Q_EMIT failed(answer.error());
            }
        });
}

void WorklistController::refreshSoon()
{
    if (m_workbench.session().isOpen() && !m_refresh.isActive()) {
        m_refresh.start();
    }
}

void WorklistController::refresh()
{
    m_panel.model().refresh();
    m_workbench.session()
        .store()
        .query([](Project &project) { return project.worklist().stateCounts(); })
        .then(this, [this](const Result<std::vector<int>> &counts) {
            if (counts) {
                m_panel.setStateCounts(*counts);
            }
        });
}

void WorklistController::refreshAll()
{
    refreshSoon();
    checkScores();
    m_workbench.session().store().query(readWorklistChoices).then(this, [this](const Result<WorklistChoices> &choices) {
        if (choices) {
            m_panel.setChoices(*choices);
        }
    });
}

void WorklistController::checkScores()
{
    std::vector<ModelId> active;
    QStringList names;
    for (const ImageKind kind : {ImageKind::Photograph, ImageKind::Volume}) {
        if (const ModelRecord *model = m_workbench.models().active(ModelLibrary::taskOf(kind))) {
            active.push_back(model->id);
            names.append(model->name);
        }
    }
    m_workbench.session()
        .store()
        .query([active](Project &project) { return countOutdated(project, active); })
        .then(this, [this, names](const Result<int> &outdated) {
            if (outdated) {
                m_panel.setOutdatedScores(*outdated, names.join(tr(" or ")));
            }
        });
}

void WorklistController::addLooseFiles(const QStringList &paths)
{
    const QSet<QString> known(m_opened.cbegin(), m_opened.cend());
    QStringList fresh;
    std::copy_if(paths.begin(), paths.end(), std::back_inserter(fresh),
        [&known](const QString &path) { return !known.contains(path); });
    m_opened += fresh;
    sortOutLooseFiles();
}

/// What is in the project is listed there.
void WorklistController::sortOutLooseFiles()
{
    if (!m_workbench.session().isOpen()) {
        m_panel.model().setLooseFiles(m_opened);
        return;
    }
    m_workbench.session()
        .store()
        .query([paths = m_opened](Project &project) { return project.worklist().unlisted(paths); })
        .then(this, [this](const Result<QStringList> &loose) {
            if (loose) {
                m_panel.model().setLooseFiles(*loose);
            }
        });
}

void WorklistController::showOpenImage()
{
    const QString path = m_workbench.imagePath();
    WorklistModel &model = m_panel.model();
    model.setOpenPath(path);
    if (path != m_reasonPath) {
        m_panel.setReason(QString());
    }
    refreshAll(); // It may be new in the project.
    sortOutLooseFiles();
    if (const int row = model.rowOf(path); row >= 0) {
        m_panel.setCurrentRow(row);
        return;
    }
    m_workbench.session()
        .store()
        .query([query = model.query(), image = m_workbench.session().image()](
                   Project &project) { return project.worklist().rowOf(query, image); })
        .then(this, [this, path](const Result<int> &row) {
            if (row && *row >= 0 && path == m_workbench.imagePath()) {
                m_panel.setCurrentRow(*row);
            }
        });
}

void WorklistController::showLoose(int row)
{
    const QString path = m_panel.model().pathAt(row);
    if (!path.isEmpty()) {
        m_workbench.showImage(path);
    }
}

bool WorklistController::stepAmongOpened(int steps)
{
    const WorklistQuery &query = m_panel.model().query();
    const bool isFiltered = !query.text.isEmpty() || !query.states.empty() || query.annotator || !query.tag.isEmpty()
        || !query.label.isEmpty();
    const qsizetype here = m_opened.indexOf(m_workbench.imagePath());
    if (isFiltered || here < 0 || here + steps < 0 || here + steps >= m_opened.size()) {
        return false;
    }
    m_workbench.showImage(m_opened[here + steps]);
    return true;
}

void WorklistController::step(int steps)
{
    if (stepAmongOpened(steps)) {
        return;
    }
    const WorklistModel &model = m_panel.model();
    const QString open = m_workbench.imagePath();
    const int known = model.rowOf(open);
    const int row = known >= 0 ? known : m_panel.currentRow();
    if (!m_workbench.session().isOpen() || row + steps >= model.projectCount()) {
        showLoose(row + steps);
        return;
    }
    m_workbench.session()
        .store()
        .query([query = model.query(), row, steps, open](
                   Project &project) { return readNeighbour(project, query, row, steps, open); })
        .then(this, [this, last = model.projectCount()](const Result<std::optional<WorklistRow>> &image) {
            if (!image) {
                Q_EMIT failed(image.error());
            } else if (*image) {
                m_workbench.showImage((*image)->image.path);
            } else {
                showLoose(last);
            }
        });
}

void WorklistController::openNext()
{
    m_workbench.session()
        .store()
        .query([open = m_workbench.imagePath()](Project &project) { return readNext(project, open); })
        .then(this, [this](const Result<std::optional<NextImage>> &next) {
            if (!next) {
                Q_EMIT failed(next.error());
                return;
            }
            if (!*next) {
                const QStringList &loose = m_panel.model().looseFiles();
                m_panel.setReason(loose.isEmpty()
                        ? tr("Nothing is left to do: every other image has an accepted mask or waits for review.")
                        : QString());
                if (!loose.isEmpty()) {
                    m_workbench.showImage(loose.first());
                }
                return;
            }
            const ModelRecord *model = m_workbench.models().find((*next)->scoredBy);
            m_reasonPath = (*next)->row.image.path;
            m_panel.setReason(reasonText((*next)->row, model ? model->name : tr("a former model")));
            m_workbench.showImage(m_reasonPath);
        });
}

} // namespace vmunet
