#include "core/base/Json.h"
#include "core/store/Statement.h"

namespace syncline {

Statement &Statement::bindValue(int index, const Value &value)
{
    switch (value.kind()) {
    case Value::Kind::Null:
        return bindNull(index);
    case Value::Kind::Bool:
        return bind(index, std::int64_t{value.asBool() ? 1 : 0});
    case Value::Kind::Int:
        return bind(index, value.asInt());
    case Value::Kind::Double:
        return bind(index, value.asDouble());
    case Value::Kind::String:
        return bindText(index, value.asString());
    case Value::Kind::Date:
        return bind(index, std::int64_t{value.asDate().days});
    case Value::Kind::DateTime:
        return bind(index, value.asDateTime().ms);
    case Value::Kind::List:
    case Value::Kind::Object:
        break;
    }
    return bindTextCopy(index, json::write(value));
}

Value Statement::value(int column) const
{
    switch (type(column)) {
    case SQLITE_INTEGER:
        return Value(integer(column));
    case SQLITE_FLOAT:
        return Value(real(column));
    case SQLITE_NULL:
        return {};
    default:
        return Value(std::string(text(column)));
    }
}

} // namespace syncline
