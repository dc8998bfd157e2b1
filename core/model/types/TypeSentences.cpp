#include "core/base/Json.h"
#include "core/base/TextSafe.h"
#include "core/model/types/FieldTypeInfo.h"

namespace syncline::fieldtypes {

std::string describe(const Value &value)
{
    switch (value.kind()) {
    case Value::Kind::String:
        return value.asString().empty()
                   ? "empty"
                   : "the text \"" + text::displayLine(value.asString(), 60) + "\"";
    case Value::Kind::Date:
    case Value::Kind::DateTime: {
        const std::string iso = json::write(value);
        return "the time " + iso.substr(1, iso.size() - 2);
    }
    case Value::Kind::List:
        return "a list";
    case Value::Kind::Object:
        return "an object";
    case Value::Kind::Double:
        if (value.asDouble() != value.asDouble())
            return "not a number (NaN)";
        return value.asDouble() - value.asDouble() == 0 ? json::write(value) : "infinite";
    default:
        return json::write(value);
    }
}

Error mustBe(std::string_view what, const Value &value)
{
    return Error(errc::invalidRecord, "must be %1, but is %2",
                 {std::string(what), describe(value)});
}

Result<Value> text(const Value &value, std::string_view what)
{
    if (!value.isString())
        return mustBe(what, value);
    if (!text::isUtf8(value.asString())) {
        return Error(errc::invalidRecord, "must be UTF-8 text, but has other bytes: \"%1\"",
                     {text::displayLine(value.asString(), 60)});
    }
    return value;
}

Result<Value> textOperand(const FieldDef & /*field*/, const Value &value)
{
    return text(value, "a text");
}

} // namespace syncline::fieldtypes
