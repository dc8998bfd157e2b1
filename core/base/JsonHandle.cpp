#include "core/base/Json.h"
#include "core/base/JsonReader.h"
#include "core/base/JsonWriter.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <simdjson.h>
#include <type_traits>

namespace syncline::json {

using simdjson::dom::element;
using simdjson::dom::element_type;

static_assert(sizeof(element) == 16 && alignof(element) <= 8);
static_assert(std::is_trivially_copyable_v<element>);

/** What handles share: the tape of a parsed text, or a Value. */
struct Handle::Document
{
    simdjson::dom::document tape;
    Value value;
};

namespace {

using MemberList = std::vector<std::string_view>;

/**
 * Whether two keys of an object are the same. Nearly always a few bits per key
 * tell that they are not; only when those collide are the keys sorted.
 */
class RepeatFinder
{
public:
    void add(std::string_view key)
    {
        std::uint64_t hash = key.size();
        std::array<unsigned char, 8> bytes{};
        const std::size_t head = std::min<std::size_t>(key.size(), 8);
        std::memcpy(bytes.data(), key.data(), head);
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data(), 8);
        hash ^= word * 0x9E3779B97F4A7C15ULL;
        std::memcpy(bytes.data(), key.data() + key.size() - head, head);
        std::memcpy(&word, bytes.data(), 8);
        hash = (hash ^ word) * 0xD6E8FEB86659FD93ULL;
        std::uint64_t &slot = m_seen[(hash >> 40U) % m_seen.size()];
        const std::uint64_t bit = 1ULL << (hash >> 58U);
        m_maybe = m_maybe || (slot & bit) != 0;
        slot |= bit;
    }
    [[nodiscard]] bool maybe() const { return m_maybe; }

