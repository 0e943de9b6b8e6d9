// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/jpeg_reader.h"

#include <QBuffer>
#include <QImageReader>
#include <QObject>

#include <csetjmp>
#include <cstdio>
#include <cstdlib>

extern "C" {
#include <jpeglib.h>

#include <jerror.h> // Wants to know how the library was built.
}

namespace vmunet {

namespace {

constexpr int kMostScans = 500; ///< Cameras write ten; each of them visits every pixel.
constexpr qint64 kMostPixelsPerByte = 1000; ///< A bit a block of 64 pixels is the least there is.

/// What stops the decoder, in its own terms.
struct Stop : jpeg_error_mgr {
    std::jmp_buf leave;
    bool isPartial = false; ///< The decoder wanted to go on with pixels of its own making.
};

void stopDecoding(j_common_ptr info)
{
    std::longjmp(static_cast<Stop *>(info->err)->leave, 1);
}

/// The decoder fills what is missing with grey and calls that a warning.
void judgeWarning(j_common_ptr info, int level)
{
    if (level >= 0) {
        return;
    }
    auto *stop = static_cast<Stop *>(info->err);
    switch (stop->msg_code) {
    case JWRN_JPEG_EOF:
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
        stop->isPartial = true;
        stopDecoding(info);
        break;
    default:
        break; // Odd, and without effect on the pixels.
    }
}

void sayNothing(j_common_ptr) { }

struct Watch : jpeg_progress_mgr {
    const CancelFlag *cancel = nullptr;
    bool tooManyScans = false;
};

void watchDecoding(j_common_ptr info)
{
    auto *watch = static_cast<Watch *>(info->progress);
    watch->tooManyScans = reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMostScans;
    if (watch->tooManyScans || watch->cancel->isCancelled()) {
        stopDecoding(info);
    }
}

/// One file's decoder. No function that calls the library may hold anything with a destructor: an error jumps out.
class Decoder {
public:
    Decoder(const QByteArray &bytes, const CancelFlag &cancel)
        : m_bytes(bytes)
    {
        m_info.err = jpeg_std_error(&m_stop);
        m_stop.error_exit = stopDecoding;
        m_stop.emit_message = judgeWarning;
        m_stop.output_message = sayNothing;
        m_watch.cancel = &cancel;
        m_watch.progress_monitor = watchDecoding;
    }
    ~Decoder() { jpeg_destroy_decompress(&m_info); }
    Decoder(const Decoder &) = delete;
    Decoder &operator=(const Decoder &) = delete;

    bool readHeader()
    {
        if (setjmp(m_stop.leave) != 0) {
            return false;
        }
        jpeg_create_decompress(&m_info);
        m_info.progress = &m_watch;
        jpeg_mem_src(&m_info, reinterpret_cast<const unsigned char *>(m_bytes.constData()),
            static_cast<unsigned long>(m_bytes.size()));
        jpeg_save_markers(&m_info, JPEG_APP0 + 2, 0xffff);
        jpeg_read_header(&m_info, TRUE);
        const bool fourInks = m_info.jpeg_color_space == JCS_CMYK || m_info.jpeg_color_space == JCS_YCCK;
        m_info.out_color_space = fourInks ? JCS_CMYK : JCS_RGB;
        return true;
    }

    /// `line` holds four samples a pixel, where the file does.
    bool readPixels(uchar *rgb, uchar *line)
    {
        if (setjmp(m_stop.leave) != 0) {
            return false;
        }
        jpeg_start_decompress(&m_info);
        while (m_info.output_scanline < m_info.output_height) {
            uchar *row = rgb + size_t(m_info.output_scanline) * m_info.output_width * 3;
            uchar *target = isCmyk() ? line : row;
            jpeg_read_scanlines(&m_info, &target, 1);
            if (isCmyk()) {
                inksToRgb(line, row);
            }
        }
        jpeg_finish_decompress(&m_info);
        return true;
    }

    QByteArray profile()
    {
        JOCTET *data = nullptr;
        unsigned int size = 0;
        if (setjmp(m_stop.leave) != 0 || !jpeg_read_icc_profile(&m_info, &data, &size)) {
            return {};
        }
        QByteArray copy(reinterpret_cast<const char *>(data), qsizetype(size));
        std::free(data);
        return copy;
    }

    bool isCmyk() const { return m_info.out_color_space == JCS_CMYK; }
    QSize size() const { return {int(m_info.image_width), int(m_info.image_height)}; }

