#include "core/base/TextSafe.h"
#include "core/model/Filter.h"
#include "core/model/types/FieldTypeInfo.h"

#include <algorithm>
#include <array>
#include <utility>

namespace syncline {

namespace {

constexpr int maxFilterDepth = 64;

/** The API's other words for some operators of times. */
constexpr std::array<std::pair<std::string_view, FilterOp>, 4> timeWords{
    {{"before", FilterOp::LessThan},
     {"after", FilterOp::GreaterThan},
     {"beforeOrOn", FilterOp::LessThanOrEqual},
     {"afterOrOn", FilterOp::GreaterThanOrEqual}}};

Error queryError(std::string_view sentence, std::initializer_list<std::string> args)
{
    return Error(errc::invalidQueryInput, sentence, args);
}

/** What a name in a filter stands for: how its operands are read, and which operators it takes. */
struct Subject
{
    FieldDef def;
    std::vector<FilterOp> ops;
    bool isId = false; ///< Compared as a record's id.
};

bool isTime(const FieldDef &def)
{
    return !def.list && (def.type == FieldType::Date || def.type == FieldType::DateTime);
}

std::string listOps(const Subject &subject)
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
    for (const FieldDef &field : model.fields) {
        if (field.isStored())
            out += field.type == FieldType::BelongsTo ? field.name + "Id, " : field.name + ", ";
    }
    for (const std::string_view name : systemFields)
        out += std::string(name) + ", ";
    out.resize(out.size() - 2);
    return out;
}

/** The BelongsTo field that @p name means with its "Id" at the end. */
const FieldDef *findReference(const ModelDef &model, std::string_view name)
{
    if (!name.ends_with("Id"))
        return nullptr;
    const FieldDef *field = model.findField(name.substr(0, name.size() - 2));
    return field != nullptr && field->type == FieldType::BelongsTo ? field : nullptr;
}

Error unknownField(const ModelDef &model, std::string_view name)
{
    return queryError("%1 has no field \"%2\"; it has %3.",
                      {model.name, text::displayLine(name, 60), listFields(model)});
}

class FilterReader
{
public:
    explicit FilterReader(const ModelDef &model)
        : m_model(model)
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
        return readField(key, value);
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

    Result<Subject> subject(const std::string &name) const
    {
        if (std::optional<FieldDef> def = systemFieldDef(name)) {
            std::vector<FilterOp> ops = filterOps(*def);
            return Subject{.def = *std::move(def), .ops = std::move(ops), .isId = name == "id"};
        }
        const FieldDef *field = m_model.findField(name);
        if (field != nullptr && field->type == FieldType::BelongsTo)
            return Subject{.def = *field, .ops = {FilterOp::IsSet}};
        const FieldDef *reference = field == nullptr ? findReference(m_model, name) : nullptr;
        if (field == nullptr && reference == nullptr)
            return unknownField(m_model, name);
        const FieldDef &def = field != nullptr ? *field : *reference;
        if (!def.filterable)
            return queryError(
                "The field %1 of %2 is not filterable; switch that on in its settings.",
                {name, m_model.name});
        std::vector<FilterOp> ops = filterOps(def);
        if (ops.empty())
            return queryError("The field %1 of %2 cannot be filtered, because it is a %3.",
                              {name, m_model.name, std::string(fieldTypeName(def.type))});
        return Subject{.def = def, .ops = std::move(ops), .isId = reference != nullptr};
    }

    Result<Filter> readField(const std::string &name, const Value &value)
    {
        SYNCLINE_TRY(const Subject on, subject(name));
        if (value.isNull())
            return Filter{};
        if (!value.isObject())
            return queryError(
                "The filter of %1 is an object such as {\"%2\": …}, not %3.",
                {name, std::string(filterOpName(on.ops.front())), fieldtypes::describe(value)});
        std::vector<Filter> all;
        for (const auto &[word, operand] : value.asObject()) {
            SYNCLINE_TRY(const FilterOp op, readOp(on, name, word));
            Filter compare;
            compare.kind = Filter::Kind::Compare;
            compare.field = name;
            compare.op = op;
            SYNCLINE_TRY(compare.operand, readOperand(on, name, word, op, operand));
            all.push_back(std::move(compare));
        }
        return conjunction(std::move(all));
    }

    Result<FilterOp> readOp(const Subject &on, const std::string &name, std::string_view word) const
    {
        for (const FilterOp op : on.ops) {
            if (filterOpName(op) == word)
                return op;
        }
        if (isTime(on.def)) {
            for (const auto &[other, op] : timeWords) {
                if (other == word)
                    return op;
            }
        }
        const std::string shown = text::displayLine(word, 60);
        if (on.def.type == FieldType::BelongsTo && !on.isId) {
            return queryError(
                "%1 is a relationship and takes isSet alone, not \"%2\"; to compare its "
                "id, filter %3.",
                {name, shown, name + "Id"});
        }
        return queryError("The field %1 has no operator \"%2\"; it takes %3.",
                          {name, shown, listOps(on)});
    }

    static Error wrongOperand(const std::string &name, std::string_view word, const Error &why)
    {
        return queryError("In the filter of %1, %2 %3.", {name, std::string(word), why.message()});
    }

    static Result<Value> readScalar(const Subject &on, const Value &value)
    {
        const FieldType type = on.isId ? FieldType::BelongsTo : on.def.type;
        return fieldTypeInfo(type).operand(on.def, value);
    }

    static Result<Value> readScalars(const Subject &on, const Value &value)
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

    static Result<Value> readOperand(const Subject &on, const std::string &name,
                                     std::string_view word, FilterOp op, const Value &value)
    {
        Result<Value> read = readAnyOperand(on, op, value);
        if (!read)
            return wrongOperand(name, word, read.error());
        return read;
    }

    static Result<Value> readAnyOperand(const Subject &on, FilterOp op, const Value &value)
    {
        if (op == FilterOp::IsSet)
            return fieldtypes::boolean.operand(on.def, value);
        if (op == FilterOp::In || op == FilterOp::NotIn)
            return readScalars(on, value);
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

    const ModelDef &m_model;
};

Result<SortKey> readSortKey(const ModelDef &model, const std::string &name, const Value &value)
{
    const std::optional<FieldDef> system = systemFieldDef(name);
    const FieldDef *field = system ? &*system : model.findField(name);
    if (field == nullptr)
        return findReference(model, name) != nullptr
                   ? queryError("The field %1 of %2 cannot be sorted by.", {name, model.name})
                   : unknownField(model, name);
    if (field->list || !fieldTypeInfo(field->type).sortable)
        return queryError("The field %1 of %2 cannot be sorted by.", {name, model.name});
    if (!field->filterable)
        return queryError("The field %1 of %2 is not filterable, so it cannot be sorted by; switch "
                          "that on in its settings.",
                          {name, model.name});
    const std::string_view word = value.isString() ? std::string_view(value.asString()) : "";
    if (word != "Ascending" && word != "Descending")
        return queryError("The order of %1 must be \"Ascending\" or \"Descending\", but is %2.",
                          {name, fieldtypes::describe(value)});
    return SortKey{.field = name, .descending = word == "Descending"};
}

} // namespace

Result<Filter> parseFilter(const Value &json, const ModelDef &model)
{
    return FilterReader(model).read(json, 0);
}

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

} // namespace syncline
