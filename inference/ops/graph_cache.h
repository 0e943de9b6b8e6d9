// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <functional>
#include <list>
#include <memory>
#include <string>

namespace vmunet {

/// One tensor in, one out; for recording it must not ask for a tensor's values.
using TensorFunction = std::function<at::Tensor(const at::Tensor &)>;

/// A function recorded for one shape of input.
class RecordedFunction {
public:
    virtual ~RecordedFunction() = default;
    /// The result is overwritten by the next call.
    virtual at::Tensor replay(const at::Tensor &input) = 0;
};

/// Records a function, with an input of the shape to come; throws what goes wrong. The CUDA plugin has one, which makes
/// a CUDA graph (CudaPlugin::record).
using Recorder = std::function<std::unique_ptr<RecordedFunction>(const TensorFunction &, const at::Tensor &example)>;

/// Runs a function, and from a shape's second input on what a recorder made of it: a shape that comes once is not worth
/// recording, and its first run warms up what the recording must not contain. Keeps the recordings of the shapes used
/// last. Where recording fails it drops all of them and runs the function itself from then on. One thread at a time.
class GraphCache {
public:
    static constexpr std::size_t kShapes = 4; ///< Each keeps its own memory on the device.

    /// An empty recorder: the function itself is always run.
    GraphCache(TensorFunction function, Recorder record, std::size_t shapes = kShapes);

    /// Throws what the function throws. The result may be overwritten by the next call.
    at::Tensor run(const at::Tensor &input);

    /// Why nothing is recorded any more, one line; empty while all is well.
    const std::string &failure() const { return m_failure; }

private:
    struct Shape {
        at::DimVector sizes;
        at::ScalarType type;
        std::unique_ptr<RecordedFunction> recorded; ///< Null after the first input.
    };

    /// Moved to the front; null, and remembered, if it is new.
    Shape *find(const at::Tensor &input);

    TensorFunction m_function;
    Recorder m_record;
    std::size_t m_shapes;
    std::list<Shape> m_used; ///< The one used last comes first.
    std::string m_failure;
};

} // namespace vmunet
