#include "core/base/TextSafe.h"
#include "core/model/FilterOperand.h"
#include "core/model/FilterRelation.h"
#include "core/model/types/FieldTypeInfo.h"

#include <iterator>
#include <utility>

namespace syncline {

namespace {

constexpr int maxFilterDepth = 64;

class FilterReader
{
public:
    FilterReader(const ModelDef &model, const FilterModels &models)
        : m_model(model),
          m_models(models)
    {
    }

    /** A filter object, or a list of them that must all hold. */
    Result<Filter> read(const Value &json, int depth)
    {
        if (depth > maxFilterDepth)
            return queryError("A filter can be nested at most %1 levels deep.",
                              {std::to_string(maxFilterDepth)});
        if (json.isNull())
            return Filter{};
        if (json.isList()) {
            SYNCLINE_TRY(std::vector<Filter> all, readList(json.asList(), depth));
            return conjunction(std::move(all));
        }
        if (!json.isObject())
            return queryError(
                "A filter is an object such as {\"name\": {\"equals\": \"x\"}}, not %1.",
                {fieldtypes::describe(json)});
        std::vector<Filter> all;
        for (const auto &[key, value] : json.asObject()) {
            SYNCLINE_TRY(Filter one, readMember(key, value, depth));
            if (one.kind == Filter::Kind::And)
                std::move(one.children.begin(), one.children.end(), std::back_inserter(all));
            else if (one.kind != Filter::Kind::True)
                all.push_back(std::move(one));
        }
        return conjunction(std::move(all));
    }

private:
    static Filter conjunction(std::vector<Filter> all)
    {
        if (all.empty())
            return {};
        if (all.size() == 1)
            return std::move(all.front());
        Filter filter;
        filter.kind = Filter::Kind::And;
        filter.children = std::move(all);
        return filter;
    }

    Result<std::vector<Filter>> readList(const ValueList &list, int depth)
    {
        std::vector<Filter> all;
        for (const Value &item : list) {
            SYNCLINE_TRY(Filter one, read(item, depth + 1));
            all.push_back(std::move(one));
        }
        return all;
    }

    Result<Filter> readMember(const std::string &key, const Value &value, int depth)
    {
        if (key == "AND")
            return read(value, depth + 1);
        if (key == "OR")
            return readOr(value, depth);
        if (key == "NOT")
            return readNot(value, depth);
        return readField(key, value, depth);
    }

    Result<std::vector<Filter>> readChildren(std::string_view word, const Value &value, int depth)
    {
        if (value.isObject()) {
            SYNCLINE_TRY(Filter one, read(value, depth + 1));
            return std::vector<Filter>{std::move(one)};
        }
        if (!value.isList())
            return queryError("%1 needs a list of filters, but is %2.",
                              {std::string(word), fieldtypes::describe(value)});
        return readList(value.asList(), depth);
    }

    Result<Filter> readOr(const Value &value, int depth)
    {
        Filter filter;
        filter.kind = Filter::Kind::Or;
        SYNCLINE_TRY(filter.children, readChildren("OR", value, depth));
        return filter.children.size() == 1 ? std::move(filter.children.front()) : std::move(filter);
    }

    Result<Filter> readNot(const Value &value, int depth)
    {
        SYNCLINE_TRY(std::vector<Filter> children, readChildren("NOT", value, depth));
        std::vector<Filter> all;
        for (Filter &child : children) {
            Filter no;
            no.kind = Filter::Kind::Not;
            no.children.push_back(std::move(child));
            all.push_back(std::move(no));
        }
        return conjunction(std::move(all));
    }

    Result<FilterSubject> subject(const std::string &name) const
    {
        if (name == "_locale" && !m_model.source.localized)
            return unknownFilterField(m_model, name);
        if (std::optional<FieldDef> def = systemFieldDef(name)) {
            std::vector<FilterOp> ops = filterOps(*def);
            return FilterSubject{
                .def = *std::move(def), .ops = std::move(ops), .isId = name == "id"};
        }
        const FieldDef *field = m_model.findField(name);
        const FieldDef *reference = field == nullptr ? findReference(m_model, name) : nullptr;
        if (field == nullptr && reference == nullptr)
            return unknownFilterField(m_model, name);
        const FieldDef &def = field != nullptr ? *field : *reference;
        SYNCLINE_CHECK(checkFilterable(name, def));
        if (def.type == FieldType::Computed && !def.computation) {
            return queryError("The field %1 of %2 cannot be filtered: its expression is not "
                              "understood; see the project's problems.",
                              {name, m_model.name});
        }
        std::vector<FilterOp> ops = filterOps(def);
        if (ops.empty())
            return queryError("The field %1 of %2 cannot be filtered, because it is a %3.",
                              {name, m_model.name, std::string(fieldTypeName(def.type))});
        return FilterSubject{
            .def = comparedField(def), .ops = std::move(ops), .isId = reference != nullptr};
    }

    Result<void> checkFilterable(const std::string &name, const FieldDef &def) const
    {
        if (def.filterable)
            return {};
        return queryError("The field %1 of %2 is not filterable; switch that on in its settings.",
                          {name, m_model.name});
    }

