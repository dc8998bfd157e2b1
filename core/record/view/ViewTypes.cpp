#include "core/record/view/ViewTypes.h"

namespace syncline {

std::string_view viewColumnTypeName(ViewColumnType type)
{
    switch (type) {
    case ViewColumnType::Any:
        break;
    case ViewColumnType::Text:
        return "text";
    case ViewColumnType::Number:
        return "number";
    case ViewColumnType::Boolean:
        return "boolean";
    case ViewColumnType::Json:
        return "json";
    }
    return "any";
}

} // namespace syncline
