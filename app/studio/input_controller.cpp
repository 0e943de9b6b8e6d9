// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/input_controller.h"

#include "widgets/dialogs/key_sheet.h"
#include "widgets/panels/labels_panel.h"
#include "widgets/theme/theme.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QSaveFile>
#include <QSettings>

#include <algorithm>

namespace vmunet {

namespace {

const QString kSchemeKey = QStringLiteral("input/scheme");
const QString kBindingsKey = QStringLiteral("input/keys");
constexpr qint64 kLargestFile = qint64(1) << 20;

} // namespace

InputController::InputController(QMainWindow &window, LabelsPanel &labels)
    : QObject(&window)
    , m_window(window)
    , m_bindings(this)
    , m_mouse(new MouseScheme(window))
{
    addLabelKeys(labels);
    addOwnActions();
    collect();
    load();
    applyScheme();
    connect(&m_bindings, &KeyBindings::changed, this, &InputController::save);
}

void InputController::addLabelKeys(LabelsPanel &labels)
{
    for (int key = 1; key <= 9; ++key) {
        auto *action = new QAction(tr("Paint label &%1 of the list").arg(key), &m_window);
        action->setObjectName(QStringLiteral("actionLabel%1").arg(key));
        action->setShortcut(QKeySequence(Qt::Key_0 + key));
        action->setStatusTip(tr("Make the structure at place %1 of the list the active one").arg(key));
        connect(action, &QAction::triggered, &labels, [&labels, key] { labels.activateRow(key - 1); });
        m_window.addAction(action);
    }
}

void InputController::addOwnActions()
{
    const QList<QAction *> menus = m_window.menuBar()->actions();
    QMenu *help = menus.isEmpty() ? m_window.menuBar()->addMenu(tr("&Help")) : menus.last()->menu();
    const auto add = [this, help](const char *name, const QString &text, const QString &key, const QString &tip) {
        auto *action = new QAction(text, &m_window);
        action->setObjectName(QLatin1String(name));
        action->setShortcut(QKeySequence(key));
        action->setStatusTip(tip);
        m_window.addAction(action);
        help->insertAction(help->actions().value(0), action);
        return action;
    };
    connect(add("actionKeys", tr("&Change keys and mouse..."), {}, tr("Give actions other keys, choose a scheme")),
        &QAction::triggered, this, &InputController::showDialog);
    QAction *sheet = add("actionKeySheet", tr("&Keys and mouse"), QStringLiteral("F1"), tr("All keys on one sheet"));
    sheet->setIcon(themedIcon(QStringLiteral("keyboard")));
    connect(sheet, &QAction::triggered, this, &InputController::showSheet);
}

/// Every named action of the window, in the order of the menus.
void InputController::collect()
{
    QList<QAction *> open = m_window.actions();
    const auto take = [this, &open](QAction *action, const QString &group) {
        if (open.removeOne(action) && !action->objectName().isEmpty()) {
            m_bindings.add(action, group);
        }
    };
    for (QAction *menu : m_window.menuBar()->actions()) {
        QList<QAction *> inside = menu->menu() ? menu->menu()->actions() : QList<QAction *>();
        while (!inside.isEmpty()) { // Menus within it belong to it.
            QAction *action = inside.takeFirst();
            if (action->menu()) {
                inside = action->menu()->actions() + inside;
            }
            take(action, menu->text());
        }
    }
    for (QAction *action : QList<QAction *>(open)) {
        take(action, action->objectName().startsWith(QLatin1String("actionLabel")) ? tr("Labels") : tr("More"));
    }
}

void InputController::load()
{
    const QSettings settings;
    m_choice = SchemeChoice(std::clamp(settings.value(kSchemeKey).toInt(), 0, int(SchemeChoice::Photo)));
    const QByteArray kept = settings.value(kBindingsKey).toByteArray();
    if (!kept.isEmpty()) {
        // Keys that cannot be read, after an older version wrote to the settings, are the defaults again.
        (void)m_bindings.decode(kept, tr("The settings"));
    }
}

void InputController::save() const
{
    QSettings settings;
    settings.setValue(kSchemeKey, int(m_choice));
    settings.setValue(kBindingsKey, m_bindings.encode());
}

void InputController::choose(SchemeChoice choice)
{
    m_choice = choice;
    save();
    applyScheme();
}

void InputController::setVolume(bool volume)
{
    m_volume = volume;
    applyScheme();
}

void InputController::applyScheme()
{
    const bool radiology = m_choice == SchemeChoice::Automatic ? m_volume : m_choice == SchemeChoice::Radiology;
    const InputScheme scheme = radiology ? InputScheme::Radiology : InputScheme::Photo;
    m_bindings.setScheme(scheme);
    m_mouse->setScheme(scheme);
    m_mouse->setVolume(m_volume);
}

void InputController::showSheet()
{
    auto *sheet = new KeySheet(m_bindings, &m_window);
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    connect(sheet, &KeySheet::changeRequested, this, [this, sheet] {
        sheet->close();
        showDialog();
    });
    sheet->show();
}

void InputController::showDialog()
{
    auto *dialog = new KeysDialog(m_bindings, m_choice, &m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &KeysDialog::schemeChosen, this, &InputController::choose);
    connect(dialog, &KeysDialog::importRequested, this, [this] { askForFile(true); });
    connect(dialog, &KeysDialog::exportRequested, this, [this] { askForFile(false); });
    dialog->open();
}

void InputController::askForFile(bool import)
{
    auto *dialog = new QFileDialog(
        &m_window, import ? tr("Import keys") : tr("Export keys"), QDir::homePath(), tr("Keys (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(import ? QFileDialog::ExistingFile : QFileDialog::AnyFile);
    dialog->setAcceptMode(import ? QFileDialog::AcceptOpen : QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, import](const QString &path) {
        if (const Status done = import ? importFrom(path) : exportTo(path); !done) {
            Q_EMIT failed(done.error());
        }
    });
    dialog->open();
}

Status InputController::importFrom(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return Error{ErrorCode::Io, tr("%1 cannot be read: %2.").arg(path, file.errorString())};
    }
    const Status read = m_bindings.decode(file.read(kLargestFile), path);
    if (read) {
        Q_EMIT m_bindings.changed();
    }
    return read;
}

Status InputController::exportTo(const QString &path) const
{
    QSaveFile file(path);
    const QByteArray json = m_bindings.encode();
    if (!file.open(QIODevice::WriteOnly) || file.write(json) != json.size() || !file.commit()) {
        return Error{ErrorCode::Io, tr("%1 cannot be written: %2.").arg(path, file.errorString())};
    }
    return Done{};
}

} // namespace vmunet
