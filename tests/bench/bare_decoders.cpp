// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bare_decoders.h"

#include "core/base/all_cores.h"

#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>

#include <QDir>
#include <QFile>

#include <openjpeg.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <memory>

#include <jpeglib.h>

namespace vmunet::bench {

namespace {

struct Memory {
    const QByteArray *bytes;
    qsizetype at;
};

OPJ_SIZE_T readSome(void *buffer, OPJ_SIZE_T wanted, void *user)
{
    auto *memory = static_cast<Memory *>(user);
    const qsizetype taken = std::min(qsizetype(wanted), memory->bytes->size() - memory->at);
    if (taken <= 0) {
        return OPJ_SIZE_T(-1);
    }
    std::memcpy(buffer, memory->bytes->constData() + memory->at, size_t(taken));
    memory->at += taken;
    return OPJ_SIZE_T(taken);
}

OPJ_OFF_T skip(OPJ_OFF_T count, void *user)
{
    static_cast<Memory *>(user)->at += qsizetype(count);
    return count;
}

qint64 decodeStream(const QByteArray &bytes)
{
    Memory memory{&bytes, 0};
    opj_codec_t *codec = opj_create_decompress(OPJ_CODEC_J2K);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    opj_setup_decoder(codec, &parameters);
    opj_stream_t *stream = opj_stream_default_create(OPJ_TRUE);
    opj_stream_set_read_function(stream, readSome);
    opj_stream_set_skip_function(stream, skip);
    opj_stream_set_user_data(stream, &memory, nullptr);
    opj_stream_set_user_data_length(stream, OPJ_UINT64(bytes.size()));
    opj_image_t *image = nullptr;
    const bool decoded =
        opj_read_header(stream, codec, &image) && opj_decode(codec, stream, image) && opj_end_decompress(codec, stream);
    const qint64 samples = decoded ? qint64(image->comps[0].w) * image->comps[0].h : 0;
    opj_image_destroy(image);
    opj_stream_destroy(stream);
    opj_destroy_codec(codec);
    return samples;
}

} // namespace

std::vector<QByteArray> codeStreamsOf(const QString &folder)
{
    std::vector<QByteArray> streams;
    for (const QString &name : QDir(folder).entryList(QDir::Files)) {
        DcmFileFormat file;
        DcmElement *element = nullptr;
        DcmPixelSequence *sequence = nullptr;
        DcmPixelItem *item = nullptr;
        Uint8 *bytes = nullptr;
        const QByteArray path = QFile::encodeName(QDir(folder).filePath(name));
        if (file.loadFile(OFFilename(path.constData())).good()
            && file.getDataset()->findAndGetElement(DCM_PixelData, element).good()
            && dynamic_cast<DcmPixelData *>(element)
                   ->getEncapsulatedRepresentation(file.getDataset()->getOriginalXfer(), nullptr, sequence)
                   .good()
            && sequence->getItem(item, 1).good() && item->getUint8Array(bytes).good()) {
            streams.emplace_back(reinterpret_cast<const char *>(bytes), qsizetype(item->getLength()));
        }
    }
    return streams;
}

qint64 decodeAlone(const std::vector<QByteArray> &streams)
{
    std::atomic<qint64> samples{0};
    runOnAllCores(streams.size(), [&](size_t i) {
        const qint64 decoded = decodeStream(streams[i]);
        samples += decoded;
        return decoded > 0;
    });
    return samples;
}

qint64 decodeJpegAlone(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    const QByteArray bytes = file.readAll();
    jpeg_decompress_struct info{};
    jpeg_error_mgr errors{};
    info.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&info);
    jpeg_mem_src(&info, reinterpret_cast<const unsigned char *>(bytes.constData()), ulong(bytes.size()));
    jpeg_read_header(&info, TRUE);
    info.out_color_space = JCS_RGB;
    jpeg_start_decompress(&info);
    const size_t line = size_t(info.output_width) * 3;
    const auto pixels = std::make_unique_for_overwrite<JSAMPLE[]>(line * info.output_height);
    while (info.output_scanline < info.output_height) {
        JSAMPLE *row = pixels.get() + line * info.output_scanline;
        jpeg_read_scanlines(&info, &row, 1);
    }
    const auto size = qint64(line * info.output_height);
    jpeg_finish_decompress(&info);
    jpeg_destroy_decompress(&info);
    return size;
}

} // namespace vmunet::bench
