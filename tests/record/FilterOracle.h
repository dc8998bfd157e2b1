#pragma once

#include "core/model/Filter.h"
#include "core/record/RecordTypes.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

/** Filters and orders as the documentation says them, on rows in memory: slow, plain, and nothing
 * of SQL. */
namespace syncline::test {

/** All records there are, by their model's storage key. */
using World = std::map<std::string, std::vector<RecordRow>>;

inline Value fieldOf(const RecordRow &row, const std::string &name)
{
    if (name == "id")
        return raw(row.id);
    if (name == "createdAt")
        return row.createdAt;
    if (name == "updatedAt")
        return row.updatedAt;
    if (name == "remoteId")
        return row.remoteId.empty() ? Value() : Value(row.remoteId);
    if (const Value *found = row.fields.find(name))
        return *found;
    return row.fields.at(name.substr(0, name.size() - 2)); // makerId
}

/** Holds every int64 and every double exactly. */
inline long double exact(const Value &number)
{
    return number.isInt() ? static_cast<long double>(number.asInt())
                          : static_cast<long double>(number.asDouble());
}

/** −1, 0, 1; null before everything. */
inline int order(const Value &a, const Value &b)
{
    if (a.isNull() || b.isNull())
        return static_cast<int>(!a.isNull()) - static_cast<int>(!b.isNull());
    if (a == b)
        return 0;
    bool less = false;
    if (a.isNumber())
        less = exact(a) < exact(b);
    else if (a.isString())
        less = a.asString() < b.asString();
    else if (a.isBool())
        less = !a.asBool();
    else if (a.isDate())
        less = a.asDate() < b.asDate();
    else
        less = a.asDateTime() < b.asDateTime();
    return less ? -1 : 1;
}

inline std::string lower(std::string text)
{
    for (char &c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

/** Whether @p have has at least what @p wanted says. */
inline bool includes(const Value &have, const Value &wanted)
{
    if (wanted.isObject()) {
        return have.isObject() && std::ranges::all_of(wanted.asObject(), [&](const auto &member) {
                   const Value *value = have.asObject().find(member.first);
                   return value != nullptr && includes(*value, member.second);
               });
    }
    if (wanted.isList()) {
        return have.isList() && std::ranges::all_of(wanted.asList(), [&](const Value &item) {
                   return std::ranges::any_of(
                       have.asList(), [&](const Value &other) { return includes(other, item); });
               });
    }
    return have == wanted;
}

/** nullopt: they cannot be compared. */
inline std::optional<double> similarity(const Value &a, const Value &b)
{
    if (!a.isList() || !b.isList() || a.asList().size() != b.asList().size())
        return std::nullopt;
    double product = 0;
    double lengthA = 0;
    double lengthB = 0;
    for (std::size_t i = 0; i < a.asList().size(); ++i) {
        const double x = a.asList()[i].asDouble();
        const double y = b.asList()[i].asDouble();
        product += x * y;
        lengthA += x * x;
        lengthB += y * y;
    }
    if (lengthA == 0 || lengthB == 0)
        return std::nullopt;
    return product / (std::sqrt(lengthA) * std::sqrt(lengthB));
}

inline std::optional<double> distance(const Value &a, const Value &b)
{
    if (!a.isList() || !b.isList() || a.asList().size() != b.asList().size())
        return std::nullopt;
    double sum = 0;
    for (std::size_t i = 0; i < a.asList().size(); ++i)
        sum += std::pow(a.asList()[i].asDouble() - b.asList()[i].asDouble(), 2);
    return std::sqrt(sum);
}

inline bool measures(const Value &have, const Filter &filter)
{
    const Value &to = filter.operand["to"];
    const std::optional<double> measured =
        filter.op == FilterOp::CosineSimilarity ? similarity(have, to) : distance(have, to);
    return std::ranges::all_of(filter.operand.asObject(), [&](const auto &member) {
        if (member.first == "to")
            return true;
        if (!measured)
            return false;
        const double limit = member.second.asDouble();
        if (member.first == "lessThan")
            return *measured < limit;
        if (member.first == "lessThanOrEqual")
            return *measured <= limit;
        if (member.first == "greaterThan")
            return *measured > limit;
        return member.first == "greaterThanOrEqual" ? *measured >= limit : *measured == limit;
    });
}

inline bool matches(const RecordRow &row, const Filter &filter, const World &world = {});

/** The records of the other model that @p filter's relationship leads to. */
inline std::vector<RecordRow> relatives(const RecordRow &row, const Filter &filter,
                                        const World &world)
{
    const FilterRelation &relation = *filter.relation;
    const auto name = [](const std::string &key) { return key.substr(2); }; // of "f_name"
    const Value own = Value(toText(row.id));
    const auto leads = [&](const RecordRow &other) {
        if (relation.isOurs)
            return Value(toText(other.id)) == row.fields.at(name(relation.link));
        if (relation.joinTable.empty())
            return other.fields.at(name(relation.link)) == own;
        return std::ranges::any_of(world.at(relation.joinTable), [&](const RecordRow &join) {
            return join.fields.at(name(relation.joinFrom)) == own &&
                   join.fields.at(name(relation.joinTo)) == Value(toText(other.id));
        });
    };
    std::vector<RecordRow> found;
    std::ranges::copy_if(world.at(relation.model->storageKey), std::back_inserter(found), leads);
    return found;
}

inline bool compares(const RecordRow &row, const Filter &filter)
{
    const Value have = fieldOf(row, filter.field);
    const bool isId = filter.field == "id" || filter.field.ends_with("Id");
    const auto wanted = [&](const Value &operand) {
        return isId && filter.field == "id" && operand.isString()
                   ? Value(idFromText(operand.asString()))
                   : operand;
    };
    const Value operand = wanted(filter.operand);
    const auto in = [&] {
        return std::ranges::any_of(filter.operand.asList(),
                                   [&](const Value &one) { return wanted(one) == have; });
    };
    const bool set = !have.isNull() && !operand.isNull();
    switch (filter.op) {
    case FilterOp::Equals:
        return have == operand;
    case FilterOp::NotEquals:
        return !(have == operand);
    case FilterOp::IsSet:
        return have.isNull() != filter.operand.asBool();
    case FilterOp::In:
        return in();
    case FilterOp::NotIn:
        return !in();
    case FilterOp::LessThan:
        return set && order(have, operand) < 0;
    case FilterOp::LessThanOrEqual:
        return set && order(have, operand) <= 0;
    case FilterOp::GreaterThan:
        return set && order(have, operand) > 0;
    case FilterOp::GreaterThanOrEqual:
        return set && order(have, operand) >= 0;
    case FilterOp::StartsWith:
        return set && lower(have.asString()).starts_with(lower(operand.asString()));
    case FilterOp::EndsWith:
        return set && lower(have.asString()).ends_with(lower(operand.asString()));
    case FilterOp::Contains:
        if (have.isList())
            return includes(have, operand.isList() ? operand : Value(ValueList{operand}));
        return set && have.isString() &&
               lower(have.asString()).find(lower(operand.asString())) != std::string::npos;
    case FilterOp::Matches:
        return !have.isNull() && includes(have, operand);
    case FilterOp::InState:
        return set && (have.asString() + ".").starts_with(operand.asString() + ".");
    case FilterOp::CosineSimilarity:
    case FilterOp::L2Distance:
        return measures(have, filter);
    }
    return false;
}

inline bool matches(const RecordRow &row, const Filter &filter, const World &world)
{
    const auto child = [&](const Filter &inner) { return matches(row, inner, world); };
    const auto relative = [&](const RecordRow &other) {
        return matches(other, filter.children.front(), world);
    };
    switch (filter.kind) {
    case Filter::Kind::True:
        return true;
    case Filter::Kind::And:
        return std::ranges::all_of(filter.children, child);
    case Filter::Kind::Or:
        return std::ranges::any_of(filter.children, child);
    case Filter::Kind::Not:
        return !std::ranges::all_of(filter.children, child);
    case Filter::Kind::Compare:
        return compares(row, filter);
    case Filter::Kind::Related:
    case Filter::Kind::Some:
        return std::ranges::any_of(relatives(row, filter, world), relative);
    case Filter::Kind::Every:
        return std::ranges::all_of(relatives(row, filter, world), relative);
    }
    return false;
}

/** What a key orders by: the value, or how far a vector is. */
inline Value ordering(const RecordRow &row, const SortKey &key)
{
    const Value have = fieldOf(row, key.field);
    if (key.measure == SortMeasure::Value)
        return have;
    if (key.measure == SortMeasure::L2Distance)
        return distance(have, key.to).value_or(std::numeric_limits<double>::max());
    const std::optional<double> alike = similarity(have, key.to);
    return alike ? 1.0 - *alike : std::numeric_limits<double>::max();
}

/** The ids of @p rows that match, in order. */
inline std::vector<std::int64_t> expected(std::vector<RecordRow> rows, const Filter &filter,
                                          const Sort &sort, const World &world = {})
{
    std::erase_if(rows, [&](const RecordRow &row) { return !matches(row, filter, world); });
    std::ranges::sort(rows, [&](const RecordRow &a, const RecordRow &b) {
        for (const SortKey &key : sort) {
            const int compared = order(ordering(a, key), ordering(b, key));
            if (compared != 0)
                return (compared < 0) != key.descending;
        }
        return (raw(a.id) < raw(b.id)) != (!sort.empty() && sort.back().descending);
    });
    std::vector<std::int64_t> ids;
    for (const RecordRow &row : rows)
        ids.push_back(raw(row.id));
    return ids;
}

} // namespace syncline::test