    /// After a failure.
    Error error(const QString &path) const
    {
        if (m_watch.cancel->isCancelled()) {
            return {ErrorCode::Cancelled, QObject::tr("Opening %1 was cancelled.").arg(path)};
        }
        if (m_watch.tooManyScans) {
            return {ErrorCode::Unsupported,
                QObject::tr("%1 is refused: its pixels come in more than %2 passes.").arg(path).arg(kMostScans)};
        }
        char text[JMSG_LENGTH_MAX] = "";
        m_stop.format_message(reinterpret_cast<j_common_ptr>(const_cast<jpeg_decompress_struct *>(&m_info)), text);
        const QString reason = QString::fromLatin1(text).simplified();
        if (m_stop.isPartial) {
            return {ErrorCode::Corrupt,
                QObject::tr("%1 is truncated or damaged: its pixels are not all there (%2). Copy it again.")
                    .arg(path, reason)};
        }
        const bool isForeign = m_stop.msg_code == JERR_BAD_PRECISION || m_stop.msg_code == JERR_SOF_UNSUPPORTED
            || m_stop.msg_code == JERR_NOT_COMPILED;
        return {isForeign ? ErrorCode::Unsupported : ErrorCode::Corrupt,
            QObject::tr("%1 is a JPEG file that cannot be read: %2.").arg(path, reason)};
    }

private:
    /// Adobe's programs store inks inverted, and say that they were here.
    void inksToRgb(const uchar *inks, uchar *rgb) const
    {
        const int flip = m_info.saw_Adobe_marker ? 0 : 255;
        for (JDIMENSION x = 0; x < m_info.output_width; ++x, inks += 4, rgb += 3) {
            const int light = inks[3] ^ flip;
            for (int c = 0; c < 3; ++c) {
                const int product = (255 - (inks[c] ^ flip)) * light + 128;
                rgb[c] = uchar(light - ((product + (product >> 8)) >> 8));
            }
        }
    }

    const QByteArray &m_bytes;
    jpeg_decompress_struct m_info{};
    Stop m_stop;
    Watch m_watch{};
};

/// EXIF's number for what Qt makes of it.
int orientationOf(const QByteArray &bytes)
{
    QBuffer buffer;
    buffer.setData(bytes);
    buffer.open(QIODevice::ReadOnly);
    const QImageReader reader(&buffer, "jpeg");
    switch (QImageIOHandler::Transformations::Int(reader.transformation())) {
    case QImageIOHandler::TransformationMirror:
        return 2;
    case QImageIOHandler::TransformationRotate180:
        return 3;
    case QImageIOHandler::TransformationFlip:
        return 4;
    case QImageIOHandler::TransformationFlipAndRotate90:
        return 5;
    case QImageIOHandler::TransformationRotate90:
        return 6;
    case QImageIOHandler::TransformationMirrorAndRotate90:
        return 7;
    case QImageIOHandler::TransformationRotate270:
        return 8;
    default:
        return 1;
    }
}

} // namespace

Result<JpegImage> readJpeg(const QString &path, const QByteArray &bytes, qint64 maxPixels, const CancelFlag &cancel)
{
    Decoder decoder(bytes, cancel);
    if (!decoder.readHeader()) {
        return decoder.error(path);
    }
    JpegImage image;
    image.size = decoder.size();
    const qint64 pixels = qint64(image.size.width()) * image.size.height();
    if (pixels > maxPixels || pixels > bytes.size() * kMostPixelsPerByte) {
        return Error{ErrorCode::Unsupported,
            QObject::tr(
                "%1 claims %2 x %3 pixels; at most %4 megapixels can be opened, and no more than its bytes hold.")
                .arg(path)
                .arg(image.size.width())
                .arg(image.size.height())
                .arg(maxPixels / 1'000'000)};
    }
    image.rgb = QByteArray(pixels * 3, Qt::Uninitialized);
    QByteArray line(decoder.isCmyk() ? image.size.width() * qsizetype(4) : 0, Qt::Uninitialized);
    if (!decoder.readPixels(reinterpret_cast<uchar *>(image.rgb.data()), reinterpret_cast<uchar *>(line.data()))) {
        return decoder.error(path);
    }
    if (const QByteArray profile = decoder.profile(); !profile.isEmpty() && !decoder.isCmyk()) {
        image.profile = QColorSpace::fromIccProfile(profile);
    }
    image.orientation = orientationOf(bytes);
    return image;
}

} // namespace vmunet
