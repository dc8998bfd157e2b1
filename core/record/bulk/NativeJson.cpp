#include "core/record/bulk/NativeJson.h"

namespace syncline {

using simdjson::dom::element;
using simdjson::dom::element_type;

Value elementToValue(element node)
{
    switch (node.type()) {
    case element_type::ARRAY: {
        ValueList list;
        for (const element item : simdjson::dom::array(node.get_array().value_unsafe()))
            list.push_back(elementToValue(item));
        return list;
    }
    case element_type::OBJECT: {
        ValueObject object;
        for (const auto field : simdjson::dom::object(node.get_object().value_unsafe()))
            object.append(std::string(field.key), elementToValue(field.value));
        return object;
    }
    case element_type::INT64:
        return node.get_int64().value_unsafe();
    case element_type::UINT64: // more than an int64 holds
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
    return {};
}

void writeElement(json::Writer &writer, element node)
{
    switch (node.type()) {
    case element_type::ARRAY:
        writer.beginList();
        for (const element item : simdjson::dom::array(node.get_array().value_unsafe()))
            writeElement(writer, item);
        return writer.endList();
    case element_type::OBJECT:
        writer.beginObject();
        for (const auto field : simdjson::dom::object(node.get_object().value_unsafe())) {
            writer.key(field.key);
            writeElement(writer, field.value);
        }
        return writer.endObject();
    case element_type::STRING:
        return writer.string(node.get_string().value_unsafe());
    case element_type::INT64:
        return writer.integer(node.get_int64().value_unsafe());
    case element_type::UINT64:
        return writer.real(static_cast<double>(node.get_uint64().value_unsafe()));
    case element_type::DOUBLE:
        return writer.real(node.get_double().value_unsafe());
    case element_type::BOOL:
        return writer.boolean(node.get_bool().value_unsafe());
    case element_type::NULL_VALUE:
        return writer.null();
    }
}

} // namespace syncline
