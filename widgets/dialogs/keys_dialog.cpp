// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/keys_dialog.h"

#include "widgets/theme/theme.h"

#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace vmunet {

namespace {

enum Column { Name, KeyText, ColumnCount };
constexpr int kActionRole = Qt::UserRole;

QString plain(QString text)
{
    return text.remove(QLatin1Char('&')).remove(QStringLiteral("..."));
}

QString textOf(const KeyBindings::Keys &keys)
{
    QStringList texts;
    for (const QKeySequence &key : keys) {
        texts.append(key.toString(QKeySequence::NativeText));
    }
    return texts.join(QStringLiteral("   "));
}

QPushButton *button(const char *name, const QString &text)
{
    auto *made = new QPushButton(text);
    made->setObjectName(QLatin1String(name));
    made->setAutoDefault(false);
    return made;
}

} // namespace

KeysDialog::KeysDialog(KeyBindings &bindings, SchemeChoice choice, QWidget *parent)
    : QDialog(parent)
    , m_bindings(bindings)
    , m_scheme(new QComboBox)
    , m_search(new QLineEdit)
    , m_list(new QTreeWidget)
    , m_state(new QLabel)
    , m_change(button("changeKey", tr("&Set key")))
    , m_add(button("addKey", tr("&Add key")))
    , m_clear(button("clearKeys", tr("&No key")))
    , m_reset(button("resetKeys", tr("&Default")))
    , m_takeOver(button("takeOverKey", tr("&Take it over")))
{
    setObjectName(QStringLiteral("keysDialog"));
    setWindowTitle(tr("Keys and mouse"));
    resize(560, 620);
    buildControls(choice);
    arrange();
    connect(&m_bindings, &KeyBindings::changed, this, &KeysDialog::fill);
    connect(m_search, &QLineEdit::textChanged, this, &KeysDialog::filter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, [this] {
        stopListening();
        updateButtons();
    });
    connect(m_change, &QPushButton::clicked, this, [this] { listen(m_change); });
    connect(m_add, &QPushButton::clicked, this, [this] { listen(m_add); });
    connect(m_clear, &QPushButton::clicked, this, [this] { m_bindings.assign(selected(), {}); });
    connect(m_reset, &QPushButton::clicked, this, [this] { m_bindings.reset(selected()); });
    connect(m_takeOver, &QPushButton::clicked, this, &KeysDialog::take);
    connect(m_scheme, &QComboBox::activated, this, [this](int index) {
        Q_EMIT schemeChosen(SchemeChoice(index));
        fill();
    });
    fill();
}

