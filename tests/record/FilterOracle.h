#pragma once

#include "core/model/Filter.h"
#include "core/record/RecordTypes.h"

#include <algorithm>
#include <string>
#include <vector>

/** Filters and orders as the documentation says them, on rows in memory: slow, plain, and nothing
 * of SQL. */
namespace syncline::test {

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

inline bool matches(const RecordRow &row, const Filter &filter);

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
    }
    return false;
}

inline bool matches(const RecordRow &row, const Filter &filter)
{
    const auto child = [&](const Filter &inner) { return matches(row, inner); };
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
    }
    return false;
}

/** The ids of @p rows that match, in order. */
inline std::vector<std::int64_t> expected(std::vector<RecordRow> rows, const Filter &filter,
                                          const Sort &sort)
{
    std::erase_if(rows, [&](const RecordRow &row) { return !matches(row, filter); });
    std::ranges::sort(rows, [&](const RecordRow &a, const RecordRow &b) {
        for (const SortKey &key : sort) {
            const int compared = order(fieldOf(a, key.field), fieldOf(b, key.field));
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
