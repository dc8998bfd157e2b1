#include "core/action/Params.h"

#include "core/action/ActionRecord.h"

namespace syncline {

namespace {

bool fits(std::string_view type, const Value &value)
{
    if (type == "string")
        return value.isString() || value.isDate() || value.isDateTime();
    if (type == "integer")
        return value.isInt();
    if (type == "number")
        return value.isNumber();
    if (type == "boolean")
        return value.isBool();
    if (type == "array")
        return value.isList();
    if (type == "object")
        return value.isObject();
    return false;
}

std::string joined(const std::vector<std::string> &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text.empty() ? "none" : text;
}

} // namespace

Result<void> checkParam(const Value &spec, const Value &value, const std::string &where)
{
    if (value.isNull())
        return {};
    const std::string type = spec["type"].stringOr("string");
    if (!fits(type, value)) {
        return Error(errc::invalidActionInput,
                     "The parameter %1 must be of type %2, but is of type %3.",
                     {where, type, std::string(value.kindName())});
    }
    if (type == "object" && spec["properties"].isObject()) {
        for (const auto &[name, member] : value.asObject()) {
            const Value *inner = spec["properties"].asObject().find(name);
            if (inner == nullptr) {
                return Error(errc::invalidActionInput, "The parameter %1 has no property \"%2\".",
                             {where, name});
            }
            SYNCLINE_CHECK(checkParam(*inner, member, where + "." + name));
        }
    }
    if (type == "array" && spec["items"].isObject()) {
        std::size_t index = 0;
        for (const Value &item : value.asList())
            SYNCLINE_CHECK(
                checkParam(spec["items"], item, where + "[" + std::to_string(index++) + "]"));
    }
    return {};
}

Result<ValueObject> canonicalParams(const ActionDef &action, const ModelDef *model,
                                    const ValueObject &input, const ValueObject &specs)
{
    ValueObject out;
    ValueObject fields;
    for (const auto &[name, value] : input) {
        if (name == "id") {
            out.set(name, value);
            continue;
        }
        if (model != nullptr && name == model->name && value.isObject()) {
            for (const auto &[field, content] : value.asObject())
                fields.set(field, content);
            continue;
        }
        if (const Value *spec = specs.find(name)) {
            SYNCLINE_CHECK(checkParam(*spec, value, name));
            out.set(name, value);
            continue;
        }
        if (model != nullptr && action.kind != ActionKind::Delete &&
            (fieldOfName(*model, name) != nullptr || isSystemField(name))) {
            fields.set(name, value);
            continue;
        }
        std::vector<std::string> allowed;
        for (const auto &[param, spec] : specs)
            allowed.push_back(param);
        if (model != nullptr && action.kind != ActionKind::Delete) {
            for (const FieldDef &field : model->fields)
                allowed.push_back(field.name);
        }
        return Error(errc::invalidActionInput,
                     "The action %1 has no parameter or field \"%2\" (it has: %3).",
                     {action.fullName(), name, joined(allowed)});
    }
    if (model != nullptr && !fields.empty())
        out.set(model->name, std::move(fields));
    return out;
}

} // namespace syncline
