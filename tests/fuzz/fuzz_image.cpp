// SPDX-License-Identifier: GPL-3.0-or-later
// One reader under libFuzzer: what it accepts is a whole image, what it refuses has one line that says so.
#include "core/image/file_format.h"
#include "core/image/image_loader.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include <sys/mman.h>
#include <unistd.h>

using namespace vmunet;

namespace {

/// Readers open names; this one lies in memory.
class MemoryFile {
public:
    MemoryFile(const uint8_t *data, size_t size)
        : m_file(memfd_create("fuzzed", 0))
    {
        if (m_file < 0 || write(m_file, data, size) != ssize_t(size)) {
            std::abort();
        }
    }
    ~MemoryFile() { close(m_file); }
    MemoryFile(const MemoryFile &) = delete;
    MemoryFile &operator=(const MemoryFile &) = delete;
    QString path() const { return QStringLiteral("/proc/self/fd/%1").arg(m_file); }

private:
    int m_file;
};

void orAbort(bool holds, const char *what)
{
    if (!holds) {
        std::fprintf(stderr, "%s\n", what);
        std::abort();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const auto head =
        QByteArray(reinterpret_cast<const char *>(data), qsizetype(std::min<size_t>(size, kSniffedBytes)));
    if (formatOf(head) != FileFormat::VMUNET_FUZZED_FORMAT) {
        return 0;
    }
    const MemoryFile file(data, size);
    const Result<Image> image = loadImage(file.path());
    if (image) {
        orAbort(image->width > 0 && image->height > 0 && image->slices > 0, "an image without pixels");
        orAbort(image->samples.size() == image->sliceBytes() * image->slices, "an image with parts missing");
        orAbort(
            !renderSlice(*image, image->slices - 1, initialWindow(*image)).isNull(), "an image that cannot be shown");
    } else {
        orAbort(image.error().message.contains(file.path()), "an error without its file");
        orAbort(!image.error().message.contains(QLatin1Char('\n')), "an error of several lines");
    }
    return 0;
}
