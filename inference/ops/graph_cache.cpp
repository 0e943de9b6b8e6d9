// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/ops/graph_cache.h"

#include <c10/util/Exception.h>

#include <algorithm>

namespace vmunet {

namespace {

std::string firstLine(const std::exception &error)
{
    const auto *torch = dynamic_cast<const c10::Error *>(&error);
    const std::string text = torch != nullptr ? torch->what_without_backtrace() : error.what();
    return text.substr(0, text.find('\n'));
}

} // namespace

GraphCache::GraphCache(TensorFunction function, Recorder record, std::size_t shapes)
    : m_function(std::move(function))
    , m_record(std::move(record))
    , m_shapes(shapes)
{
}

at::Tensor GraphCache::run(const at::Tensor &input)
{
    Shape *shape = m_record ? find(input) : nullptr;
    if (shape == nullptr) {
        return m_function(input);
    }
    if (!shape->recorded) {
        try {
            shape->recorded = m_record(m_function, input);
        } catch (const std::exception &error) {
            m_failure = firstLine(error);
            m_used.clear(); // Gives their memory back too, should that have been the reason.
            m_record = nullptr;
            return m_function(input);
        }
    }
    return shape->recorded->replay(input);
}

GraphCache::Shape *GraphCache::find(const at::Tensor &input)
{
    const auto known = std::find_if(m_used.begin(), m_used.end(), [&](const Shape &shape) {
        return at::IntArrayRef(shape.sizes) == input.sizes() && shape.type == input.scalar_type();
    });
    if (known != m_used.end()) {
        m_used.splice(m_used.begin(), m_used, known);
        return &m_used.front();
    }
    m_used.push_front({at::DimVector(input.sizes()), input.scalar_type(), nullptr});
    if (m_used.size() > m_shapes) {
        m_used.pop_back();
    }
    return nullptr;
}

} // namespace vmunet
