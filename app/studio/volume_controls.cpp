// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/studio/volume_controls.h"

#include "app/studio/studio_actions.h"
#include "core/editing/document.h"
#include "widgets/panels/slice_bar.h"
#include "widgets/theme/theme.h"
#include "widgets/volume/volume_bar.h"
#include "widgets/volume/volume_view.h"

#include <QAction>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>

#include <cmath>

namespace vmunet {

namespace {

QAction *checkable(const QString &text, QObject *parent)
{
    auto *action = new QAction(text, parent);
    action->setCheckable(true);
    action->setEnabled(false);
    return action;
}

} // namespace

VolumeControls::VolumeControls(VolumeView &view, SliceBar &slices, QObject *parent)
    : QObject(parent)
    , m_view(view)
    , m_slices(slices)
    , m_allPlanes(checkable(tr("All &planes"), this))
    , m_play(checkable(tr("Play &slices"), this))
    , m_bar(new VolumeBar(m_allPlanes, m_play))
{
    m_bar->hide();
    connect(m_allPlanes, &QAction::toggled, this, [this](bool all) {
        m_view.setLayout(all ? VolumeView::Layout::AllPlanes : VolumeView::Layout::OnePlane);
        QSettings().setValue(QStringLiteral("volume/allPlanes"), all);
    });
    connect(&view, &VolumeView::cursorMoved, this, [this] { m_bar->setCursorText(m_view.cursorText()); });
    connectSlab();
    connectCine();
    connectPresets();
    m_allPlanes->setChecked(QSettings().value(QStringLiteral("volume/allPlanes"), false).toBool());
}

void VolumeControls::addTo(StudioActions &actions, QMenuBar &menus)
{
    actions.adopt(m_allPlanes, QStringLiteral("actionAllPlanes"), QStringLiteral("planes"), {QKeySequence(Qt::Key_V)},
        tr("Show the other planes of the volume beside the slice"));
    actions.adopt(m_play, QStringLiteral("actionPlaySlices"), QStringLiteral("play"), {QKeySequence(Qt::Key_K)},
        tr("Run through the slices like a film"));
    auto *menu = new QMenu(tr("V&olume"), &menus);
    menu->addActions({m_allPlanes, m_play});
    menus.insertMenu(menus.actions().constLast(), menu);
}

void VolumeControls::connectSlab()
{
    connect(m_bar, &VolumeBar::slabChanged, this, [this](double thicknessMm, Projection projection) {
        m_view.setSlab(thicknessMm, projection);
        QSettings().setValue(QStringLiteral("volume/projection"), int(projection));
        Q_EMIT pictureChanged();
    });
    const bool maximum = QSettings().value(QStringLiteral("volume/projection")).toInt() == int(Projection::Maximum);
    m_bar->setSlab(0, maximum ? Projection::Maximum : Projection::Mean);
}

void VolumeControls::connectCine()
{
    connect(m_play, &QAction::toggled, &m_cine, &Cine::setPlaying);
    connect(&m_cine, &Cine::playingChanged, m_play, &QAction::setChecked);
    connect(&m_cine, &Cine::playingChanged, m_play, [this](bool playing) {
        m_play->setIcon(themedIcon(playing ? QStringLiteral("pause") : QStringLiteral("play")));
    });
    connect(&m_cine, &Cine::sliceReached, this, [this](int slice) {
        if (m_document && !m_document->isStroking()) {
            m_document->setCurrentSlice(slice);
        } else {
            m_cine.setPlaying(false); // The slice stays under the brush.
        }
    });
    const auto take = [this](int rate, Cine::Mode mode) {
        m_cine.setRate(rate);
        m_cine.setMode(mode);
    };
    QSettings settings;
    m_bar->setRate(settings.value(QStringLiteral("volume/cineRate"), m_bar->rate()).toInt());
    const bool bounce = settings.value(QStringLiteral("volume/cineBounce"), false).toBool();
    m_bar->setCineMode(bounce ? Cine::Mode::Bounce : Cine::Mode::Loop);
    take(m_bar->rate(), m_bar->cineMode());
    connect(m_bar, &VolumeBar::cineChanged, this, [take](int rate, Cine::Mode mode) {
        take(rate, mode);
        QSettings store;
        store.setValue(QStringLiteral("volume/cineRate"), rate);
        store.setValue(QStringLiteral("volume/cineBounce"), mode == Cine::Mode::Bounce);
    });
}

void VolumeControls::connectPresets()
{
    QSettings settings;
    m_slices.setOwnPresets(readOwnPresets(settings));
    connect(&m_slices, &SliceBar::presetWanted, this, &VolumeControls::askForPreset);
    connect(&m_slices, &SliceBar::presetUnwanted, this, [this](const WindowPreset &preset) {
        QSettings store;
        QList<WindowPreset> own = readOwnPresets(store);
        own.removeAll(preset);
        writeOwnPresets(store, own);
        m_slices.setOwnPresets(own);
    });
}

void VolumeControls::askForPreset(const WindowLevel &window)
{
    bool accepted = false;
    const QString name = QInputDialog::getText(&m_slices, tr("Keep this window"),
        tr("Name for width %1, level %2:").arg(qRound(window.width)).arg(qRound(window.level)), QLineEdit::Normal, {},
        &accepted)
                             .trimmed();
    if (!accepted || name.isEmpty()) {
        return;
    }
    QSettings settings;
    QList<WindowPreset> own = readOwnPresets(settings);
    own.append({name, {.level = std::round(window.level), .width = std::round(window.width)}, true});
    writeOwnPresets(settings, own);
    m_slices.setOwnPresets(own);
    m_slices.applyPreset(int(m_slices.presets().size()) - 1);
}

void VolumeControls::setDocument(Document *document)
{
    if (m_document) {
        m_document->disconnect(this);
    }
    const bool volume = m_view.isVolume();
    m_document = volume ? document : nullptr;
    m_bar->setSlab(0, m_bar->projection());
    m_bar->setVisible(m_view.hasAllPlanes());
    m_bar->setCursorText(m_view.cursorText());
    m_allPlanes->setEnabled(m_view.hasAllPlanes());
    m_play->setEnabled(m_view.hasAllPlanes());
    m_cine.setSlices(volume ? document->sliceCount() : 1);
    if (volume) {
        m_cine.setPosition(document->currentSlice());
        connect(document, &Document::currentSliceChanged, this, [this](int slice) { m_cine.setPosition(slice); });
    }
}

} // namespace vmunet
