#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes tests/data/readings/pixels.csv: what independent readers make of the shared test files.

Usage: make_pixel_hashes.py DATA > pixels.csv, where DATA holds the folder formats/. Needs pillow, tifffile, pydicom,
python-gdcm, nibabel and SimpleITK. Photographs as 8-bit RGB by the rules of core/image/README.md; the rest as stored,
little-endian, row-major. Of the DICOM files only those that the shared table lacks or has from another decoder.
"""
import csv
import hashlib
import io
import pathlib
import sys

import gdcm
import nibabel
import numpy
import pydicom
import SimpleITK
import tifffile
from PIL import Image, ImageCms, ImageOps

# Lossy JPEG, where the shared table is from a decoder that rounds unlike the Independent JPEG Group's; and photographs
# that it lacks.
GREY_DICOM = [
    "dicom/syntax/CTImage_jpeg_baseline.dcm",
    "dicom/syntax/CTImage_jpeg_extended12.dcm",
    "dicom/syntax/MR1_JPLY.dcm",
    "dicom/multiframe/CT0012.fragmented_no_bot_jpeg_baseline.51.dcm",
]
COLOUR_DICOM = [
    "dicom/multiframe/examples_ybr_color.dcm",
    "dicom/dermoscopy/ISIC_0000010_jpeg.dcm",
    "dicom/dermoscopy/ISIC_0000011_rgb.dcm",
]


def stretched(grey):
    least, greatest = int(grey.min()), int(grey.max())
    span = max(1, greatest - least)
    byte = ((grey.astype(numpy.int64) - least) * 255 + span // 2) // span
    return numpy.repeat(byte[:, :, None], 3, axis=2).astype(numpy.uint8)


def photograph(path):
    image = Image.open(path)
    profile = image.info.get("icc_profile")
    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("I"):
        return "Pillow", stretched(numpy.asarray(image))
    deep = tifffile.imread(path) if path.suffix == ".tiff" else None
    if deep is not None and deep.dtype == numpy.uint16:  # Pillow cuts deep colour, which darkens it.
        return "tifffile", ((deep.astype(numpy.int64) * 255 + 32767) // 65535).astype(numpy.uint8)
    if profile and image.mode == "RGB":
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        image = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
    if image.mode in ("RGBA", "LA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image)
    return "Pillow", numpy.asarray(image.convert("RGB"))


def grey_dicom(path):
    reader = gdcm.ImageReader()
    reader.SetFileName(str(path))
    if not reader.Read():
        raise ValueError("not read")
    image = reader.GetImage()
    kind = numpy.uint16 if image.GetPixelFormat().GetBitsAllocated() == 16 else numpy.uint8
    samples = numpy.frombuffer(image.GetBuffer().encode("utf-8", "surrogateescape"), kind)
    return "GDCM", samples.reshape(image.GetDimensions()[::-1])


def colour_dicom(path):
    return "pydicom, GDCM", pydicom.pixels.pixel_array(pydicom.dcmread(path), decoding_plugin="gdcm")


def volume(path):
    if ".nii" in path.name:
        image = nibabel.load(path)
        scaled = image.dataobj.slope != 1 or image.dataobj.inter != 0
        stored = numpy.asarray(image.dataobj.get_unscaled())
        if scaled:
            stored = numpy.asarray(image.dataobj).astype(numpy.float32)
        if stored.dtype.names:
            raise ValueError("structured voxels")
        if stored.ndim == 5:  # Vectors: the components lie last in the file and first in a voxel.
            return "nibabel", stored[:, :, :, 0, :].transpose(2, 1, 0, 3)
        return "nibabel", stored.transpose()
    return "SimpleITK", SimpleITK.GetArrayFromImage(SimpleITK.ReadImage(str(path)))


def rows(formats):
    for path in sorted((formats / "images").iterdir()):
        if path.suffix != ".csv":
            yield path, photograph
    for name in GREY_DICOM:
        yield formats / name, grey_dicom
    for name in COLOUR_DICOM:
        yield formats / name, colour_dicom
    for path in sorted((formats / "volumes").iterdir()):
        if path.suffix != ".csv":
            yield path, volume


def main():
    formats = pathlib.Path(sys.argv[1]) / "formats"
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["file", "reader", "shape", "sample", "sha256"])
    for path, read in rows(formats):
        name = path.relative_to(formats).as_posix()
        try:
            reader, pixels = read(path)
        except (OSError, SyntaxError, ValueError) as reason:
            print(f"{name}: {reason}", file=sys.stderr)
            out.writerow([name, "refused", "", "", ""])
            continue
        pixels = numpy.ascontiguousarray(pixels.astype(pixels.dtype.newbyteorder("<")))
        digest = hashlib.sha256(pixels.tobytes()).hexdigest()
        out.writerow([name, reader, "x".join(map(str, pixels.shape)), pixels.dtype.name, digest[:16]])


if __name__ == "__main__":
    main()
