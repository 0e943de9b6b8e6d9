// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/input/key_bindings.h"

#include <QAction>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace vmunet {

namespace {

constexpr int kMostKeys = 4; // For one action.

/// What the photo scheme has beyond the radiology scheme's keys.
struct Extra {
    const char *action;
    Qt::Key key;
};
constexpr std::array<Extra, 2> kPhotoKeys{{{"actionPreviousImage", Qt::Key_A}, {"actionNextImage", Qt::Key_D}}};

QString wordOf(InputScheme scheme)
{
    return scheme == InputScheme::Radiology ? QStringLiteral("radiology") : QStringLiteral("photo");
}

/// Keys from JSON; nothing if it is no list of keys.
std::optional<KeyBindings::Keys> decodeKeys(const QJsonValue &json)
{
    if (!json.isArray() || json.toArray().size() > kMostKeys) {
        return std::nullopt;
    }
    KeyBindings::Keys keys;
    for (const QJsonValue &one : json.toArray()) {
        const QString text = one.toString();
        const QKeySequence key = QKeySequence::fromString(text, QKeySequence::PortableText);
        if (text.isEmpty() || text.size() > 40 || key.count() != 1 || key[0].key() == Qt::Key_unknown) {
            return std::nullopt;
        }
        keys.append(key);
    }
    return keys;
}

} // namespace

void KeyBindings::add(QAction *action, const QString &group)
{
    Keys keys = action->shortcuts();
    keys.removeAll(QKeySequence());
    m_entries.push_back({action, group, keys});
}

const KeyBindings::Entry *KeyBindings::entryOf(const QAction *action) const
{
    const auto found = std::find_if(
        m_entries.begin(), m_entries.end(), [action](const Entry &entry) { return entry.action == action; });
    return found == m_entries.end() ? nullptr : &*found;
}

KeyBindings::Keys KeyBindings::defaultsOf(const QAction *action) const
{
    const Entry *entry = entryOf(action);
    Keys keys = entry ? entry->defaults : Keys();
    if (m_scheme == InputScheme::Photo) {
        for (const Extra &extra : kPhotoKeys) {
            const QKeySequence key(extra.key);
            keys.removeAll(key);
            if (action->objectName() == QLatin1String(extra.action)) {
                keys.append(key);
            }
        }
    }
    return keys;
}

KeyBindings::Keys KeyBindings::keysOf(const QAction *action) const
{
    const Changes now = m_changes.value(m_scheme);
    const auto changed = now.constFind(action->objectName());
    return changed == now.constEnd() ? defaultsOf(action) : *changed;
}

QAction *KeyBindings::otherUser(const QKeySequence &key, const QAction *action) const
{
    for (const Entry &entry : m_entries) {
        if (entry.action != action && keysOf(entry.action).contains(key)) {
            return entry.action;
        }
    }
    return nullptr;
}

bool KeyBindings::isReserved(const QKeySequence &key)
{
    constexpr std::array kReserved{
        Qt::Key_Space, Qt::Key_Return, Qt::Key_Enter, Qt::Key_Escape, Qt::Key_Backspace, Qt::Key_Tab, Qt::Key_Backtab};
    return !key.isEmpty() && key[0].keyboardModifiers() == Qt::NoModifier
        && std::find(kReserved.begin(), kReserved.end(), key[0].key()) != kReserved.end();
}

void KeyBindings::set(QAction *action, const Keys &keys)
{
    if (keys == defaultsOf(action)) {
        changes().remove(action->objectName());
    } else {
        changes()[action->objectName()] = keys;
    }
}

void KeyBindings::takeFromOthers(const QAction *action, const Keys &keys)
{
    for (const QKeySequence &key : keys) {
        while (QAction *other = otherUser(key, action)) {
            Keys rest = keysOf(other);
            rest.removeAll(key);
            set(other, rest);
        }
    }
}

void KeyBindings::assign(QAction *action, const Keys &wanted)
{
    Keys keys;
    for (const QKeySequence &key : wanted) {
        if (!key.isEmpty() && !isReserved(key) && !keys.contains(key) && keys.size() < kMostKeys) {
            keys.append(key);
        }
    }
    takeFromOthers(action, keys);
    set(action, keys);
    apply();
    Q_EMIT changed();
}

void KeyBindings::resetAll()
{
    changes().clear();
    apply();
    Q_EMIT changed();
}

void KeyBindings::setScheme(InputScheme scheme)
{
    m_scheme = scheme;
    apply();
}

void KeyBindings::apply()
{
    for (const Entry &entry : m_entries) {
        const Keys keys = keysOf(entry.action);
        entry.action->setShortcuts(keys);
        const QString tip = entry.action->statusTip();
        if (!tip.isEmpty()) {
            entry.action->setToolTip(
                keys.isEmpty() ? tip : tr("%1 (%2)").arg(tip, keys.first().toString(QKeySequence::NativeText)));
        }
    }
}

QByteArray KeyBindings::encode() const
{
    QJsonObject root{{QStringLiteral("format"), QStringLiteral("vmunet-keys")}, {QStringLiteral("version"), 1}};
    for (const InputScheme scheme : {InputScheme::Radiology, InputScheme::Photo}) {
        QJsonObject actions;
        const Changes now = m_changes.value(scheme);
        for (auto change = now.begin(); change != now.end(); ++change) {
            QJsonArray keys;
            for (const QKeySequence &key : change.value()) {
                keys.append(key.toString(QKeySequence::PortableText));
            }
            actions.insert(change.key(), keys);
        }
        root.insert(wordOf(scheme), actions);
    }
    return QJsonDocument(root).toJson();
}

Status KeyBindings::decode(const QByteArray &json, const QString &source)
{
    const QJsonObject root = QJsonDocument::fromJson(json).object();
    if (root[QLatin1String("format")].toString() != QLatin1String("vmunet-keys")
        || root[QLatin1String("version")].toInt() != 1) {
        return Error{ErrorCode::Unsupported, tr("%1 holds no keys that this program can read.").arg(source)};
    }
    QMap<InputScheme, Changes> read;
    for (const InputScheme scheme : {InputScheme::Radiology, InputScheme::Photo}) {
        QMap<QString, QString> users; // By key: no key may do two things.
        const QJsonObject actions = root[wordOf(scheme)].toObject();
        for (const Entry &entry : m_entries) {
            const QString name = entry.action->objectName();
            if (!actions.contains(name)) {
                continue;
            }
            const std::optional<Keys> keys = decodeKeys(actions[name]);
            if (!keys) {
                return Error{ErrorCode::Corrupt, tr("%1: the keys of %2 cannot be read.").arg(source, name)};
            }
            for (const QKeySequence &key : *keys) {
                const QString text = key.toString();
                if (isReserved(key) || users.contains(text)) {
                    return Error{ErrorCode::Corrupt, tr("%1: %2 cannot be the key of %3.").arg(source, text, name)};
                }
                users.insert(text, name);
            }
            read[scheme].insert(name, *keys);
        }
    }
    m_changes = read;
    // A default that the file does not mention gives way to a key that it does.
    const InputScheme shown = m_scheme;
    for (m_scheme = InputScheme::Radiology;; m_scheme = InputScheme::Photo) {
        for (const Entry &entry : m_entries) {
            takeFromOthers(entry.action, read[m_scheme].value(entry.action->objectName()));
        }
        if (m_scheme == InputScheme::Photo) {
            break;
        }
    }
    m_scheme = shown;
    apply();
    return Done{};
}

} // namespace vmunet
