// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storage/worklist_repository.h"

#include <QToolButton>

class QMenu;

namespace vmunet {

/// What the filter can offer.
struct WorklistChoices {
    std::vector<Annotator> annotators;
    QStringList tags;
    QStringList labels;
};

/// The button with the worklist's filters by state, label, annotator and tag; says what is filtered.
class WorklistFilter : public QToolButton {
    Q_OBJECT

public:
    explicit WorklistFilter(QWidget *parent = nullptr);

    void setChoices(const WorklistChoices &choices);
    /// Sets what is filtered by here; text and order of `query` stay.
    void apply(WorklistQuery &query) const;
    bool isActive() const;
    void reset();

Q_SIGNALS:
    void changed();

private:
    void fill();
    template <typename Chosen, typename Value>
    void addChoice(QMenu &menu, const QString &text, Chosen &chosen, const Value &value);
    void update();

    QMenu *m_menu;
    WorklistChoices m_choices;
    std::vector<ImageState> m_states;
    AnnotatorId m_annotator;
    QString m_tag;
    QString m_label;
};

} // namespace vmunet