    Result<Filter> readField(const std::string &name, const Value &value, int depth)
    {
        if (const FieldDef *field = m_model.findField(name);
            field != nullptr && field->isRelationship())
            return readRelationship(*field, value, depth);
        SYNCLINE_TRY(const FilterSubject on, subject(name));
        if (value.isNull())
            return Filter{};
        if (!value.isObject())
            return queryError(
                "The filter of %1 is an object such as {\"%2\": …}, not %3.",
                {name, std::string(filterOpName(on.ops.front())), fieldtypes::describe(value)});
        std::vector<Filter> all;
        for (const auto &[word, operand] : value.asObject()) {
            SYNCLINE_TRY(const FilterOp op, readFilterOp(on, name, word));
            Filter compare;
            compare.kind = Filter::Kind::Compare;
            compare.field = name;
            compare.op = op;
            SYNCLINE_TRY(compare.operand, readFilterOperand(on, name, word, op, operand));
            all.push_back(std::move(compare));
        }
        return conjunction(std::move(all));
    }

    Result<Filter> readRelationship(const FieldDef &field, const Value &value, int depth)
    {
        SYNCLINE_CHECK(checkFilterable(field.name, field));
        if (value.isNull())
            return Filter{};
        const bool many =
            field.type == FieldType::HasMany || field.type == FieldType::HasManyThrough;
        if (!value.isObject() && (many || !value.isList())) {
            return queryError("%1 is a relationship; its filter is an object such as %2, not %3.",
                              {field.name,
                               many ? "{\"some\": {…}}"
                                    : "{\"isSet\": true} or one of " + field.relatedModel + "'s",
                               fieldtypes::describe(value)});
        }
        return many ? readMany(field, value.asObject(), depth) : readOne(field, value, depth);
    }

    /** isSet, and a filter of the other model. */
    Result<Filter> readOne(const FieldDef &field, const Value &value, int depth)
    {
        std::vector<Filter> all;
        Value rest = value;
        if (value.isObject() && value.asObject().contains("isSet") && !value["isSet"].isObject()) {
            SYNCLINE_TRY(Filter set, readIsSet(field, value["isSet"]));
            all.push_back(std::move(set));
            rest.asObject().remove("isSet");
        }
        if (rest.isList() || !rest.asObject().empty()) {
            SYNCLINE_CHECK(refuseOperators(field, rest));
            SYNCLINE_TRY(Filter related, relate(Filter::Kind::Related, field, rest, depth));
            all.push_back(std::move(related));
        }
        return conjunction(std::move(all));
    }

    Result<Filter> readIsSet(const FieldDef &field, const Value &value)
    {
        const FilterSubject on{.def = field, .ops = {FilterOp::IsSet}};
        SYNCLINE_TRY(Value set, readFilterOperand(on, field.name, "isSet", FilterOp::IsSet, value));
        if (field.type == FieldType::BelongsTo) {
            Filter compare;
            compare.kind = Filter::Kind::Compare;
            compare.field = field.name;
            compare.op = FilterOp::IsSet;
            compare.operand = std::move(set);
            return compare;
        }
        SYNCLINE_TRY(Filter there, relate(Filter::Kind::Related, field, ValueObject(), 0));
        if (set.asBool())
            return there;
        Filter none;
        none.kind = Filter::Kind::Not;
        none.children.push_back(std::move(there));
        return none;
    }

    /** `author: {equals: …}` is meant for the id. */
    static Result<void> refuseOperators(const FieldDef &field, const Value &value)
    {
        if (!value.isObject() || field.type != FieldType::BelongsTo)
            return {};
        for (const FilterOp op : fieldtypes::orderedOps) {
            const Value *operand = value.asObject().find(std::string(filterOpName(op)));
            if (operand != nullptr && !operand->isObject()) {
                return queryError("%1 is a relationship and takes isSet and filters of %2, not "
                                  "\"%3\"; to compare its id, filter %4.",
                                  {field.name, field.relatedModel, std::string(filterOpName(op)),
                                   field.name + "Id"});
            }
        }
        return {};
    }

    Result<Filter> readMany(const FieldDef &field, const ValueObject &value, int depth)
    {
        std::vector<Filter> all;
        for (const auto &[word, inner] : value) {
            if (word != "some" && word != "every")
                return queryError("The relationship %1 has no operator \"%2\"; it takes some and "
                                  "every, each with a filter of %3.",
                                  {field.name, text::displayLine(word, 60), field.relatedModel});
            const auto kind = word == "some" ? Filter::Kind::Some : Filter::Kind::Every;
            SYNCLINE_TRY(Filter one, relate(kind, field, inner, depth));
            all.push_back(std::move(one));
        }
        return conjunction(std::move(all));
    }

    Result<Filter> relate(Filter::Kind kind, const FieldDef &field, const Value &inner, int depth)
    {
        Filter filter;
        filter.kind = kind;
        filter.field = field.name;
        SYNCLINE_TRY(filter.relation, resolveRelation(m_model, field, m_models));
        SYNCLINE_TRY(Filter child,
                     FilterReader(*filter.relation->model, m_models).read(inner, depth + 1));
        filter.children.push_back(std::move(child));
        return filter;
    }

    const ModelDef &m_model;
    const FilterModels &m_models;
};

} // namespace

Result<Filter> parseFilter(const Value &json, const ModelDef &model, const FilterModels &models)
{
    return FilterReader(model, models).read(json, 0);
}

} // namespace syncline
