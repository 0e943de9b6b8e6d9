// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/studio/document_view.h"
#include "core/editing/document.h"
#include "core/image/image_loader.h"
#include "widgets/canvas/image_canvas.h"
#include "widgets/tools/tool_controller.h"

#include <memory>
#include <vector>

namespace vmunet::bench {

/// Times of one kind of step, in milliseconds, by two clocks. Steps that had nothing to paint are
/// counted apart.
struct Timings {
    std::vector<double> wall;
    std::vector<double> cpu; ///< Of the main thread alone: what `wall` is while nothing else runs on the machine.
    int unpainted = 0;
};

double percentile(std::vector<double> times, double fraction);

/// The studio's view of a document in a window of 1920 by 1080, driven by mouse events. Times run from the event to
/// the painted frame.
class CanvasStage : public QObject {
public:
    CanvasStage();
    ~CanvasStage() override;

    void open(Image image, const Mask &mask);
    void open(const OpenedImage &opened);
    Document &document() { return *m_document; }
    ImageCanvas &canvas() { return m_view.canvas(); }
    DocumentView &view() { return m_view; }
    ToolController &tools() { return m_tools; }
    /// Zooms by the wheel until the canvas shows `scale`, about the middle.
    void zoomTo(double scale);

    void press(QPoint at, Qt::MouseButton button = Qt::LeftButton);
    void move(QPoint at, Timings *timings = nullptr);
    void release(QPoint at, Qt::MouseButton button = Qt::LeftButton);
    void wheel(QPoint at, int delta, Timings *timings = nullptr);
    /// Waits until what a zoom step left coarse is exact; each frame of it is timed.
    void settle(Timings *timings = nullptr);
    /// Runs `act` until its frame is painted.
    template <typename Act>
    void step(Timings *timings, Act act)
    {
        const Start start = begin();
        act();
        end(start, timings);
    }

private:
    struct Start {
        double wall;
        double cpu;
        int frames;
    };

    bool eventFilter(QObject *watched, QEvent *event) override;
    Start begin() const;
    void end(const Start &start, Timings *timings);

    DocumentView m_view;
    ToolController m_tools;
    std::unique_ptr<Document> m_document;
    int m_frames = 0;
};

/// Skin with a dark lesion and fine texture.
Image syntheticPhotograph(QSize size);
/// An ellipsoid with texture, in Hounsfield units.
Image syntheticVolume(int side, int slices);
/// Blobs over about a quarter of the area, with a wavy border.
Mask syntheticMask(QSize size, double phase = 0);
/// The same blobs as probabilities that rise over some tens of pixels.
ProbabilityMap syntheticProbability(QSize size);

} // namespace vmunet::bench
