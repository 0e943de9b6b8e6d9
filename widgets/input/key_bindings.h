// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"
#include "widgets/input/mouse_scheme.h"

#include <QKeySequence>
#include <QMap>

#include <vector>

class QAction;

namespace vmunet {

/// The keys of all actions, which a person can change, by scheme. An action is known by its object name; the keys it
/// has when it is added are its defaults. Owned by the window; main thread.
class KeyBindings : public QObject {
    Q_OBJECT

public:
    using Keys = QList<QKeySequence>;
    struct Entry {
        QAction *action;
        QString group; ///< Where menus show it.
        Keys defaults; ///< Of the radiology scheme.
    };

    using QObject::QObject;

    void add(QAction *action, const QString &group);
    const std::vector<Entry> &entries() const { return m_entries; }
    InputScheme scheme() const { return m_scheme; }
    void setScheme(InputScheme scheme);

    Keys keysOf(const QAction *action) const;
    Keys defaultsOf(const QAction *action) const; ///< In this scheme.
    bool isChanged(const QAction *action) const { return keysOf(action) != defaultsOf(action); }
    /// Who else has `key`; null if nobody.
    QAction *otherUser(const QKeySequence &key, const QAction *action) const;
    /// Keys with a meaning of their own everywhere: Space, Return, Esc, Backspace, Tab.
    static bool isReserved(const QKeySequence &key);
    /// Gives an action these keys and takes them away from others. Reserved keys are left out.
    void assign(QAction *action, const Keys &keys);
    void reset(QAction *action) { assign(action, defaultsOf(action)); }
    void resetAll();

    /// The changes of both schemes, as JSON: {"format": "vmunet-keys", "version": 1, "radiology": {"brushTool": ["B"]},
    /// "photo": {}}; keys in Qt's portable text.
    QByteArray encode() const;
    /// Replaces all changes. Actions of another version are ignored. Errors: Unsupported, Corrupt; then nothing
    /// changes.
    Status decode(const QByteArray &json, const QString &source);

Q_SIGNALS:
    void changed(); ///< By a person: to be kept.

private:
    using Changes = QMap<QString, Keys>; ///< By object name.

    const Entry *entryOf(const QAction *action) const;
    Changes &changes() { return m_changes[m_scheme]; }
    void set(QAction *action, const Keys &keys);
    void takeFromOthers(const QAction *action, const Keys &keys);
    void apply();

    std::vector<Entry> m_entries;
    InputScheme m_scheme = InputScheme::Radiology;
    QMap<InputScheme, Changes> m_changes;
};

} // namespace vmunet
