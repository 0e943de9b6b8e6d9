// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dialogs/compare_dialog.h"

#include "widgets/canvas/image_canvas.h"
#include "widgets/theme/theme.h"

#include <QButtonGroup>
#include <QGridLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QRadioButton>
#include <QSignalBlocker>
#include <QTreeWidget>

namespace vmunet {

namespace {

enum View { Difference, Wipe };
constexpr int kSliceRole = Qt::UserRole;
constexpr double kOpacity = 0.6;
constexpr int kSideWidth = 330;

/// Blue and yellow of Okabe and Ito's set are told apart with any colour vision, on skin and on grey.
LabelSet differenceColors()
{
    return LabelSet({
        {.label = kAgreeing, .name = CompareDialog::tr("In both"), .color = QColor(0xf2, 0xf2, 0xf2)},
        {.label = kAdded, .name = CompareDialog::tr("Added"), .color = QColor(0x00, 0x72, 0xb2)},
        {.label = kRemoved, .name = CompareDialog::tr("Removed"), .color = QColor(0xf0, 0xe4, 0x42)},
        {.label = kRelabelled, .name = CompareDialog::tr("Another label"), .color = QColor(0xcc, 0x79, 0xa7)},
    });
}

QLabel *swatch(const QColor &color)
{
    auto *label = new QLabel;
    QPixmap pixmap(16, 16);
    pixmap.fill(Qt::gray); // Framed: white is to be seen on white, too.
    QPainter(&pixmap).fillRect(pixmap.rect().adjusted(1, 1, -1, -1), color);
    label->setPixmap(pixmap);
    label->setFixedWidth(20);
    return label;
}

QTreeWidget *table(const QString &name, const QString &accessibleName, const QStringList &columns)
{
    auto *tree = new QTreeWidget;
    tree->setObjectName(name);
    tree->setAccessibleName(accessibleName);
    tree->setHeaderLabels(columns);
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    tree->setTabKeyNavigation(false);
    tree->header()->setStretchLastSection(false);
    tree->header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    return tree;
}

QTreeWidgetItem *addRow(QTreeWidget &tree, const QStringList &texts)
{
    auto *item = new QTreeWidgetItem(&tree, texts);
    for (int column = 1; column < texts.size(); ++column) {
        item->setTextAlignment(column, Qt::AlignRight | Qt::AlignVCenter);
    }
    return item;
}

QLabel *plainLabel(const QString &name)
{
    auto *label = new QLabel;
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

/// Of all structures together.
double diceOf(const DifferenceCounts &counts)
{
    const qint64 sum = 2 * (counts.agreeing + counts.relabelled) + counts.added + counts.removed;
    return sum == 0 ? 1 : 2.0 * double(counts.agreeing) / double(sum);
}

} // namespace

CompareDialog::CompareDialog(QWidget *parent)
    : QDialog(parent)
    , m_canvas(new ImageCanvas)
    , m_before(plainLabel(QStringLiteral("compareBefore")))
    , m_after(plainLabel(QStringLiteral("compareAfter")))
    , m_views(new QButtonGroup(this))
    , m_labels(table(QStringLiteral("compareLabels"), tr("Agreement by label"),
          {tr("Label"), tr("Before"), tr("After"), tr("Dice")}))
    , m_slices(table(QStringLiteral("compareSlices"), tr("Slices"),
          {tr("Slice"), tr("Added"), tr("Removed"), tr("In both"), tr("Dice")}))
    , m_progress(plainLabel(QStringLiteral("compareProgress")))
{
    setObjectName(QStringLiteral("compareDialog"));
    setWindowTitle(tr("Compare revisions"));
    setWindowFlag(Qt::WindowMaximizeButtonHint);
    resize(1180, 760);
    m_canvas->setObjectName(QStringLiteral("compareCanvas"));
    m_canvas->setAccessibleName(tr("Difference"));
    m_canvas->setLeftButton(ImageCanvas::LeftButton::Pan);
    m_canvas->setOverlayOpacity(kOpacity);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_canvas, 1);
    layout->addWidget(sidePage());
    connect(m_views, &QButtonGroup::idClicked, this, &CompareDialog::showMasks);
    connect(m_slices, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem *item) {
        if (item) {
            Q_EMIT sliceChosen(item->data(0, kSliceRole).toInt());
        }
    });
}

