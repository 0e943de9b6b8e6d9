// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tools/background_edit.h"

#include "core/editing/document.h"

#include <QtConcurrentRun>

#include <exception>

namespace vmunet {

namespace {

constexpr int kPollMs = 100;

/// The rules of all slices as they are now, for a worker. Only where values are limited do slices differ.
RuleOfSlice rulesOf(const Document &document)
{
    return [limits = document.limits(), labels = document.labels(), image = document.image()](
               int slice, Label label) { return ruleUnder(limits, label, labels, image, slice); };
}

} // namespace

BackgroundEdit::BackgroundEdit(QObject *parent)
    : QObject(parent)
{
    m_poll.setInterval(kPollMs);
    connect(&m_poll, &QTimer::timeout, this, [this] { Q_EMIT progress(m_name, m_state->fraction); });
}

BackgroundEdit::~BackgroundEdit()
{
    if (m_state) {
        m_state->stop = true;
    }
}

void BackgroundEdit::setDocument(Document *document)
{
    cancel();
    m_document = document;
}

void BackgroundEdit::start(const Job &job)
{
    cancel();
    if (!m_document) {
        return;
    }
    m_document->endStroke();
    m_document->commitThreshold();
    auto state = std::make_shared<State>();
    m_state = state;
    m_name = toolName(job.tool);
    m_poll.start();
    const KeepGoing keepGoing = [state](double fraction) {
        state->fraction = fraction;
        return !state->stop;
    };
    QtConcurrent::run([job, keepGoing] {
        return answer(job, keepGoing);
    }).then(this, [this, state, tool = job.tool, revision = m_document->revision()](const Answer &answer) {
        if (state == m_state) {
            finish(answer, tool, revision);
        }
    });
    Q_EMIT started(m_name);
}

void BackgroundEdit::start(EditTool tool, Label label, const Operation &operation)
{
    if (!m_document) {
        return;
    }
    std::vector<Mask> masks;
    for (int slice = 0; slice < m_document->sliceCount(); ++slice) {
        masks.push_back(m_document->mask(slice));
    }
    start(Job{
        tool, [masks = std::move(masks), label, operation, rules = rulesOf(*m_document)](const KeepGoing &keepGoing) {
            const LabelChange change = operation(keepGoing);
            return keepGoing(-1) ? applied(masks, 0, change, label, rules) : std::vector<ChangedSlice>();
        }});
}

/// On the worker. Libraries and a lack of memory speak by exceptions; they end here.
BackgroundEdit::Answer BackgroundEdit::answer(const Job &job, const KeepGoing &keepGoing)
{
    try {
        return {job.work(keepGoing), {}};
    } catch (const std::exception &problem) {
        return {{}, QString::fromUtf8(problem.what()).simplified()};
    }
}

void BackgroundEdit::finish(const Answer &answer, EditTool tool, quint64 revision)
{
    const QString name = m_name;
    end();
    if (!m_document) {
        return;
    }
    if (!answer.problem.isEmpty()) {
        Q_EMIT notice(tr("%1 could not be done: %2").arg(name, answer.problem));
        return;
    }
    if (m_document->revision() != revision) {
        Q_EMIT notice(tr("%1: the mask was edited meanwhile, so nothing was changed. Do it again.").arg(name));
        return;
    }
    std::vector<SliceMask> slices;
    for (const ChangedSlice &one : answer.changes) {
        slices.push_back({one.slice, one.mask});
    }
    if (slices.empty() || !m_document->applySlices(slices, name, tool)) {
        Q_EMIT notice(tr("%1: there is nothing to change here.").arg(name));
    }
}

bool BackgroundEdit::cancel()
{
    if (!m_state) {
        return false;
    }
    m_state->stop = true;
    end();
    return true;
}

void BackgroundEdit::end()
{
    m_poll.stop();
    m_state.reset();
    Q_EMIT ended();
}

} // namespace vmunet
