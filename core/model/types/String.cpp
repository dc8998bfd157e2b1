#include "core/base/Json.h"
#include "core/model/types/FieldTypeInfo.h"

#include <cmath>

namespace syncline::fieldtypes {

namespace {

/** Any UTF-8, NUL and all. A number of a source becomes its text. */
Result<Value> coerceString(const FieldDef & /*field*/, const Value &value, Coercion mode)
{
    const bool number = value.isInt() || (value.isDouble() && std::isfinite(value.asDouble()));
    if (mode == Coercion::Lenient && number)
        return Value(syncline::json::write(value));
    return text(value, "a text");
}

} // namespace

constinit const FieldTypeInfo string{.type = FieldType::String,
                                     .name = "string",
                                     .filterOps = textOps,
                                     .sortable = true,
                                     .coerce = coerceString,
                                     .operand = textOperand};

} // namespace syncline::fieldtypes
