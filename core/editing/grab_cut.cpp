// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/editing/grab_cut.h"

#include "core/editing/picture_crop.h"

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>

namespace vmunet {

namespace {

constexpr qint64 kMaxPixels = 400'000;
constexpr int kRounds = 5;
constexpr int kLeastPixels = 5; // Of object and background each: as many as a colour model has components.
constexpr std::uint8_t kObjectMark = 1;
constexpr std::uint8_t kBackgroundMark = 2;

/// Room around the box, so that its outside can be learnt.
QRect withRoom(QRect box)
{
    const int room = std::max(8, std::max(box.width(), box.height()) / 8);
    return box.adjusted(-room, -room, room, room);
}

/// What grabCut() wants to know of each pixel of the crop before it starts.
cv::Mat firstGuess(const PictureCrop &crop, const GrabCutHints &hints)
{
    cv::Mat guess(crop.size.height(), crop.size.width(), CV_8U, cv::Scalar(cv::GC_BGD));
    for (int y = 0; y < guess.rows; ++y) {
        const int imageY = crop.area.top() + int((y + 0.5) / crop.scaleY());
        for (int x = 0; x < guess.cols; ++x) {
            const int imageX = crop.area.left() + int((x + 0.5) / crop.scaleX());
            if (hints.box.contains(imageX, imageY)) {
                guess.at<std::uint8_t>(y, x) = cv::GC_PR_FGD;
            }
        }
    }
    // Each mark counts, however thin: the crop may be shrunk.
    for (int y = crop.area.top(); !hints.marks.isNull() && y <= crop.area.bottom(); ++y) {
        const std::uint8_t *row = hints.marks.row(y);
        const int guessY = std::min(guess.rows - 1, int((y - crop.area.top()) * crop.scaleY()));
        for (int x = crop.area.left(); x <= crop.area.right(); ++x) {
            const int guessX = std::min(guess.cols - 1, int((x - crop.area.left()) * crop.scaleX()));
            if (row[x] == kObjectMark) {
                guess.at<std::uint8_t>(guessY, guessX) = cv::GC_FGD;
            } else if (row[x] == kBackgroundMark) {
                guess.at<std::uint8_t>(guessY, guessX) = cv::GC_BGD;
            }
        }
    }
    return guess;
}

bool hasBoth(const cv::Mat &guess)
{
    const int object = cv::countNonZero(guess & 1); // GC_FGD and GC_PR_FGD are odd.
    return object >= kLeastPixels && int(guess.total()) - object >= kLeastPixels;
}

Region regionFrom(const cv::Mat &object, const PictureCrop &crop)
{
    cv::Mat weight;
    object.convertTo(weight, CV_32F);
    cv::Mat full;
    cv::resize(weight, full, cv::Size(crop.area.width(), crop.area.height()), 0, 0, cv::INTER_LINEAR);
    Mask coverage(crop.area.size());
    for (int y = 0; y < full.rows; ++y) {
        const float *from = full.ptr<float>(y);
        std::transform(
            from, from + full.cols, coverage.row(y), [](float value) { return std::uint8_t(value >= 0.5F); });
    }
    Region region = regionOf(coverage, Label{1});
    region.area.translate(crop.area.topLeft());
    return region;
}

} // namespace

Region grabbed(const Image &image, int slice, const GrabCutHints &hints, const KeepGoing &keepGoing)
{
    const QRect box = hints.box & QRect(QPoint(), image.size());
    const bool marksFit = hints.marks.isNull() || hints.marks.size() == image.size();
    if (box.isEmpty() || !marksFit) {
        return {};
    }
    const PictureCrop crop = pictureCrop(image, slice, withRoom(box), kMaxPixels);
    if (crop.isNull()) {
        return {};
    }
    const cv::Mat picture(crop.size.height(), crop.size.width(), CV_8UC3, const_cast<char *>(crop.rgb.constData()));
    cv::Mat guess = firstGuess(crop, {box, hints.marks});
    cv::Mat background;
    cv::Mat object;
    for (int round = 0; round < kRounds; ++round) {
        if (!hasBoth(guess) || (keepGoing && !keepGoing(double(round) / kRounds))) {
            return {};
        }
        cv::theRNG().state = 1; // The colour models start from random points: the same answer to the same question.
        cv::grabCut(
            picture, guess, cv::Rect(), background, object, 1, round == 0 ? cv::GC_INIT_WITH_MASK : cv::GC_EVAL);
    }
    return regionFrom(guess & 1, crop);
}

QRect boxAround(const Mask &marks)
{
    const QRect bounds = boundsOf(marks, Label{kObjectMark}) | boundsOf(marks, Label{kBackgroundMark});
    if (bounds.isEmpty()) {
        return {};
    }
    const int room = std::max(16, std::max(bounds.width(), bounds.height()) / 2);
    return bounds.adjusted(-room, -room, room, room) & marks.rect();
}

} // namespace vmunet
