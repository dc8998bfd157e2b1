#include "core/model/FilterOperand.h"

#include "core/base/TextSafe.h"
#include "core/model/types/FieldTypeInfo.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace syncline {

namespace {

/** The API's other words for some operators of times. */
constexpr std::array<std::pair<std::string_view, FilterOp>, 4> timeWords{
    {{"before", FilterOp::LessThan},
     {"after", FilterOp::GreaterThan},
     {"beforeOrOn", FilterOp::LessThanOrEqual},
     {"afterOrOn", FilterOp::GreaterThanOrEqual}}};

/** What the similarity or distance of a vector is compared by. */
constexpr std::array measureWords{FilterOp::Equals, FilterOp::LessThan, FilterOp::LessThanOrEqual,
                                  FilterOp::GreaterThan, FilterOp::GreaterThanOrEqual};

bool isTime(const FieldDef &def)
{
    return !def.list && (def.type == FieldType::Date || def.type == FieldType::DateTime);
}

std::string listOps(const FilterSubject &subject)
{
    std::string out;
    for (const FilterOp op : subject.ops)
        out += (out.empty() ? "" : ", ") + std::string(filterOpName(op));
    if (isTime(subject.def))
        out += ", before, after, beforeOrOn, afterOrOn";
    return out;
}

std::string listFields(const ModelDef &model)
{
    std::string out;
    for (const FieldDef &field : model.fields)
        out += field.type == FieldType::BelongsTo ? field.name + ", " + field.name + "Id, "
                                                  : field.name + ", ";
    for (const std::string_view name : systemFields)
        out += std::string(name) + ", ";
    if (model.source.localized)
        out += "_locale, ";
    out.resize(out.size() - 2);
    return out;
}

Result<Value> readScalar(const FilterSubject &on, const Value &value)
{
    const FieldType type = on.isId ? FieldType::BelongsTo : on.def.type;
    return fieldTypeInfo(type).operand(on.def, value);
}

Result<Value> readScalars(const FilterSubject &on, const Value &value)
{
    if (!value.isList())
        return fieldtypes::mustBe("a list", value);
    ValueList out;
    for (const Value &item : value.asList()) {
        if (item.isNull()) {
            out.emplace_back(nullptr);
            continue;
        }
        SYNCLINE_TRY(Value read, readScalar(on, item));
        out.push_back(std::move(read));
    }
    return Value(std::move(out));
}

/** `{ "to": […], "lessThan": 0.5 }` */
Result<Value> readMeasure(const FilterSubject &on, const Value &value)
{
    constexpr std::string_view wanted =
        "an object such as {\"to\": [0.5, -1], \"greaterThan\": 0.8}";
    if (!value.isObject() || !value["to"].isList())
        return fieldtypes::mustBe(wanted, value);
    SYNCLINE_TRY(Value to, readScalar(on, value["to"]));
    ValueObject out{{"to", std::move(to)}};
    for (const auto &[word, limit] : value.asObject()) {
        if (word == "to")
            continue;
        const bool known = std::ranges::any_of(
            measureWords, [&](FilterOp op) { return filterOpName(op) == word; });
        if (!known) {
            return Error(errc::invalidRecord,
                         "has no \"%1\"; beside \"to\" it takes equals, lessThan, "
                         "lessThanOrEqual, greaterThan, greaterThanOrEqual",
                         {text::displayLine(word, 60)});
        }
        if (!limit.isNumber() || !std::isfinite(limit.asDouble()))
            return fieldtypes::mustBe("compared with a number", limit);
        out.append(word, limit);
    }
    if (out.size() < 2)
        return Error(errc::invalidRecord,
                     "needs what to compare with beside \"to\", such as \"greaterThan\": 0.8");
    return Value(std::move(out));
}

/** A state, or the beginning of nested ones: "created" of "created.installed". */
Result<Value> readState(const FilterSubject &on, const Value &value)
{
    const auto begins = [&](const EnumOption &state) {
        return state.value.starts_with(value.asString() + ".");
    };
    if (value.isString() && std::ranges::any_of(on.def.options, begins))
        return value;
    return readScalar(on, value);
}

Result<Value> readAnyOperand(const FilterSubject &on, FilterOp op, const Value &value)
{
    if (op == FilterOp::IsSet)
        return fieldtypes::boolean.operand(on.def, value);
    if (op == FilterOp::In || op == FilterOp::NotIn)
        return readScalars(on, value);
    if (op == FilterOp::CosineSimilarity || op == FilterOp::L2Distance)
        return readMeasure(on, value);
    if (op == FilterOp::InState)
        return readState(on, value);
    const bool equality = op == FilterOp::Equals || op == FilterOp::NotEquals;
    if (value.isNull())
        return equality ? Result<Value>(value) : fieldtypes::mustBe("a value", value);
    if (on.def.type == FieldType::RoleList)
        return readScalar(on, value.isString() ? Value(ValueList{value}) : value);
    if (on.def.list && (equality || value.isList()))
        return readScalars(on, value);
    if (op == FilterOp::StartsWith || op == FilterOp::EndsWith || op == FilterOp::Contains)
        return on.def.list ? readScalar(on, value) : fieldtypes::textOperand(on.def, value);
    return readScalar(on, value);
}

} // namespace

Error queryError(std::string_view sentence, std::initializer_list<std::string> args)
{
    return Error(errc::invalidQueryInput, sentence, args);
}

const FieldDef *findReference(const ModelDef &model, std::string_view name)
{
    if (!name.ends_with("Id"))
        return nullptr;
    const FieldDef *field = model.findField(name.substr(0, name.size() - 2));
    return field != nullptr && field->type == FieldType::BelongsTo ? field : nullptr;
}

Error unknownFilterField(const ModelDef &model, std::string_view name)
{
    if (name == "_locale")
        return queryError("%1 has no \"_locale\": its documents are not localized.", {model.name});
    return queryError("%1 has no field \"%2\"; it has %3.",
                      {model.name, text::displayLine(name, 60), listFields(model)});
}

Result<FilterOp> readFilterOp(const FilterSubject &subject, const std::string &name,
                              std::string_view word)
{
    for (const FilterOp op : subject.ops) {
        if (filterOpName(op) == word)
            return op;
    }
    if (isTime(subject.def)) {
        for (const auto &[other, op] : timeWords) {
            if (other == word)
                return op;
        }
    }
    if (subject.def.type == FieldType::Union) {
        return queryError(
            "The field %1 has no operator \"%2\"; it takes %3. It leads to records of "
            "several models (%4), so a filter cannot ask for fields of theirs.",
            {name, text::displayLine(word, 60), listOps(subject), memberNames(subject.def)});
    }
    return queryError("The field %1 has no operator \"%2\"; it takes %3.",
                      {name, text::displayLine(word, 60), listOps(subject)});
}

Result<Value> readFilterOperand(const FilterSubject &subject, const std::string &name,
                                std::string_view word, FilterOp op, const Value &value)
{
    Result<Value> read = readAnyOperand(subject, op, value);
    if (!read)
        return queryError("In the filter of %1, %2 %3.",
                          {name, std::string(word), read.error().message()});
    return read;
}

} // namespace syncline