    static bool certainly(const simdjson::dom::object &object)
    {
        MemberList keys;
        for (const auto field : object)
            keys.push_back(field.key);
        std::sort(keys.begin(), keys.end());
        return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
    }

private:
    std::array<std::uint64_t, 16> m_seen{};
    bool m_maybe = false;
};

/**
 * Whether simdjson's tape says exactly what parse() would: no key twice
 * (simdjson finds the first, we promise the last), and not too deep (it does
 * not count an empty innermost list).
 */
bool isFaithful(element node, std::size_t depth)
{
    if (node.type() == element_type::ARRAY) {
        if (depth >= maxDepth)
            return false;
        for (const element item : node.get_array().value_unsafe()) {
            if (!isFaithful(item, depth + 1))
                return false;
        }
    } else if (node.type() == element_type::OBJECT) {
        if (depth >= maxDepth)
            return false;
        RepeatFinder repeats;
        const simdjson::dom::object object = node.get_object().value_unsafe();
        for (const auto field : object) {
            repeats.add(field.key);
            if (!isFaithful(field.value, depth + 1))
                return false;
        }
        return !repeats.maybe() || !RepeatFinder::certainly(object);
    }
    return true;
}

/** Whether the integer text "-0" may occur, whose sign simdjson drops. Errs on
 * the safe side. */
bool mayHoldMinusZero(std::string_view text)
{
    constexpr std::string_view before = ":[, \t\r\n";
    constexpr std::string_view after = ",]} \t\r\n";
    for (std::size_t at = text.find('-'); at != std::string_view::npos;
         at = text.find('-', at + 1)) {
        const bool zero = at + 1 < text.size() && text[at + 1] == '0';
        if (zero && (at == 0 || before.find(text[at - 1]) != std::string_view::npos) &&
            (at + 2 == text.size() || after.find(text[at + 2]) != std::string_view::npos))
            return true;
    }
    return false;
}

element elementAt(const unsigned char *bytes)
{
    element out;
    std::memcpy(static_cast<void *>(&out), bytes, sizeof out);
    return out;
}

void store(unsigned char *bytes, element node)
{
    std::memcpy(bytes, static_cast<const void *>(&node), sizeof node);
}

void store(unsigned char *bytes, const Value *value)
{
    std::memcpy(bytes, static_cast<const void *>(&value), sizeof value);
}

const Value *valueAt(const unsigned char *bytes)
{
    const Value *out = nullptr;
    std::memcpy(static_cast<void *>(&out), bytes, sizeof out);
    return out;
}

Value::Kind kindOf(element node)
{
    switch (node.type()) {
    case element_type::ARRAY:
        return Value::Kind::List;
    case element_type::OBJECT:
        return Value::Kind::Object;
    case element_type::INT64:
        return Value::Kind::Int;
    case element_type::UINT64: // more than an int64 holds
    case element_type::DOUBLE:
        return Value::Kind::Double;
    case element_type::STRING:
        return Value::Kind::String;
    case element_type::BOOL:
        return Value::Kind::Bool;
    case element_type::NULL_VALUE:
        return Value::Kind::Null;
    }
    return Value::Kind::Null;
}

Value toValue(element node)
{
    switch (node.type()) {
    case element_type::ARRAY: {
        const simdjson::dom::array array = node.get_array().value_unsafe();
        ValueList list;
        list.reserve(array.size());
        for (const element item : array)
            list.push_back(toValue(item));
        return list;
    }
    case element_type::OBJECT: {
        const simdjson::dom::object object = node.get_object().value_unsafe();
        ValueObject out;
        out.reserve(object.size());
        for (const auto field : object)
            out.append(std::string(field.key), toValue(field.value));
        return out;
    }
    case element_type::INT64:
        return node.get_int64().value_unsafe();
    case element_type::UINT64:
        return static_cast<double>(node.get_uint64().value_unsafe());
    case element_type::DOUBLE:
        return node.get_double().value_unsafe();
    case element_type::STRING:
        return node.get_string().value_unsafe();
    case element_type::BOOL:
        return node.get_bool().value_unsafe();
    case element_type::NULL_VALUE:
        break;
    }
    return nullptr;
}

void writeElement(Writer &writer, element node)
{
    switch (node.type()) {
    case element_type::ARRAY:
        writer.beginList();
        for (const element item : node.get_array().value_unsafe())
            writeElement(writer, item);
        return writer.endList();
    case element_type::OBJECT:
        writer.beginObject();
        for (const auto field : node.get_object().value_unsafe()) {
            writer.key(field.key);
            writeElement(writer, field.value);
        }
        return writer.endObject();
    case element_type::INT64:
        return writer.integer(node.get_int64().value_unsafe());
    case element_type::UINT64:
        return writer.real(static_cast<double>(node.get_uint64().value_unsafe()));
    case element_type::DOUBLE:
        return writer.real(node.get_double().value_unsafe());
    case element_type::STRING:
        return writer.string(node.get_string().value_unsafe());
    case element_type::BOOL:
        return writer.boolean(node.get_bool().value_unsafe());
    case element_type::NULL_VALUE:
        return writer.null();
    }
}

} // namespace

Result<Handle> Handle::parse(std::string text)
{
    if (!mayHoldMinusZero(text)) {
        auto document = std::make_shared<Document>();
        simdjson::dom::parser parser;
        text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
        element root;
        // One level more than allowed, so that what is refused is what parse()
        // refuses.
        if (parser.allocate(text.size(), maxDepth + 1) == simdjson::SUCCESS &&
            parser.parse_into_document(document->tape, text.data(), text.size(), false).get(root) ==
                simdjson::SUCCESS &&
            isFaithful(root, 0)) {
            Handle handle;
            handle.m_document = std::move(document);
            store(handle.m_element, root);
            return handle;
        }
    }
    // Broken, or one of the few texts that simdjson would read otherwise than
    // parse().
    auto value = json::parse(text);
    if (!value)
        return std::move(value).error();
    return fromValue(std::move(value).value());
}

Handle Handle::fromValue(Value value)
{
    auto document = std::make_shared<Document>();
    document->value = std::move(value);
    Handle handle;
    handle.m_isValue = true;
    store(handle.m_element, &document->value);
    handle.m_document = std::move(document);
    return handle;
}

Value::Kind Handle::kind() const
{
    if (!valid())
        return Value::Kind::Null;
    return m_isValue ? valueAt(m_element)->kind() : kindOf(elementAt(m_element));
}

