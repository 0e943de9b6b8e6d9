// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/checkpointed.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/autocast_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>

#include <mutex>
#include <utility>
#include <vector>

namespace vmunet {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// The generators that a computation on a device draws from.
std::vector<at::Generator> generatorsOf(at::Device device)
{
    std::vector<at::Generator> generators{at::detail::getDefaultCPUGenerator()};
    if (!device.is_cpu()) {
        generators.push_back(at::globalContext().defaultGenerator(device));
    }
    return generators;
}

class RandomState {
public:
    explicit RandomState(at::Device device)
        : m_generators(generatorsOf(device))
    {
        for (at::Generator &generator : m_generators) {
            const std::lock_guard lock(generator.mutex());
            m_states.push_back(generator.get_state());
        }
    }
    void restore()
    {
        for (std::size_t i = 0; i < m_generators.size(); ++i) {
            const std::lock_guard lock(m_generators[i].mutex());
            m_generators[i].set_state(m_states[i]);
        }
    }

private:
    std::vector<at::Generator> m_generators;
    std::vector<at::Tensor> m_states;
};

struct AutocastState {
    explicit AutocastState(at::DeviceType of)
        : device(of)
        , enabled(at::autocast::is_autocast_enabled(of))
        , type(at::autocast::get_autocast_dtype(of))
    {
    }
    void restore() const
    {
        at::autocast::set_autocast_dtype(device, type);
        at::autocast::set_autocast_enabled(device, enabled);
    }
    at::DeviceType device;
    bool enabled;
    at::ScalarType type;
};

// What the first computation met.
struct Recording : torch::CustomClassHolder {
    Recording(TensorMap function, at::Device device)
        : map(std::move(function))
        , random(device)
        , autocast(device.type())
    {
    }

    // Computed again under the same conditions; those of the caller are back afterwards.
    at::Tensor replay(const at::Tensor &x)
    {
        RandomState callersRandom(x.device());
        const AutocastState callersAutocast(x.device().type());
        random.restore();
        autocast.restore();
        at::Tensor result;
        {
            const at::AutoGradMode withGradients(true);
            result = map(x);
        }
        callersAutocast.restore();
        callersRandom.restore();
        return result;
    }

    TensorMap map;
    RandomState random;
    AutocastState autocast;
};

struct CheckpointFunction : torch::autograd::Function<CheckpointFunction> {
    static at::Tensor forward(
        AutogradContext *context, const at::Tensor &x, const c10::intrusive_ptr<Recording> &recording)
    {
        context->save_for_backward({x});
        context->saved_data["recording"] = c10::IValue::make_capsule(recording);
        return recording->map(x); // Without a graph: gradients are off in here.
    }

    static variable_list backward(AutogradContext *context, const variable_list &gradients)
    {
        const auto recording =
            c10::static_intrusive_pointer_cast<Recording>(context->saved_data["recording"].toCapsule());
        const at::Tensor x = context->get_saved_variables()[0].detach().requires_grad_(true);
        const at::Tensor result = recording->replay(x);
        torch::autograd::backward({result}, {gradients[0]});
        return {x.grad(), at::Tensor()};
    }
};

} // namespace

at::Tensor checkpointed(TensorMap map, const at::Tensor &x)
{
    if (!at::GradMode::is_enabled() || !x.requires_grad()) {
        return map(x);
    }
    return CheckpointFunction::apply(x, c10::make_intrusive<Recording>(std::move(map), x.device()));
}

} // namespace vmunet
