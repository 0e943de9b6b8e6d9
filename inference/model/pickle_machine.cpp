// SPDX-License-Identifier: GPL-3.0-or-later
#include "inference/model/pickle_machine.h"

#include "inference/model/pickle_calls.h"
#include "inference/model/state_dict.h"

#include <bit>
#include <unordered_map>

namespace vmunet::pickle {

namespace {

constexpr std::size_t kMaxNodes = 2'000'000;

class Machine {
public:
    explicit Machine(std::string_view bytes)
        : m_bytes(bytes.substr(0, kMaxPickle))
    {
    }

    Pickled run()
    {
        for (;;) {
            const auto op = static_cast<unsigned char>(take(1)[0]);
            if (op == '.') {
                const NodeId root = pop();
                return {std::move(m_nodes), root, m_position};
            }
            if (!readNumber(op) && !readText(op) && !buildContainer(op) && !useStack(op) && !makeObject(op)) {
                fail("its pickle has the unknown opcode " + std::to_string(op));
            }
        }
    }

private:
    [[noreturn]] static void fail(const std::string &what) { throw CheckpointError("is damaged: " + what); }

    std::string_view take(std::uint64_t count)
    {
        if (count > m_bytes.size() - m_position) {
            throw CheckpointError(m_bytes.size() == kMaxPickle ? "has a pickle larger than any checkpoint's"
                                                               : "is truncated: its pickle breaks off");
        }
        const std::string_view taken = m_bytes.substr(m_position, count);
        m_position += count;
        return taken;
    }

    /// Little-endian, as nearly all of a pickle is.
    std::uint64_t takeUnsigned(std::size_t count)
    {
        std::uint64_t value = 0;
        const std::string_view bytes = take(count);
        for (std::size_t i = 0; i < count; ++i) {
            value |= std::uint64_t(static_cast<unsigned char>(bytes[i])) << (8 * i);
        }
        return value;
    }

    std::string_view takeLine()
    {
        const std::size_t end = m_bytes.find('\n', m_position);
        const std::string_view line = take(end == std::string_view::npos ? m_bytes.size() : end - m_position);
        take(1);
        return line;
    }

    void push(Node node)
    {
        if (m_nodes.size() >= kMaxNodes) {
            fail("its pickle has more values than any checkpoint's");
        }
        m_nodes.push_back(std::move(node));
        m_stack.push_back(NodeId(m_nodes.size() - 1));
    }

    /// What lies above the last mark belongs to the value under construction.
    std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }

    NodeId top() const
    {
        if (m_stack.size() <= floor()) {
            fail("its pickle uses a value where there is none");
        }
        return m_stack.back();
    }

    NodeId pop()
    {
        const NodeId id = top();
        m_stack.pop_back();
        return id;
    }

    std::vector<NodeId> popToMark()
    {
        if (m_marks.empty()) {
            fail("its pickle closes a list that it never opened");
        }
        const auto first = m_stack.begin() + std::ptrdiff_t(m_marks.back());
        std::vector<NodeId> items(first, m_stack.end());
        m_stack.erase(first, m_stack.end());
        m_marks.pop_back();
        return items;
    }

    std::string global(std::string_view module, std::string_view name) const
    {
        std::string both = std::string(module) + ' ' + std::string(name);
        if (!isAllowed(both)) {
            both[module.size()] = '.';
            throw CheckpointError("is refused: it wants to use " + both.substr(0, 80)
                + ", which no checkpoint needs and which could run anything");
        }
        return both;
    }

    void pushLong(std::uint64_t size)
    {
        const std::string_view bytes = take(size);
        Node node{.kind = Kind::Int};
        if (bytes.size() > 8) {
            node.text = bytes;
        } else {
            std::uint64_t value = !bytes.empty() && (bytes.back() & 0x80) ? ~std::uint64_t{0} : 0;
            for (std::size_t i = bytes.size(); i-- > 0;) {
                value = value << 8 | static_cast<unsigned char>(bytes[i]);
            }
            node.number = std::int64_t(value);
        }
        push(std::move(node));
    }

    void pushReal()
    {
        std::uint64_t bits = 0; // The one big-endian number of the format.
        for (const char byte : take(8)) {
            bits = bits << 8 | static_cast<unsigned char>(byte);
        }
        push({.kind = Kind::Float, .real = std::bit_cast<double>(bits)});
    }

    bool readNumber(unsigned char op)
    {
        switch (op) {
        case 'N':
            push({});
            return true;
        case 0x88:
        case 0x89:
            push({.kind = Kind::Bool, .number = op == 0x88});
            return true;
        case 'J':
            push({.kind = Kind::Int, .number = std::int32_t(takeUnsigned(4))});
            return true;
        case 'K':
            push({.kind = Kind::Int, .number = std::int64_t(takeUnsigned(1))});
            return true;
        case 'M':
            push({.kind = Kind::Int, .number = std::int64_t(takeUnsigned(2))});
            return true;
        case 0x8a:
            pushLong(takeUnsigned(1));
            return true;
        case 0x8b:
            pushLong(takeUnsigned(4));
            return true;
        case 'G':
            pushReal();
            return true;
        default:
            return false;
        }
    }

