#include "core/base/JsonTape.h"

#include <cstdint>
#include <cstring>

namespace syncline::json::tape {

using simdjson::dom::element;
using simdjson::dom::element_type;

namespace {

/** Each byte of @p text's next eight, from @p at on, is 0 where it is @p c. */
std::uint64_t differences(std::string_view text, std::size_t at, char c)
{
    constexpr std::uint64_t ones = 0x0101010101010101U;
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + at, sizeof word);
    return word ^ (ones * static_cast<unsigned char>(c));
}

bool hasZeroByte(std::uint64_t word)
{
    return ((word - 0x0101010101010101U) & ~word & 0x8080808080808080U) != 0;
}

/** Eight places at a time: every page of every sync comes through here, full of '-' (dates, codes),
 * at which string_view::find() stops, and memmem() goes byte by byte for so short a word. */
std::size_t findMinusZero(std::string_view text, std::size_t from)
{
    for (; from + 9 <= text.size(); from += 8) {
        if (hasZeroByte(differences(text, from, '-') | differences(text, from + 1, '0')))
            break;
    }
    return text.find("-0", from);
}

} // namespace

bool mayHoldMinusZero(std::string_view text)
{
    constexpr std::string_view before = ":[, \t\r\n";
    constexpr std::string_view after = ",]} \t\r\n";
    for (std::size_t at = findMinusZero(text, 0); at != std::string_view::npos;
         at = findMinusZero(text, at + 2)) {
        if ((at == 0 || before.find(text[at - 1]) != std::string_view::npos) &&
            (at + 2 == text.size() || after.find(text[at + 2]) != std::string_view::npos))
            return true;
    }
    return false;
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

void write(Writer &writer, element node)
{
    switch (node.type()) {
    case element_type::ARRAY:
        writer.beginList();
        for (const element item : simdjson::dom::array(node.get_array().value_unsafe()))
            write(writer, item);
        return writer.endList();
    case element_type::OBJECT:
        writer.beginObject();
        for (const auto field : simdjson::dom::object(node.get_object().value_unsafe())) {
            writer.key(field.key);
            write(writer, field.value);
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

} // namespace syncline::json::tape
