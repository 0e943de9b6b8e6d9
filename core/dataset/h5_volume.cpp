// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/h5_volume.h"

#include <QCoreApplication>
#include <QFile>

#include <hdf5.h>

#include <array>
#include <mutex>

namespace vmunet {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("H5Volume", text);
}

std::mutex &libraryMutex()
{
    static std::mutex mutex;
    return mutex;
}

/// Owns one identifier of the library; negative means that opening failed.
class Handle {
public:
    Handle(hid_t id, herr_t (*close)(hid_t))
        : m_id(id)
        , m_close(close)
    {
    }
    ~Handle()
    {
        if (m_id >= 0) {
            m_close(m_id);
        }
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;
    hid_t id() const { return m_id; }
    bool isOpen() const { return m_id >= 0; }

private:
    hid_t m_id;
    herr_t (*m_close)(hid_t);
};

using Extent = std::array<hsize_t, 3>;

Error corrupt(const QString &path, const QString &what)
{
    return {ErrorCode::Corrupt, tr("%1 is not a volume in the Synapse layout: %2.").arg(path, what)};
}

/// The library prints its own error stack by default; ours go to the caller.
void silenceLibrary()
{
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Result<Extent> extentOf(const Handle &dataset, const QString &path, const char *name)
{
    const Handle space(dataset.isOpen() ? H5Dget_space(dataset.id()) : hid_t(-1), H5Sclose);
    Extent extent{};
    if (!space.isOpen() || H5Sget_simple_extent_ndims(space.id()) != 3
        || H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr) != 3) {
        return corrupt(path, tr("it has no three-dimensional data set \"%1\"").arg(QLatin1String(name)));
    }
    constexpr hsize_t kLargestSide = 1 << 15;
    for (const hsize_t side : extent) {
        if (side == 0 || side > kLargestSide) {
            return Error{ErrorCode::Unsupported, tr("%1: a side of %2 is out of range.").arg(path).arg(side)};
        }
    }
    return extent;
}

Result<std::vector<float>> readValues(const Handle &dataset, const Extent &extent, int slice, const QString &path)
{
    const Extent start{hsize_t(slice), 0, 0};
    const Extent count{1, extent[1], extent[2]};
    const Handle source(H5Dget_space(dataset.id()), H5Sclose);
    const Handle target(H5Screate_simple(3, count.data(), nullptr), H5Sclose);
    std::vector<float> values(size_t(extent[1]) * size_t(extent[2]));
    if (!source.isOpen() || !target.isOpen()
        || H5Sselect_hyperslab(source.id(), H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr) < 0
        || H5Dread(dataset.id(), H5T_NATIVE_FLOAT, target.id(), source.id(), H5P_DEFAULT, values.data()) < 0) {
        return corrupt(path, tr("slice %1 cannot be read").arg(slice));
    }
    return values;
}

/// The two data sets of one open file.
class Volume {
public:
    explicit Volume(const QString &path)
        : m_path(path)
        , m_file(H5Fopen(QFile::encodeName(path).constData(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose)
        , m_image(openDataset("image"), H5Dclose)
        , m_label(openDataset("label"), H5Dclose)
    {
    }

    Result<Extent> extent() const
    {
        if (!m_file.isOpen()) {
            const ErrorCode code = QFile::exists(m_path) ? ErrorCode::Corrupt : ErrorCode::NotFound;
            return Error{code, tr("Cannot open %1 as HDF5.").arg(m_path)};
        }
        const Result<Extent> image = extentOf(m_image, m_path, "image");
        if (!image) {
            return image;
        }
        const Result<Extent> label = extentOf(m_label, m_path, "label");
        if (label && *label != *image) {
            return corrupt(m_path, tr("image and label have different sizes"));
        }
        return label;
    }

    Result<H5Slice> slice(const Extent &extent, int slice) const
    {
        Result<std::vector<float>> image = readValues(m_image, extent, slice, m_path);
        if (!image) {
            return image.error();
        }
        Result<std::vector<float>> label = readValues(m_label, extent, slice, m_path);
        if (!label) {
            return label.error();
        }
        return H5Slice{QSize(int(extent[2]), int(extent[1])), *std::move(image), *std::move(label)};
    }

private:
    hid_t openDataset(const char *name) const
    {
        return m_file.isOpen() ? H5Dopen2(m_file.id(), name, H5P_DEFAULT) : hid_t(-1);
    }

    QString m_path;
    Handle m_file;
    Handle m_image;
    Handle m_label;
};

} // namespace

Result<H5VolumeSize> readH5VolumeSize(const QString &path)
{
    const std::lock_guard lock(libraryMutex());
    silenceLibrary();
    const Result<Extent> extent = Volume(path).extent();
    if (!extent) {
        return extent.error();
    }
    return H5VolumeSize{int((*extent)[0]), QSize(int((*extent)[2]), int((*extent)[1]))};
}

Result<H5Slice> readH5Slice(const QString &path, int slice)
{
    const std::lock_guard lock(libraryMutex());
    silenceLibrary();
    const Volume volume(path);
    const Result<Extent> extent = volume.extent();
    if (!extent) {
        return extent.error();
    }
    if (slice < 0 || hsize_t(slice) >= (*extent)[0]) {
        return Error{ErrorCode::Invalid, tr("%1 has no slice %2.").arg(path).arg(slice)};
    }
    return volume.slice(*extent, slice);
}

} // namespace vmunet
