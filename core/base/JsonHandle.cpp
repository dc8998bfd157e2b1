#include "core/base/Json.h"
#include "core/base/JsonTape.h"
#include "core/base/JsonWriter.h"

#include <cstring>
#include <type_traits>

namespace syncline::json {

using simdjson::dom::element;

static_assert(sizeof(element) == 16 && alignof(element) <= 8);
static_assert(std::is_trivially_copyable_v<element>);

/** What handles share: the tape of a parsed text, or a Value. */
struct Handle::Document
{
    Document() = default;
    Document(const Document &) = delete;
    Document &operator=(const Document &) = delete;
    ~Document() { tape::recycle(std::move(parsed)); }

    simdjson::dom::document parsed;
    Value value;
};

namespace {

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

} // namespace

Result<Handle> Handle::parse(std::string text)
{
    auto document = std::make_shared<Document>();
    element root;
    if (tape::parse(text, document->parsed, root)) {
        Handle handle;
        handle.m_document = std::move(document);
        store(handle.m_element, root);
        return handle;
    }
    // Broken, or one of the few texts that simdjson would read otherwise than json::parse().
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
    return m_isValue ? valueAt(m_element)->kind() : tape::kindOf(elementAt(m_element));
}

std::size_t Handle::size() const
{
    if (const Value *own = value())
        return own->isList() ? own->asList().size() : own->isObject() ? own->asObject().size() : 0;
    std::size_t count = 0;
    // Counted by walking: the tape's own count stops at 2^24.
    if (kind() == Value::Kind::List) {
        for ([[maybe_unused]] const element item :
             simdjson::dom::array(elementAt(m_element).get_array().value_unsafe()))
            ++count;
    } else if (kind() == Value::Kind::Object) {
        for ([[maybe_unused]] const auto field :
             simdjson::dom::object(elementAt(m_element).get_object().value_unsafe()))
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
    for (const element entry :
         simdjson::dom::array(elementAt(m_element).get_array().value_unsafe())) {
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
    for (const auto field :
         simdjson::dom::object(elementAt(m_element).get_object().value_unsafe())) {
        store(child.m_element, field.value);
        if (!visit(field.key, child))
            return;
    }
}

Value Handle::toValue() const
{
    if (!valid())
        return nullptr;
    return m_isValue ? *valueAt(m_element) : tape::toValue(elementAt(m_element));
}

std::string Handle::toJson() const
{
    if (!valid())
        return "null";
    if (m_isValue)
        return write(*valueAt(m_element));
    std::string out;
    Writer writer(out);
    tape::write(writer, elementAt(m_element));
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
