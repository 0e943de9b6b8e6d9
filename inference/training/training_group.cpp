// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/training/training_group.h"

#include <QCryptographicHash>

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <chrono>
#include <utility>

namespace vmunet {

namespace {

constexpr std::chrono::minutes kToJoin(2);
// The others wait this long while the first one validates and writes.
constexpr std::chrono::hours kToWait(2);

bool isThisMachine(const QString &address)
{
    return address == QLatin1String("localhost") || address == QLatin1String("::1")
        || address.startsWith(QLatin1String("127."));
}

} // namespace

struct TrainingGroup::Backend {
    c10::intrusive_ptr<c10d::TCPStore> store;
    c10::intrusive_ptr<c10d::ProcessGroupGloo> gloo;
};

TrainingGroup::TrainingGroup(LauncherPlace place, std::unique_ptr<Backend> backend)
    : m_place(std::move(place))
    , m_backend(std::move(backend))
{
}

TrainingGroup::~TrainingGroup() = default;

Result<std::unique_ptr<TrainingGroup>> TrainingGroup::join(const LauncherPlace &place)
{
    try {
        c10d::TCPStoreOptions store;
        store.port = std::uint16_t(place.port);
        store.isServer = place.rank == 0 && !place.hasServer;
        store.numWorkers = std::size_t(place.size);
        store.timeout = kToJoin;
        auto backend = std::make_unique<Backend>();
        backend->store = c10::make_intrusive<c10d::TCPStore>(place.address.toStdString(), store);
        const auto options = c10d::ProcessGroupGloo::Options::create(kToJoin);
        options->devices.push_back(isThisMachine(place.address)
                ? c10d::ProcessGroupGloo::createDeviceForHostname("127.0.0.1", /*lazyInit=*/false)
                : c10d::ProcessGroupGloo::createDefaultDevice(/*lazyInit=*/false));
        backend->gloo = c10::make_intrusive<c10d::ProcessGroupGloo>(backend->store, place.rank, place.size, options);
        return std::unique_ptr<TrainingGroup>(new TrainingGroup(place, std::move(backend)));
    } catch (const std::exception &exception) {
        const auto *torch = dynamic_cast<const c10::Error *>(&exception);
        const QString reason = QString::fromUtf8(torch ? torch->what_without_backtrace() : exception.what());
        return Error{ErrorCode::Io,
            QStringLiteral("The %1 processes did not come together at %2:%3: %4")
                .arg(place.size)
                .arg(place.address)
                .arg(place.port)
                .arg(reason.section(QLatin1Char('\n'), 0, 0))};
    }
}

void TrainingGroup::sum(at::Tensor &values)
{
    at::Tensor onHost = values.to(at::kCPU).contiguous();
    std::vector<at::Tensor> list{onHost};
    c10d::AllreduceOptions options;
    options.reduceOp = c10d::ReduceOp::SUM;
    options.timeout = kToWait;
    try {
        m_backend->gloo->allreduce(list, options)->wait(kToWait);
    } catch (const std::exception &) {
        throw GroupError("another of the " + std::to_string(m_place.size)
            + " processes has ended or cannot be reached, so this one ends too. The last finished epoch is kept: start "
              "all of them again with --resume.");
    }
    const at::NoGradGuard noGrad;
    if (!values.is_same(onHost)) {
        values.copy_(onHost);
    }
}

std::vector<double> TrainingGroup::sum(const std::vector<double> &values)
{
    at::Tensor tensor = at::empty({std::int64_t(values.size())}, at::kDouble);
    std::copy(values.begin(), values.end(), tensor.mutable_data_ptr<double>());
    sum(tensor);
    const double *first = tensor.const_data_ptr<double>();
    return {first, first + values.size()};
}

void TrainingGroup::sumGradients(const std::vector<at::Tensor> &parameters)
{
    const at::NoGradGuard noGrad;
    std::vector<at::Tensor> flat;
    for (const at::Tensor &parameter : parameters) {
        if (parameter.requires_grad()) {
            flat.push_back(parameter.grad().defined() ? parameter.grad().flatten()
                                                      : at::zeros({parameter.numel()}, parameter.options()));
        }
    }
    if (flat.empty()) {
        return;
    }
    at::Tensor all = at::cat(flat);
    sum(all);
    std::int64_t first = 0;
    for (const at::Tensor &parameter : parameters) {
        if (parameter.requires_grad()) {
            parameter.mutable_grad() = all.narrow(0, first, parameter.numel()).view_as(parameter).clone();
            first += parameter.numel();
        }
    }
}

bool TrainingGroup::agreesOn(const QByteArray &text)
{
    // Bytes as numbers: their sums are exact, and equal `size` times ours only if all are the same or differences
    // cancel out, which for a hash of 32 bytes they do not.
    std::vector<double> bytes;
    for (const char byte : QCryptographicHash::hash(text, QCryptographicHash::Sha256)) {
        bytes.push_back(double(static_cast<unsigned char>(byte)));
    }
    const std::vector<double> total = sum(bytes);
    bool same = true;
    for (size_t i = 0; i < bytes.size(); ++i) {
        same = same && total[i] == bytes[i] * m_place.size;
    }
    return !any(!same);
}

} // namespace vmunet
