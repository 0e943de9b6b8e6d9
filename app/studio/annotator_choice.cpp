// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/annotator_choice.h"

#include "app/studio/studio_actions.h"
#include "app/studio/workbench.h"
#include "core/base/user_name.h"

#include <QAction>
#include <QInputDialog>
#include <QMainWindow>
#include <QSettings>
#include <QStatusBar>
#include <QToolButton>

namespace vmunet {

namespace {
const QString kNameKey = QStringLiteral("annotator/name");
} // namespace

AnnotatorChoice::AnnotatorChoice(QMainWindow &window, Workbench &workbench, StudioActions &actions)
    : QObject(&window)
    , m_window(window)
    , m_workbench(workbench)
    , m_action(new QAction(tr("&Who works here..."), this))
    , m_button(new QToolButton)
{
    actions.adopt(m_action, QStringLiteral("actionAnnotator"), {}, {},
        tr("Your name, which is kept with every change and review"));
    m_button->setObjectName(QStringLiteral("statusAnnotator"));
    m_button->setFocusPolicy(Qt::TabFocus);
    m_button->setToolTip(m_action->statusTip());
    window.statusBar()->addPermanentWidget(m_button);
    connect(m_button, &QToolButton::clicked, m_action, &QAction::trigger);
    connect(m_action, &QAction::triggered, this, &AnnotatorChoice::ask);
    m_workbench.session().store().setAnnotator(name());
    show();
}

QString AnnotatorChoice::name()
{
    const QString chosen = QSettings().value(kNameKey).toString().simplified();
    return chosen.isEmpty() ? accountName() : chosen;
}

void AnnotatorChoice::choose(const QString &name)
{
    QSettings().setValue(kNameKey, name.simplified());
    m_workbench.session().store().setAnnotator(AnnotatorChoice::name());
    show();
    m_workbench.reopenImage();
}

void AnnotatorChoice::show()
{
    m_button->setText(name());
    m_button->setAccessibleName(tr("Who works here: %1").arg(name()));
}

void AnnotatorChoice::ask()
{
    m_workbench.session()
        .store()
        .query([](Project &project) { return project.annotators().list(); })
        .then(this, [this](const Result<std::vector<Annotator>> &known) {
            QStringList names;
            for (const Annotator &annotator : known ? *known : std::vector<Annotator>()) {
                names.append(annotator.name);
            }
            askFrom(names);
        });
}

void AnnotatorChoice::askFrom(const QStringList &known)
{
    QStringList names = known;
    names.removeAll(name());
    names.prepend(name());
    auto *dialog = new QInputDialog(&m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("annotatorDialog"));
    dialog->setWindowTitle(tr("Who works here?"));
    dialog->setLabelText(tr("Your name is kept with every change and review that you make in a project."));
    dialog->setComboBoxItems(names);
    dialog->setComboBoxEditable(true);
    dialog->setTextValue(name());
    connect(dialog, &QInputDialog::textValueSelected, this, &AnnotatorChoice::choose);
    dialog->open();
}

} // namespace vmunet