QWidget *CompareDialog::sidePage()
{
    auto *page = new QWidget;
    page->setFixedWidth(kSideWidth);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(kPanelMargin, kPanelMargin, kPanelMargin, kPanelMargin);
    layout->setSpacing(kSpacing);
    layout->addWidget(m_before);
    layout->addWidget(m_after);
    auto *difference = new QRadioButton(tr("&Difference"));
    auto *wipe = new QRadioButton(tr("&Both masks, with a divider (before is left)"));
    difference->setObjectName(QStringLiteral("compareDifference"));
    wipe->setObjectName(QStringLiteral("compareWipe"));
    difference->setChecked(true);
    m_views->addButton(difference, Difference);
    m_views->addButton(wipe, Wipe);
    layout->addWidget(difference);
    layout->addWidget(wipe);
    auto *legend = new QGridLayout;
    legend->setHorizontalSpacing(kSpacing);
    const LabelSet colors = differenceColors();
    for (std::size_t i = 0; i < kChanges; ++i) {
        const LabelInfo &info = colors.labels()[i];
        m_counts[i] = plainLabel(QStringLiteral("compareCount%1").arg(i + 1));
        m_counts[i]->setAccessibleName(info.name);
        m_counts[i]->setAlignment(Qt::AlignRight);
        legend->addWidget(swatch(info.color), int(i), 0);
        legend->addWidget(new QLabel(info.name), int(i), 1);
        legend->addWidget(m_counts[i], int(i), 2);
    }
    legend->setColumnStretch(2, 1);
    layout->addLayout(legend);
    layout->addWidget(m_labels, 1);
    layout->addWidget(m_slices, 2);
    layout->addWidget(m_progress);
    m_slices->hide();
    setProgress({});
    return page;
}

void CompareDialog::setRevisions(const QString &before, const QString &after, const LabelSet &labels)
{
    m_before->setText(tr("Before: %1").arg(before));
    m_after->setText(tr("After: %1").arg(after));
    m_set = labels;
}

void CompareDialog::setImage(const ImagePyramid &picture)
{
    m_canvas->setImage(picture, true);
    if (m_masks.after.size() == picture.size()) { // They may have come first; another image takes them away.
        showMasks();
    }
}

void CompareDialog::setMasks(const ComparedMasks &masks)
{
    m_masks = masks;
    showNumbers(masks.difference.counts, masks.difference.labels);
    showMasks();
}

void CompareDialog::showMasks()
{
    const bool wipe = m_views->checkedId() == Wipe;
    m_canvas->setLabels(wipe ? m_set : differenceColors());
    m_canvas->setMask(wipe ? m_masks.after : m_masks.difference.picture);
    m_canvas->setComparison(wipe ? m_masks.before : Mask());
}

void CompareDialog::showNumbers(const DifferenceCounts &counts, const std::vector<LabelOverlap> &labels)
{
    const QLocale locale;
    const std::array<qint64, kChanges> pixels{counts.agreeing, counts.added, counts.removed, counts.relabelled};
    for (std::size_t i = 0; i < kChanges; ++i) {
        m_counts[i]->setText(tr("%1 pixels").arg(locale.toString(pixels[i])));
    }
    m_labels->clear();
    for (const LabelOverlap &overlap : labels) {
        const LabelInfo *info = m_set.find(overlap.label);
        addRow(*m_labels,
            {info ? info->name : QString::number(int(overlap.label)), locale.toString(overlap.before),
                locale.toString(overlap.after), locale.toString(dice(overlap), 'f', 3)});
    }
}

void CompareDialog::setSlices(const std::vector<SliceComparison> &slices, int shown)
{
    const QLocale locale;
    const QSignalBlocker quiet(m_slices);
    m_slices->clear();
    for (const SliceComparison &slice : slices) {
        QTreeWidgetItem *item = addRow(*m_slices,
            {locale.toString(slice.slice + 1), locale.toString(slice.counts.added),
                locale.toString(slice.counts.removed), locale.toString(slice.counts.agreeing),
                locale.toString(diceOf(slice.counts), 'f', 3)});
        item->setData(0, kSliceRole, slice.slice);
        if (slice.slice == shown) {
            m_slices->setCurrentItem(item);
        }
    }
    m_slices->setVisible(!slices.empty());
    const SliceComparison all = inAll(slices);
    setProgress(slices.empty()
            ? QString()
            : tr("All slices: %1 added, %2 removed, %3 in both, Dice %4")
                  .arg(locale.toString(all.counts.added), locale.toString(all.counts.removed),
                      locale.toString(all.counts.agreeing), locale.toString(diceOf(all.counts), 'f', 3)));
}

void CompareDialog::setProgress(const QString &text)
{
    m_progress->setText(text);
    m_progress->setVisible(!text.isEmpty());
}

} // namespace vmunet
