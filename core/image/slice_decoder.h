// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/image/dicom_file.h"
#include "core/image/slice_preview.h"

#include <mutex>

namespace vmunet {

/// The values of one frame, rescaled. `target` holds its pixels.
void rescaleFrame(const DicomPixels &pixels, int frame, double slope, double intercept, float *target);

/// Decodes the files of a series, a slice each, on all cores into one block of memory, the middle one first.
class SliceDecoder {
public:
    /// All refer to what the caller keeps. `image` has room for all slices; where it is Float32, values are rescaled.
    SliceDecoder(const std::vector<DicomHeader> &headers, const std::vector<size_t> &order, Image &image);

    /// `middle` is decoded already. Errors: Cancelled, or that of the first file that failed.
    Status run(const DicomPixels &middle, const CancelFlag &cancel, const ProgressCallback &progress,
        const PreviewCallback &preview);

    /// The slice that a person sees first.
    static size_t middleOf(size_t count) { return count / 2; }

private:
    Status decode(size_t slice);
    Status place(size_t slice, const DicomPixels &pixels);
    Image sliceAlone(size_t slice) const;

    const std::vector<DicomHeader> &m_headers;
    const std::vector<size_t> &m_order;
    Image &m_image;
    char *m_target;
    std::mutex m_mutex; ///< Over the callbacks and what follows.
    std::optional<Error> m_error;
};

} // namespace vmunet
