// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/volume/window_presets.h"

#include <QCoreApplication>
#include <QSettings>

#include <cmath>

namespace vmunet {

namespace {

constexpr int kMostPresets = 100;

struct Standard {
    const char *name;
    WindowLevel window;
};

const Standard kStandard[] = {
    {QT_TRANSLATE_NOOP("WindowPreset", "Soft tissue"), {40, 400}},
    {QT_TRANSLATE_NOOP("WindowPreset", "Lung"), {-600, 1500}},
    {QT_TRANSLATE_NOOP("WindowPreset", "Liver"), {90, 150}},
    {QT_TRANSLATE_NOOP("WindowPreset", "Bone"), {480, 2500}},
    {QT_TRANSLATE_NOOP("WindowPreset", "Brain"), {40, 80}},
};

} // namespace

QList<WindowPreset> standardWindowPresets()
{
    QList<WindowPreset> presets;
    for (const Standard &standard : kStandard) {
        presets.append({QCoreApplication::translate("WindowPreset", standard.name), standard.window, false});
    }
    return presets;
}

QList<WindowPreset> readOwnPresets(QSettings &settings)
{
    QList<WindowPreset> presets;
    const int count = std::min(settings.beginReadArray(QStringLiteral("volume/windowPresets")), kMostPresets);
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        const QString name = settings.value(QStringLiteral("name")).toString().trimmed();
        const double level = settings.value(QStringLiteral("level")).toDouble();
        const double width = settings.value(QStringLiteral("width")).toDouble();
        if (!name.isEmpty() && std::isfinite(level) && std::isfinite(width) && width > 0) {
            presets.append({name, {level, width}, true});
        }
    }
    settings.endArray();
    return presets;
}

void writeOwnPresets(QSettings &settings, const QList<WindowPreset> &own)
{
    settings.remove(QStringLiteral("volume/windowPresets"));
    settings.beginWriteArray(QStringLiteral("volume/windowPresets"), int(own.size()));
    for (int i = 0; i < own.size(); ++i) {
        settings.setArrayIndex(i);
        settings.setValue(QStringLiteral("name"), own[i].name);
        settings.setValue(QStringLiteral("level"), own[i].window.level);
        settings.setValue(QStringLiteral("width"), own[i].window.width);
    }
    settings.endArray();
}

} // namespace vmunet