    bool pushText(Kind kind, std::size_t lengthBytes)
    {
        const std::uint64_t length = takeUnsigned(lengthBytes);
        push({.kind = kind, .text = std::string(take(length))});
        return true;
    }

    bool readText(unsigned char op)
    {
        switch (op) {
        case 'X':
        case 'T':
            return pushText(Kind::String, 4);
        case 0x8c:
        case 'U':
            return pushText(Kind::String, 1);
        case 0x8d:
            return pushText(Kind::String, 8);
        case 'B':
            return pushText(Kind::Bytes, 4);
        case 'C':
            return pushText(Kind::Bytes, 1);
        case 0x8e:
            return pushText(Kind::Bytes, 8);
        default:
            return false;
        }
    }

    void pushTuple(std::size_t count)
    {
        std::vector<NodeId> items(count);
        for (std::size_t i = count; i-- > 0;) {
            items[i] = pop();
        }
        push({.kind = Kind::Tuple, .items = std::move(items)});
    }

    /// Adds to the list or dictionary on top.
    void append(Kind kind, const std::vector<NodeId> &items)
    {
        Node &container = m_nodes[top()];
        if (container.kind != kind || (kind == Kind::Dict && items.size() % 2 != 0)) {
            fail("its pickle adds to a list or dictionary something that does not fit");
        }
        container.items.insert(container.items.end(), items.begin(), items.end());
    }

    void appendEntry()
    {
        const NodeId value = pop();
        const NodeId key = pop();
        append(Kind::Dict, {key, value});
    }

    bool buildContainer(unsigned char op)
    {
        switch (op) {
        case ']':
            push({.kind = Kind::List});
            return true;
        case '}':
            push({.kind = Kind::Dict});
            return true;
        case ')':
            push({.kind = Kind::Tuple});
            return true;
        case '(':
            m_marks.push_back(m_stack.size());
            return true;
        case 't':
            push({.kind = Kind::Tuple, .items = popToMark()});
            return true;
        case 0x85:
        case 0x86:
        case 0x87:
            pushTuple(op - 0x84u);
            return true;
        case 'a':
            append(Kind::List, {pop()});
            return true;
        case 'e':
            append(Kind::List, popToMark());
            return true;
        case 's':
            appendEntry();
            return true;
        case 'u':
            append(Kind::Dict, popToMark());
            return true;
        default:
            return false;
        }
    }

    void recall(std::uint64_t slot)
    {
        const auto found = m_memo.find(slot);
        if (found == m_memo.end()) {
            fail("its pickle recalls a value that it never stored");
        }
        m_stack.push_back(found->second);
    }

    bool useStack(unsigned char op)
    {
        switch (op) {
        case 0x80:
            if (const std::uint64_t protocol = takeUnsigned(1); protocol < 2 || protocol > 4) {
                fail("its pickle has protocol " + std::to_string(protocol) + ", not 2 to 4");
            }
            return true;
        case 0x95: // A frame's length only tells how much to read ahead.
            take(8);
            return true;
        case 'q':
            m_memo[takeUnsigned(1)] = top();
            return true;
        case 'r':
            m_memo[takeUnsigned(4)] = top();
            return true;
        case 0x94:
            m_memo.emplace(m_memo.size(), top());
            return true;
        case 'h':
            recall(takeUnsigned(1));
            return true;
        case 'j':
            recall(takeUnsigned(4));
            return true;
        case '0':
            pop();
            return true;
        default:
            return false;
        }
    }

    bool makeObject(unsigned char op)
    {
        switch (op) {
        case 'c': {
            const std::string_view module = takeLine();
            push({.kind = Kind::Global, .text = global(module, takeLine())});
            return true;
        }
        case 0x93: {
            const NodeId name = pop();
            const NodeId module = pop();
            push({.kind = Kind::Global, .text = global(m_nodes[module].text, m_nodes[name].text)});
            return true;
        }
        case 'R': {
            const NodeId arguments = pop();
            const NodeId callable = pop();
            push(call(m_nodes, m_nodes[callable], m_nodes[arguments]));
            return true;
        }
        case 'b': {
            const NodeId state = pop();
            checkState(m_nodes, m_nodes[top()], m_nodes[state]);
            return true;
        }
        case 'Q':
            push(storage(m_nodes, m_nodes[pop()]));
            return true;
        default:
            return false;
        }
    }

    std::string_view m_bytes;
    std::size_t m_position = 0;
    std::vector<Node> m_nodes;
    std::vector<NodeId> m_stack;
    std::vector<std::size_t> m_marks; ///< Heights of the stack.
    std::unordered_map<std::uint64_t, NodeId> m_memo;
};

} // namespace

Pickled read(std::string_view bytes)
{
    return Machine(bytes).run();
}

} // namespace vmunet::pickle
