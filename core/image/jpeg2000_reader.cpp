// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/jpeg2000_reader.h"

#include <QObject>

#include <openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace vmunet {

namespace {

/// Where the decoder is in the bytes of the file.
struct Source {
    const QByteArray &bytes;
    qsizetype at = 0;
};

OPJ_SIZE_T readSome(void *buffer, OPJ_SIZE_T wanted, void *user)
{
    auto *source = static_cast<Source *>(user);
    const qsizetype left = source->bytes.size() - source->at;
    if (left <= 0) {
        return OPJ_SIZE_T(-1);
    }
    const qsizetype taken = std::min(left, qsizetype(wanted));
    std::memcpy(buffer, source->bytes.constData() + source->at, size_t(taken));
    source->at += taken;
    return OPJ_SIZE_T(taken);
}

OPJ_BOOL seekTo(OPJ_OFF_T position, void *user)
{
    auto *source = static_cast<Source *>(user);
    if (position < 0 || position > source->bytes.size()) {
        return OPJ_FALSE;
    }
    source->at = qsizetype(position);
    return OPJ_TRUE;
}

OPJ_OFF_T skip(OPJ_OFF_T count, void *user)
{
    auto *source = static_cast<Source *>(user);
    return seekTo(source->at + count, user) ? count : -1;
}

struct CodecCloser {
    void operator()(opj_codec_t *codec) const { opj_destroy_codec(codec); }
};
struct StreamCloser {
    void operator()(opj_stream_t *stream) const { opj_stream_destroy(stream); }
};
struct ImageCloser {
    void operator()(opj_image_t *image) const { opj_image_destroy(image); }
};

QImage greyOf(const Jpeg2000Image &image)
{
    const bool deep = image.bits > 8;
    QImage grey(image.width, image.height, deep ? QImage::Format_Grayscale16 : QImage::Format_Grayscale8);
    const int offset = image.isSigned ? 1 << (image.bits - 1) : 0;
    for (int y = 0; y < grey.height(); ++y) {
        const qint32 *from = image.samples.data() + size_t(y) * size_t(image.width) * size_t(image.components);
        uchar *line = grey.scanLine(y);
        for (int x = 0; x < grey.width(); ++x, from += image.components) {
            if (deep) {
                reinterpret_cast<quint16 *>(line)[x] = quint16(std::clamp(*from + offset, 0, 65535));
            } else {
                line[x] = uchar(std::clamp(*from + offset, 0, 255));
            }
        }
    }
    return grey;
}

QImage colourOf(const Jpeg2000Image &image)
{
    QImage rgb(image.width, image.height, QImage::Format_RGB888);
    const int shift = std::max(0, image.bits - 8);
    const qint32 *from = image.samples.data();
    for (int y = 0; y < rgb.height(); ++y) {
        uchar *line = rgb.scanLine(y);
        for (int x = 0; x < rgb.width(); ++x, from += image.components) {
            for (int c = 0; c < 3; ++c) {
                line[x * 3 + c] = uchar(std::clamp(from[c] >> shift, 0, 255));
            }
        }
    }
    return rgb;
}

Jpeg2000Image interleaved(const opj_image_t &image)
{
    Jpeg2000Image result;
    result.width = int(image.comps[0].w);
    result.height = int(image.comps[0].h);
    result.components = int(image.numcomps);
    result.bits = int(image.comps[0].prec);
    result.isSigned = image.comps[0].sgnd != 0;
    const size_t pixels = size_t(result.width) * size_t(result.height);
    result.samples.resize(pixels * image.numcomps);
    for (size_t c = 0; c < image.numcomps; ++c) {
        for (size_t i = 0; i < pixels; ++i) {
            result.samples[i * image.numcomps + c] = image.comps[c].data[i];
        }
    }
    return result;
}

bool sameGrid(const opj_image_t &image)
{
    return std::all_of(image.comps, image.comps + image.numcomps, [&image](const opj_image_comp_t &component) {
        return component.w == image.comps[0].w && component.h == image.comps[0].h
            && component.prec == image.comps[0].prec && component.prec <= 16 && component.data != nullptr;
    });
}

} // namespace

Result<Jpeg2000Image> decodeJpeg2000(const QString &path, const QByteArray &bytes, qint64 maxPixels)
{
    const Error damaged{ErrorCode::Corrupt, QObject::tr("%1 is a damaged or truncated JPEG 2000 file.").arg(path)};
    const bool boxed = !bytes.startsWith("\xff\x4f");
    const std::unique_ptr<opj_codec_t, CodecCloser> codec(opj_create_decompress(boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K));
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    if (!codec || !opj_setup_decoder(codec.get(), &parameters) || !opj_decoder_set_strict_mode(codec.get(), OPJ_TRUE)) {
        return damaged;
    }
    Source source{bytes};
    const std::unique_ptr<opj_stream_t, StreamCloser> stream(opj_stream_default_create(OPJ_TRUE));
    opj_stream_set_read_function(stream.get(), readSome);
    opj_stream_set_seek_function(stream.get(), seekTo);
    opj_stream_set_skip_function(stream.get(), skip);
    opj_stream_set_user_data(stream.get(), &source, nullptr);
    opj_stream_set_user_data_length(stream.get(), OPJ_UINT64(bytes.size()));

    opj_image_t *header = nullptr;
    const bool headerRead = opj_read_header(stream.get(), codec.get(), &header);
    const std::unique_ptr<opj_image_t, ImageCloser> image(header);
    if (!headerRead || !image || image->numcomps == 0) {
        return damaged;
    }
    if (qint64(image->x1 - image->x0) * qint64(image->y1 - image->y0) > maxPixels) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 claims %2 x %3 pixels; at most %4 megapixels can be opened.")
                .arg(path)
                .arg(image->x1 - image->x0)
                .arg(image->y1 - image->y0)
                .arg(maxPixels / 1'000'000)};
    }
    if (!opj_decode(codec.get(), stream.get(), image.get()) || !opj_end_decompress(codec.get(), stream.get())) {
        return damaged;
    }
    if (!sameGrid(*image) || image->color_space == OPJ_CLRSPC_SYCC || image->color_space == OPJ_CLRSPC_CMYK) {
        return Error{ErrorCode::Unsupported,
            QObject::tr("%1 is a JPEG 2000 file with subsampled, YCC or CMYK colour. Convert it to PNG first.")
                .arg(path)};
    }
    return interleaved(*image);
}

Result<QImage> readJpeg2000(const QString &path, const QByteArray &bytes, qint64 maxPixels)
{
    const Result<Jpeg2000Image> image = decodeJpeg2000(path, bytes, maxPixels);
    if (!image) {
        return image.error();
    }
    return image->components < 3 ? greyOf(*image) : colourOf(*image);
}

} // namespace vmunet
