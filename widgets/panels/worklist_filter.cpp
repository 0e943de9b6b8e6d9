// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/worklist_filter.h"

#include "widgets/panels/worklist_texts.h"
#include "widgets/theme/theme.h"

#include <QMenu>

#include <algorithm>

namespace vmunet {

namespace {
constexpr int kMostEntries = 200; // Of one menu; the search field finds the rest.
} // namespace

WorklistFilter::WorklistFilter(QWidget *parent)
    : QToolButton(parent)
    , m_menu(new QMenu(this))
{
    setObjectName(QStringLiteral("worklistFilter"));
    setToolTip(tr("Show only some of the images: by state, label, annotator or tag"));
    setStatusTip(toolTip());
    setStyleFlag(this, "framed");
    setPopupMode(InstantPopup);
    setToolButtonStyle(Qt::ToolButtonTextOnly);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &WorklistFilter::fill);
    update();
}

void WorklistFilter::setChoices(const WorklistChoices &choices)
{
    m_choices = choices;
    update();
}

template <typename Chosen, typename Value>
void WorklistFilter::addChoice(QMenu &menu, const QString &text, Chosen &chosen, const Value &value)
{
    QAction *action = menu.addAction(text);
    action->setCheckable(true);
    action->setChecked(chosen == value);
    connect(action, &QAction::triggered, this, [this, &chosen, value](bool on) {
        chosen = on ? value : Value{};
        update();
        Q_EMIT changed();
    });
}

void WorklistFilter::fill()
{
    m_menu->clear();
    for (int i = 0; i <= int(ImageState::Rejected); ++i) {
        const auto state = ImageState(i);
        QAction *action = m_menu->addAction(imageStateIcon(state), imageStateName(state));
        action->setCheckable(true);
        action->setChecked(std::find(m_states.begin(), m_states.end(), state) != m_states.end());
        connect(action, &QAction::triggered, this, [this, state](bool on) {
            std::erase(m_states, state);
            if (on) {
                m_states.push_back(state);
            }
            update();
            Q_EMIT changed();
        });
    }
    m_menu->addSeparator();
    QMenu *labels = m_menu->addMenu(tr("&Label"));
    for (const QString &label : m_choices.labels.mid(0, kMostEntries)) {
        addChoice(*labels, label, m_label, label);
    }
    QMenu *annotators = m_menu->addMenu(tr("&Annotator"));
    for (const Annotator &annotator : m_choices.annotators) {
        addChoice(*annotators, annotator.name, m_annotator, annotator.id);
    }
    QMenu *tags = m_menu->addMenu(tr("&Tag"));
    for (const QString &tag : m_choices.tags.mid(0, kMostEntries)) {
        addChoice(*tags, tag, m_tag, tag);
    }
    for (QMenu *menu : {labels, annotators, tags}) {
        menu->setEnabled(!menu->isEmpty());
    }
    m_menu->addSeparator();
    QAction *all = m_menu->addAction(tr("Show &all"));
    all->setEnabled(isActive());
    connect(all, &QAction::triggered, this, [this] {
        reset();
        Q_EMIT changed();
    });
}

void WorklistFilter::reset()
{
    m_states.clear();
    m_annotator = {};
    m_tag.clear();
    m_label.clear();
    update();
}

bool WorklistFilter::isActive() const
{
    return !m_states.empty() || m_annotator || !m_tag.isEmpty() || !m_label.isEmpty();
}

void WorklistFilter::apply(WorklistQuery &query) const
{
    query.states = m_states;
    query.annotator = m_annotator;
    query.tag = m_tag;
    query.label = m_label;
}

void WorklistFilter::update()
{
    QStringList parts;
    for (const ImageState state : m_states) {
        parts << imageStateName(state);
    }
    for (const Annotator &annotator : m_choices.annotators) {
        if (annotator.id == m_annotator) {
            parts << annotator.name;
        }
    }
    for (const QString &word : {m_label, m_tag}) {
        if (!word.isEmpty()) {
            parts << word;
        }
    }
    setText(parts.isEmpty() ? tr("All images") : parts.join(QStringLiteral(", ")));
    setAccessibleName(tr("Filter: %1").arg(text()));
}

} // namespace vmunet
