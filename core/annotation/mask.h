// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QPoint>
#include <QRect>
#include <QSize>

#include <cstdint>

namespace vmunet {

/// A class of the label set. The number is the network's class: 1 is the first structure.
enum class Label : std::uint8_t {};
inline constexpr Label kBackground{0};

/// One label per pixel, row-major, of one slice. Copies share pixels until one is written, so a copy is a cheap snapshot
/// for another thread.
class Mask {
public:
    Mask() = default;
    explicit Mask(QSize size); ///< All background.

    QSize size() const { return m_size; }
    QRect rect() const { return {QPoint(0, 0), m_size}; }
    bool isNull() const { return m_size.isEmpty(); }
    Label at(QPoint pixel) const; ///< Background outside.
    void set(QPoint pixel, Label label); ///< Ignored outside.
    void fill(QRect area, Label label); ///< Clipped to the mask.
    Mask cropped(QRect area) const; ///< Outside pixels become background.
    void paste(const Mask &patch, QPoint topLeft); ///< Clipped to the mask.

    /// Raw labels of a row, [width].
    const std::uint8_t *row(int y) const;
    std::uint8_t *row(int y); ///< Detaches.
    /// All labels, [height * width].
    const QByteArray &labels() const { return m_labels; }
    /// `labels` has width*height bytes.
    static Mask fromLabels(QSize size, QByteArray labels);

    qint64 count(Label label) const;
    bool isEmpty() const; ///< Nothing but background.

    bool operator==(const Mask &) const = default;

private:
    QSize m_size;
    QByteArray m_labels;
};

} // namespace vmunet
