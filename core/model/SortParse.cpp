#include "core/model/FilterOperand.h"
#include "core/model/types/FieldTypeInfo.h"

namespace syncline {

namespace {

constexpr std::string_view cosineWord = "cosineSimilarityTo";
constexpr std::string_view distanceWord = "l2DistanceTo";

Error orderError(const std::string &name, const Value &value)
{
    return queryError("The order of %1 must be \"Ascending\" or \"Descending\", but is %2.",
                      {name, fieldtypes::describe(value)});
}

/** nullopt: neither of the two words. */
std::optional<bool> descends(const Value &value)
{
    const std::string_view word = value.isString() ? std::string_view(value.asString()) : "";
    if (word != "Ascending" && word != "Descending")
        return std::nullopt;
    return word == "Descending";
}

/** `{ "cosineSimilarityTo": […], "order": "Ascending" }` */
Result<SortKey> readVectorKey(const FieldDef &field, const Value &value)
{
    const auto wrong = [&field](const Value &found) {
        return queryError("The vector %1 is sorted by {\"cosineSimilarityTo\": […], \"order\": "
                          "\"Ascending\"} or l2DistanceTo, not by %2.",
                          {field.name, fieldtypes::describe(found)});
    };
    if (!value.isObject())
        return wrong(value);
    SortKey key{.field = field.name};
    for (const auto &[word, operand] : value.asObject()) {
        const bool cosine = word == cosineWord;
        if (cosine || word == distanceWord) {
            if (key.measure != SortMeasure::Value)
                return wrong(value);
            key.measure = cosine ? SortMeasure::CosineSimilarity : SortMeasure::L2Distance;
            Result<Value> to = fieldtypes::vector.operand(field, operand);
            if (!to)
                return queryError("In the sort by %1, %2 %3.",
                                  {field.name, word, to.error().message()});
            key.to = std::move(to).value();
        } else if (word == "order") {
            const std::optional<bool> down = descends(operand);
            if (!down)
                return orderError(field.name, operand);
            key.descending = *down;
        } else {
            return wrong(value);
        }
    }
    if (key.measure == SortMeasure::Value)
        return wrong(value);
    return key;
}

/** Why @p field has no order. */
Error unsortable(const ModelDef &model, const FieldDef &field)
{
    if (field.isRelationship()) {
        return queryError("The field %1 of %2 cannot be sorted by: it leads to other records, "
                          "whose fields say their order.",
                          {field.name, model.name});
    }
    if (field.list)
        return queryError("The field %1 of %2 cannot be sorted by: it is a list.",
                          {field.name, model.name});
    if (field.type == FieldType::Computed)
        return queryError("The field %1 of %2 cannot be sorted by: its expression is not "
                          "understood; see the project's problems.",
                          {field.name, model.name});
    return queryError("The field %1 of %2 cannot be sorted by: a %3 has no order.",
                      {field.name, model.name, std::string(fieldTypeName(field.type))});
}

Result<SortKey> readSortKey(const ModelDef &model, const std::string &name, const Value &value)
{
    if (name == "_locale" && !model.source.localized)
        return unknownFilterField(model, name);
    const std::optional<FieldDef> system = systemFieldDef(name);
    const FieldDef *field = system ? &*system : model.findField(name);
    if (field == nullptr) {
        const FieldDef *reference = findReference(model, name);
        return reference != nullptr ? unsortable(model, *reference)
                                    : unknownFilterField(model, name);
    }
    const bool isVector = field->type == FieldType::Vector && !field->list;
    if (field->filterable && !isVector && !isSortable(*field))
        return unsortable(model, *field);
    if (!field->filterable)
        return queryError("The field %1 of %2 is not filterable, so it cannot be sorted by; switch "
                          "that on in its settings.",
                          {name, model.name});
    if (isVector)
        return readVectorKey(*field, value);
    const std::optional<bool> down = descends(value);
    if (!down)
        return orderError(name, value);
    return SortKey{.field = name, .descending = *down};
}

} // namespace

Result<Sort> parseSort(const Value &json, const ModelDef &model)
{
    Sort sort;
    if (json.isNull())
        return sort;
    const ValueList one{json};
    for (const Value &item : json.isList() ? json.asList() : one) {
        if (!item.isObject())
            return queryError("A sort is an object such as {\"name\": \"Ascending\"}, not %1.",
                              {fieldtypes::describe(item)});
        for (const auto &[name, order] : item.asObject()) {
            SYNCLINE_TRY(SortKey key, readSortKey(model, name, order));
            sort.push_back(std::move(key));
        }
    }
    return sort;
}

Value sortToValue(const Sort &sort)
{
    ValueList list;
    for (const SortKey &key : sort) {
        Value order = std::string(key.descending ? "Descending" : "Ascending");
        if (key.measure != SortMeasure::Value) {
            const bool cosine = key.measure == SortMeasure::CosineSimilarity;
            ValueObject by{{std::string(cosine ? cosineWord : distanceWord), key.to}};
            by.append("order", std::move(order));
            order = Value(std::move(by));
        }
        list.push_back(ValueObject{{key.field, std::move(order)}});
    }
    if (list.empty())
        return {};
    return list.size() == 1 ? std::move(list.front()) : Value(std::move(list));
}

} // namespace syncline
