#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

namespace {

/** Markdown, kept as written. Also `{"markdown": text}`, the way of saying it that the API's
 * clients use; the HTML that they may send along is never stored. */
Result<Value> coerceRichText(const FieldDef & /*field*/, const Value &value, Coercion /*mode*/)
{
    constexpr std::string_view wanted = "a text in Markdown";
    if (value.isObject() && value.asObject().contains("markdown")) {
        const Value &markdown = value["markdown"];
        return markdown.isNull() ? Result<Value>(markdown) : text(markdown, wanted);
    }
    return text(value, wanted);
}

} // namespace

constinit const FieldTypeInfo richText{.type = FieldType::RichText,
                                       .name = "richText",
                                       .filterOps = textOps,
                                       .sortable = false,
                                       .coerce = coerceRichText,
                                       .operand = textOperand};

} // namespace syncline::fieldtypes