std::size_t Handle::size() const
{
    if (const Value *own = value())
        return own->isList() ? own->asList().size() : own->isObject() ? own->asObject().size() : 0;
    std::size_t count = 0;
    // Counted by walking: the tape's own count stops at 2^24.
    if (kind() == Value::Kind::List) {
        for ([[maybe_unused]] const element item : elementAt(m_element).get_array().value_unsafe())
            ++count;
    } else if (kind() == Value::Kind::Object) {
        for ([[maybe_unused]] const auto field : elementAt(m_element).get_object().value_unsafe())
            ++count;
    }
    return count;
}

std::optional<Handle> Handle::member(std::string_view key) const
{
    if (kind() != Value::Kind::Object)
        return std::nullopt;
    if (m_isValue) {
        const Value *found = valueAt(m_element)->asObject().find(key);
        if (found == nullptr)
            return std::nullopt;
        Handle child(*this);
        store(child.m_element, found);
        return child;
    }
    element found;
    if (elementAt(m_element).get_object().value_unsafe().at_key(key).get(found) !=
        simdjson::SUCCESS)
        return std::nullopt;
    Handle child(*this);
    store(child.m_element, found);
    return child;
}

std::optional<Handle> Handle::item(std::size_t index) const
{
    if (kind() != Value::Kind::List)
        return std::nullopt;
    if (m_isValue) {
        const ValueList &list = valueAt(m_element)->asList();
        if (index >= list.size())
            return std::nullopt;
        Handle child(*this);
        store(child.m_element, &list[index]);
        return child;
    }
    element found;
    if (elementAt(m_element).get_array().value_unsafe().at(index).get(found) != simdjson::SUCCESS)
        return std::nullopt;
    Handle child(*this);
    store(child.m_element, found);
    return child;
}

std::optional<Handle> Handle::path(std::string_view dotted) const
{
    if (!valid())
        return std::nullopt;
    std::optional<Handle> here = *this;
    while (here && !dotted.empty()) {
        const std::size_t dot = dotted.find('.');
        here = here->member(dotted.substr(0, dot));
        dotted.remove_prefix(dot == std::string_view::npos ? dotted.size() : dot + 1);
    }
    return here;
}

void Handle::eachItem(const std::function<bool(const Handle &)> &visit) const
{
    if (kind() != Value::Kind::List)
        return;
    Handle child(*this); // one for all: copying a handle costs two atomic operations
    if (m_isValue) {
        for (const Value &entry : valueAt(m_element)->asList()) {
            store(child.m_element, &entry);
            if (!visit(child))
                return;
        }
        return;
    }
    for (const element entry : elementAt(m_element).get_array().value_unsafe()) {
        store(child.m_element, entry);
        if (!visit(child))
            return;
    }
}

void Handle::eachMember(const std::function<bool(std::string_view, const Handle &)> &visit) const
{
    if (kind() != Value::Kind::Object)
        return;
    Handle child(*this);
    if (m_isValue) {
        for (const auto &[key, entry] : valueAt(m_element)->asObject()) {
            store(child.m_element, &entry);
            if (!visit(key, child))
                return;
        }
        return;
    }
    for (const auto field : elementAt(m_element).get_object().value_unsafe()) {
        store(child.m_element, field.value);
        if (!visit(field.key, child))
            return;
    }
}

Value Handle::toValue() const
{
    if (!valid())
        return nullptr;
    return m_isValue ? *valueAt(m_element) : json::toValue(elementAt(m_element));
}

std::string Handle::toJson() const
{
    if (!valid())
        return "null";
    if (m_isValue)
        return write(*valueAt(m_element));
    std::string out;
    Writer writer(out);
    writeElement(writer, elementAt(m_element));
    return out;
}

const void *Handle::nativeElement() const
{
    return valid() && !m_isValue ? m_element : nullptr;
}

const Value *Handle::value() const
{
    return valid() && m_isValue ? valueAt(m_element) : nullptr;
}

} // namespace syncline::json