void KeysDialog::buildControls(SchemeChoice choice)
{
    m_scheme->setObjectName(QStringLiteral("inputScheme"));
    m_scheme->setAccessibleName(tr("Scheme"));
    m_scheme->addItems({tr("By the kind of image"), tr("Radiology: the wheel steps through slices"),
        tr("Photo annotation: the wheel zooms")});
    m_scheme->setCurrentIndex(int(choice));
    m_search->setObjectName(QStringLiteral("keySearch"));
    m_search->setAccessibleName(tr("Search actions"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setClearButtonEnabled(true);
    m_list->setObjectName(QStringLiteral("keyList"));
    m_list->setAccessibleName(tr("Actions and their keys"));
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({tr("Action"), tr("Keys")});
    m_list->header()->setStretchLastSection(true);
    m_list->header()->resizeSection(Name, 300);
    m_state->setObjectName(QStringLiteral("keyState"));
    m_state->setWordWrap(true);
    m_takeOver->hide();
    for (QPushButton *waiting : {m_change, m_add}) {
        waiting->installEventFilter(this);
    }
}

void KeysDialog::arrange()
{
    auto *form = new QFormLayout;
    form->addRow(tr("S&cheme"), m_scheme);
    auto *row = new QHBoxLayout;
    for (QPushButton *one : {m_change, m_add, m_clear, m_reset}) {
        row->addWidget(one);
    }
    row->addStretch(1);
    auto *state = new QHBoxLayout;
    state->addWidget(m_state, 1);
    state->addWidget(m_takeOver);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    const auto extra = [&](const char *name, const QString &text, auto slot) {
        auto *made = button(name, text);
        buttons->addButton(made, QDialogButtonBox::ActionRole);
        connect(made, &QPushButton::clicked, this, slot);
    };
    extra("importKeys", tr("&Import..."), [this] { Q_EMIT importRequested(); });
    extra("exportKeys", tr("&Export..."), [this] { Q_EMIT exportRequested(); });
    extra("resetAllKeys", tr("All defaul&ts"), [this] { m_bindings.resetAll(); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(kSpacing);
    layout->addLayout(form);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addLayout(state);
    layout->addLayout(row);
    layout->addWidget(buttons);
}

void KeysDialog::fill()
{
    const QAction *current = selected();
    m_list->clear();
    QMap<QString, QTreeWidgetItem *> groups;
    for (const KeyBindings::Entry &entry : m_bindings.entries()) {
        QTreeWidgetItem *&group = groups[entry.group];
        if (!group) {
            group = new QTreeWidgetItem(m_list, {plain(entry.group)});
            group->setFirstColumnSpanned(true);
            group->setFlags(Qt::ItemIsEnabled);
            group->setExpanded(true);
        }
        auto *item = new QTreeWidgetItem(group, {plain(entry.action->text()), textOf(m_bindings.keysOf(entry.action))});
        item->setData(Name, kActionRole, QVariant::fromValue(entry.action));
        QFont font = m_list->font();
        font.setBold(m_bindings.isChanged(entry.action));
        item->setFont(KeyText, font);
        if (entry.action == current) {
            m_list->setCurrentItem(item);
        }
    }
    filter(m_search->text());
    stopListening();
    updateButtons();
}

void KeysDialog::filter(const QString &text)
{
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem *group = m_list->topLevelItem(i);
        bool any = false;
        for (int k = 0; k < group->childCount(); ++k) {
            QTreeWidgetItem *item = group->child(k);
            const bool shown = text.isEmpty() || item->text(Name).contains(text, Qt::CaseInsensitive)
                || item->text(KeyText).contains(text, Qt::CaseInsensitive);
            item->setHidden(!shown);
            any = any || shown;
        }
        group->setHidden(!any);
    }
}

void KeysDialog::selectAction(const QString &objectName)
{
    for (QTreeWidgetItemIterator it(m_list); *it; ++it) {
        const auto *action = (*it)->data(Name, kActionRole).value<QAction *>();
        if (action && action->objectName() == objectName) {
            m_list->setCurrentItem(*it);
        }
    }
}

QAction *KeysDialog::selected() const
{
    const QTreeWidgetItem *item = m_list->currentItem();
    return item ? item->data(Name, kActionRole).value<QAction *>() : nullptr;
}

void KeysDialog::updateButtons()
{
    QAction *action = selected();
    for (QPushButton *one : {m_change, m_add}) {
        one->setEnabled(action);
    }
    m_clear->setEnabled(action && !m_bindings.keysOf(action).isEmpty());
    m_reset->setEnabled(action && m_bindings.isChanged(action));
}

void KeysDialog::listen(QPushButton *waiting)
{
    m_takeOver->hide();
    m_listening = waiting;
    m_adds = waiting == m_add;
    waiting->setFocus();
    m_state->setText(tr("Press the key for \"%1\", or Esc to leave it.").arg(plain(selected()->text())));
}

void KeysDialog::stopListening()
{
    m_listening = nullptr;
    m_takeOver->hide();
    m_state->setText(selected() ? QString() : tr("Choose an action to change its keys. Changed ones are bold."));
}

bool KeysDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (!m_listening || watched != m_listening) {
        return QDialog::eventFilter(watched, event);
    }
    if (event->type() == QEvent::FocusOut) {
        stopListening();
        return false;
    }
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept(); // What would be a shortcut is a key to learn now.
        return true;
    }
    if (event->type() != QEvent::KeyPress) {
        return false;
    }
    const auto *press = static_cast<const QKeyEvent *>(event);
    constexpr std::array kModifiers{Qt::Key_Shift, Qt::Key_Control, Qt::Key_Alt, Qt::Key_Meta, Qt::Key_AltGr};
    if (std::find(kModifiers.begin(), kModifiers.end(), press->key()) != kModifiers.end()) {
        return true;
    }
    if (press->key() == Qt::Key_Escape) {
        stopListening();
        return true;
    }
    const Qt::KeyboardModifiers modifiers = press->modifiers() & ~Qt::KeypadModifier;
    offer(QKeySequence(QKeyCombination(modifiers, Qt::Key(press->key()))));
    return true;
}

void KeysDialog::offer(const QKeySequence &key)
{
    m_listening = nullptr;
    m_offered = key;
    const QString text = key.toString(QKeySequence::NativeText);
    if (KeyBindings::isReserved(key)) {
        m_state->setText(tr("%1 has a meaning of its own everywhere. Choose another key.").arg(text));
    } else if (const QAction *other = m_bindings.otherUser(key, selected())) {
        m_state->setText(tr("%1 is the key of \"%2\".").arg(text, plain(other->text())));
        m_takeOver->show();
    } else {
        take();
    }
}

void KeysDialog::take()
{
    if (QAction *action = selected()) {
        KeyBindings::Keys keys = m_adds ? m_bindings.keysOf(action) : KeyBindings::Keys();
        keys.append(m_offered);
        m_bindings.assign(action, keys);
    }
}

} // namespace vmunet
