#include "core/model/Filter.h"

#include "core/model/Computation.h"
#include "core/model/types/FieldTypeInfo.h"

#include <algorithm>
#include <array>

namespace syncline {

namespace {

constexpr std::array<std::string_view, 16> opNames{"equals",
                                                   "notEquals",
                                                   "isSet",
                                                   "in",
                                                   "notIn",
                                                   "lessThan",
                                                   "lessThanOrEqual",
                                                   "greaterThan",
                                                   "greaterThanOrEqual",
                                                   "startsWith",
                                                   "endsWith",
                                                   "contains",
                                                   "matches",
                                                   "inState",
                                                   "cosineSimilarity",
                                                   "l2Distance"};
static_assert(static_cast<std::size_t>(FilterOp::L2Distance) + 1 == opNames.size());

Value childrenToValue(std::string_view word, const std::vector<Filter> &children)
{
    ValueList list;
    for (const Filter &child : children)
        list.push_back(filterToValue(child));
    return ValueObject{{std::string(word), std::move(list)}};
}

/** Comparisons that one object can say: `{ "a": {"op": …, "op": …}, "b": {…} }`, else nothing. */
std::optional<Value> asOneObject(const std::vector<Filter> &children)
{
    ValueObject out;
    std::string_view current;
    for (const Filter &child : children) {
        if (child.kind != Filter::Kind::Compare)
            return std::nullopt;
        const std::string op(filterOpName(child.op));
        if (child.field != current && out.contains(child.field))
            return std::nullopt; // said before: the order would be lost
        if (child.field != current)
            out.append(child.field, ValueObject());
        current = child.field;
        ValueObject &ops = out.find(child.field)->asObject();
        if (ops.contains(op))
            return std::nullopt;
        ops.append(op, child.operand);
    }
    return Value(std::move(out));
}

/** `{ "vendor": {…} }`, `{ "tags": {"some": {…}} }` */
Value relationToValue(const Filter &filter)
{
    const Filter everything;
    const Filter &child = filter.children.empty() ? everything : filter.children.front();
    if (filter.kind == Filter::Kind::Related) {
        if (child.kind == Filter::Kind::True)
            return ValueObject{{filter.field, ValueObject{{"isSet", true}}}};
        return ValueObject{{filter.field, filterToValue(child)}};
    }
    const std::string word = filter.kind == Filter::Kind::Some ? "some" : "every";
    return ValueObject{{filter.field, ValueObject{{word, filterToValue(child)}}}};
}

} // namespace

bool Filter::operator==(const Filter &other) const
{
    return kind == other.kind && field == other.field && op == other.op &&
           operand == other.operand && children == other.children;
}

std::string_view filterOpName(FilterOp op)
{
    return opNames.at(static_cast<std::size_t>(op));
}

std::vector<FilterOp> filterOps(const FieldDef &field)
{
    if (field.list && !field.isRelationship())
        return {FilterOp::IsSet, FilterOp::Equals, FilterOp::NotEquals, FilterOp::Contains};
    const auto ops = fieldTypeInfo(comparedField(field).type).filterOps;
    return {ops.begin(), ops.end()};
}

FieldDef comparedField(const FieldDef &field)
{
    if (field.type != FieldType::Computed || !field.computation)
        return field;
    FieldDef yielded;
    yielded.name = field.name;
    yielded.type = field.computation->type;
    yielded.filterable = field.filterable;
    return yielded;
}

bool isSortable(const FieldDef &field)
{
    return !field.list && field.filterable && fieldTypeInfo(comparedField(field).type).sortable;
}

Value filterToValue(const Filter &filter)
{
    switch (filter.kind) {
    case Filter::Kind::True:
        break;
    case Filter::Kind::And: {
        std::optional<Value> flat = asOneObject(filter.children);
        return flat && filter.children.size() > 1 ? *std::move(flat)
                                                  : childrenToValue("AND", filter.children);
    }
    case Filter::Kind::Or:
        return childrenToValue("OR", filter.children);
    case Filter::Kind::Not:
        return childrenToValue("NOT", filter.children);
    case Filter::Kind::Compare: {
        ValueObject ops{{std::string(filterOpName(filter.op)), filter.operand}};
        return ValueObject{{filter.field, std::move(ops)}};
    }
    case Filter::Kind::Related:
    case Filter::Kind::Some:
    case Filter::Kind::Every:
        return relationToValue(filter);
    }
    return ValueObject();
}

} // namespace syncline
