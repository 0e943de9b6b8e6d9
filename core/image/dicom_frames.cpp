// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/dicom_frames.h"

#include "core/image/jpeg2000_reader.h"
#include "core/image/photo_completeness.h"

#include <QObject>
#include <QtEndian>

#include <dcmtk/dcmdata/dccodec.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcpixseq.h>
#include <dcmtk/dcmdata/dcpxitem.h>
#include <dcmtk/dcmdata/dcxfer.h>

#include <algorithm>
#include <cstring>

namespace vmunet {

Error truncatedPixels(const QString &path)
{
    return {ErrorCode::Corrupt,
        QObject::tr("%1 is truncated or damaged: its pixels cannot be decoded whole. Copy it again.").arg(path)};
}

Error unsupportedPixels(const DicomHeader &header)
{
    return {ErrorCode::Unsupported,
        QObject::tr("%1 has a compression or pixel layout that cannot be read (transfer syntax %2).")
            .arg(header.path, header.transferSyntax)};
}

namespace {

bool isJpeg(E_TransferSyntax syntax)
{
    return syntax == EXS_JPEGProcess1 || syntax == EXS_JPEGProcess2_4 || syntax == EXS_JPEGProcess14
        || syntax == EXS_JPEGProcess14SV1;
}

bool isJpeg2000(E_TransferSyntax syntax)
{
    return syntax == EXS_JPEG2000 || syntax == EXS_JPEG2000LosslessOnly;
}

/// The fragments of encapsulated pixel data, the offset table first. Empty if they are damaged.
std::vector<QByteArray> fragmentsOf(DcmPixelData &data, E_TransferSyntax syntax)
{
    DcmPixelSequence *sequence = nullptr;
    std::vector<QByteArray> fragments;
    if (data.getEncapsulatedRepresentation(syntax, nullptr, sequence).bad() || !sequence) {
        return fragments;
    }
    for (unsigned long i = 0; i < sequence->card(); ++i) {
        DcmPixelItem *item = nullptr;
        Uint8 *bytes = nullptr;
        if (sequence->getItem(item, i).bad() || !item) {
            return {};
        }
        const Uint32 length = item->getLength();
        if (length > 0 && (item->getUint8Array(bytes).bad() || !bytes)) {
            return {};
        }
        fragments.emplace_back(reinterpret_cast<const char *>(bytes), qsizetype(length));
    }
    return fragments;
}

/// One stream a frame: a fragment each, or as many as the offset table or the start of a stream says.
std::vector<QByteArray> streamsOf(const std::vector<QByteArray> &fragments, int frames, QByteArrayView start)
{
    std::vector<QByteArray> streams;
    if (fragments.empty()) {
        return streams;
    }
    if (int(fragments.size()) - 1 == frames) {
        return {fragments.begin() + 1, fragments.end()};
    }
    const QByteArray &table = fragments.front();
    qint64 offset = 0;
    for (size_t i = 1; i < fragments.size(); ++i) {
        bool begins = streams.empty() || (frames > 1 && table.isEmpty() && fragments[i].startsWith(start));
        for (qsizetype entry = 0; frames > 1 && entry + 4 <= table.size(); entry += 4) {
            begins = begins || qFromLittleEndian<quint32>(table.constData() + entry) == offset;
        }
        if (begins) {
            streams.emplace_back();
        }
        streams.back() += fragments[i];
        offset += 8 + fragments[i].size();
    }
    return streams;
}

/// Samples of one frame behind those of the frames before.
void append(QByteArray &samples, const Jpeg2000Image &frame, int bytes)
{
    const qsizetype at = samples.size();
    samples.resize(at + qsizetype(frame.samples.size()) * bytes);
    char *to = samples.data() + at;
    for (size_t i = 0; i < frame.samples.size(); ++i) {
        if (bytes == 1) {
            to[i] = char(frame.samples[i]);
        } else {
            reinterpret_cast<quint16 *>(to)[i] = quint16(frame.samples[i]);
        }
    }
}

Result<DicomFrames> decodeJpeg2000Frames(const DicomHeader &header, DcmPixelData &data, E_TransferSyntax syntax)
{
    const std::vector<QByteArray> streams =
        streamsOf(fragmentsOf(data, syntax), header.frames, QByteArrayView("\xff\x4f\xff\x51"));
    if (int(streams.size()) != header.frames || (header.bitsAllocated != 8 && header.bitsAllocated != 16)) {
        return truncatedPixels(header.path);
    }
    DicomFrames frames;
    for (const QByteArray &stream : streams) {
        const Result<Jpeg2000Image> frame =
            decodeJpeg2000(header.path, stream, qint64(header.rows) * qint64(header.columns));
        if (!frame || frame->width != header.columns || frame->height != header.rows
            || frame->components != header.samplesPerPixel) {
            return truncatedPixels(header.path);
        }
        append(frames.samples, *frame, header.bitsAllocated / 8);
        // A header that contradicts the stream is wrong: the stream's top bit is the sign.
        frames.bits = frame->isSigned || header.pixelRepresentation == 0 ? 16 : frame->bits;
    }
    return frames;
}

/// DCMTK fills what a cut JPEG frame lacks; the end of its stream shows whether it is whole.
bool jpegFramesAreComplete(const DicomHeader &header, DcmPixelData &data, E_TransferSyntax syntax)
{
    const std::vector<QByteArray> streams =
        streamsOf(fragmentsOf(data, syntax), header.frames, QByteArrayView("\xff\xd8\xff"));
    return int(streams.size()) == header.frames
        && std::all_of(streams.begin(), streams.end(), [](const QByteArray &stream) { return isCompleteJpeg(stream); });
}

Result<DicomFrames> decodeOtherFrames(const DicomHeader &header, DcmDataset &dataset, DcmPixelData &data)
{
    DicomFrames frames;
    const qint64 pixels = qint64(header.rows) * header.columns * header.samplesPerPixel;
    const qint64 frameBytes = pixels * header.bitsAllocated / 8;
    frames.samples = QByteArray(frameBytes * header.frames, '\0');
    Uint32 fragment = 0;
    OFString colour;
    for (int i = 0; i < header.frames; ++i) {
        // The decoders want an even number of bytes.
        QByteArray frame(frameBytes + frameBytes % 2, '\0');
        if (data.getUncompressedFrame(&dataset, Uint32(i), fragment, frame.data(), Uint32(frame.size()), colour)
                .bad()) {
            return truncatedPixels(header.path);
        }
        std::memcpy(frames.samples.data() + i * frameBytes, frame.constData(), size_t(frameBytes));
    }
    return frames;
}

/// Uncompressed samples as they lie in the file, in this machine's byte order.
Result<DicomFrames> readRawFrames(const DicomHeader &header, DcmPixelData &data)
{
    DicomFrames frames;
    const qint64 pixels = qint64(header.rows) * header.columns * header.samplesPerPixel * header.frames;
    frames.colourIsShared = header.photometric == QLatin1String("YBR_FULL_422");
    const qint64 bytes =
        (pixels * header.bitsAllocated + 7) / 8 / (frames.colourIsShared ? 3 : 1) * (frames.colourIsShared ? 2 : 1);
    if (qint64(data.getLength()) < bytes) {
        return truncatedPixels(header.path);
    }
    // Asking for bytes of an element of words, or the reverse, converts them.
    Uint8 *octets = nullptr;
    Uint16 *words = nullptr;
    if (data.getUint16Array(words).good() && words) {
        frames.samples = QByteArray(reinterpret_cast<const char *>(words), bytes);
    } else if (data.getUint8Array(octets).good() && octets) {
        frames.samples = QByteArray(reinterpret_cast<const char *>(octets), bytes);
    } else {
        return truncatedPixels(header.path);
    }
    return frames;
}

} // namespace

Result<DicomFrames> decodeDicomFrames(const DicomHeader &header, DcmDataset &dataset)
{
    DcmElement *element = nullptr;
    DcmPixelData *data = nullptr;
    if (dataset.findAndGetElement(DCM_PixelData, element).bad() || !(data = dynamic_cast<DcmPixelData *>(element))) {
        return unsupportedPixels(header);
    }
    const E_TransferSyntax syntax = dataset.getOriginalXfer();
    if (isJpeg2000(syntax)) {
        return decodeJpeg2000Frames(header, *data, syntax);
    }
    const bool isRaw = !DcmXfer(syntax).isEncapsulated();
    if (isJpeg(syntax) && !jpegFramesAreComplete(header, *data, syntax)) {
        return truncatedPixels(header.path);
    }
    if (!isRaw && !DcmCodecList::canChangeCoding(syntax, EXS_LittleEndianExplicit)) {
        return unsupportedPixels(header);
    }
    Result<DicomFrames> frames = isRaw ? readRawFrames(header, *data) : decodeOtherFrames(header, dataset, *data);
    if (frames) {
        frames->bits = header.bitsStored;
        // The run-length decoder keeps the layout that the file names; those of JPEG interleave.
        frames->byPlane = (isRaw || syntax == EXS_RLELossless) && header.planarConfiguration == 1;
    }
    return frames;
}

} // namespace vmunet
