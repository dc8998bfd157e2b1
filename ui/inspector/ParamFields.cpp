#include "ui/inspector/ParamFields.h"

namespace syncline::ui {

std::vector<FieldDef> paramFields(const ValueObject &params)
{
    std::vector<FieldDef> fields;
    for (const auto &[name, spec] : params) {
        FieldDef field;
        field.name = name;
        const std::string type = spec["type"].stringOr();
        if (type == "integer" || type == "number")
            field.type = FieldType::Number;
        else if (type == "boolean")
            field.type = FieldType::Boolean;
        else if (type == "object" || type == "array")
            field.type = FieldType::Json;
        field.integer = type == "integer";
        fields.push_back(std::move(field));
    }
    return fields;
}

} // namespace syncline::ui
