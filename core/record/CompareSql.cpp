#include "core/record/CompareSql.h"

#include "core/base/Ids.h"
#include "core/base/Json.h"
#include "core/model/Computation.h"
#include "core/record/ComputedSql.h"
#include "core/record/JsonMatch.h"
#include "core/store/QueryFunctions.h"

namespace syncline {

namespace {

/** Longer lists of In travel as one JSON parameter. */
constexpr std::size_t maxListed = 200;
constexpr std::size_t maxPattern = 20'000;

/** @p value as the column compares it. */
Result<Value> operand(const CompareTarget &target, const Filter &filter, const Value &value)
{
    if (value.isNull())
        return value;
    if (target.kind == ColumnKind::Reference) {
        if (value.isInt())
            return value;
        // No id is zero: a text that is no id matches no record, rather than failing.
        return Value(value.isString() ? idFromText(value.asString()) : std::int64_t{0});
    }
    if (target.stored != nullptr && target.kind != ColumnKind::Json && value.isString() &&
        target.kind != ColumnKind::Text)
        return coerce(*target.field, value);
    const bool fits = target.kind == ColumnKind::Text       ? value.isString()
                      : target.kind == ColumnKind::Number   ? value.isNumber()
                      : target.kind == ColumnKind::Boolean  ? value.isBool()
                      : target.kind == ColumnKind::Date     ? value.isDate()
                      : target.kind == ColumnKind::DateTime ? value.isDateTime()
                                                            : true;
    if (!fits)
        return compileError("The field %1 cannot be compared with a value of the type %2.",
                            {filter.field, std::string(value.kindName())});
    return value;
}

Result<std::string> negated(Result<std::string> condition)
{
    if (!condition)
        return condition;
    return "NOT " + *condition;
}

Error unsupported(const Filter &filter)
{
    return compileError("The field %1 cannot be filtered with this operator.", {filter.field});
}

/** How a value of a computed field compares. */
ColumnKind kindOf(FieldType yields)
{
    FieldDef field;
    field.type = yields;
    return columnKind(field);
}

/** How the similarity of a vector is compared, by the words of a filter. */
std::string_view measureTest(std::string_view word)
{
    if (word == "lessThan")
        return " < ?";
    if (word == "lessThanOrEqual")
        return " <= ?";
    if (word == "greaterThan")
        return " > ?";
    return word == "greaterThanOrEqual" ? " >= ?" : " = ?";
}

} // namespace

Error compileError(std::string_view sentence, std::initializer_list<std::string> args)
{
    return {errc::invalidQueryInput, sentence, args};
}

std::string escapeLike(std::string_view text)
{
    std::string escaped;
    escaped.reserve(text.size() + 4);
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\')
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string comparedExpression(const FieldColumn &computed, const std::string &row)
{
    if (!computed.field->computation)
        return "NULL";
    const std::string sql = computedSql(*computed.field->computation, row);
    // What is not finite is read as nothing, so it compares as nothing.
    return computed.yields == FieldType::Number ? std::string(finiteFunction) + "(" + sql + ")"
                                                : sql;
}

CompareTarget CompareSql::computed(const FieldColumn &column) const
{
    return CompareTarget{.column =
                             comparedExpression(column, m_row.empty() ? m_table.name() : m_row),
                         .kind = kindOf(column.yields),
                         .field = column.field};
}

Result<CompareTarget> CompareSql::target(const std::string &name) const
{
    if (const std::string_view system = systemColumn(name); !system.empty()) {
        const ColumnKind kind = system == "id" ? ColumnKind::Reference
                                : system == "_remote_id" || system == "_locale"
                                    ? ColumnKind::Text
                                    : ColumnKind::DateTime;
        return CompareTarget{.column = qualified(std::string(system)), .kind = kind};
    }
    if (const FieldColumn *column = m_table.findComputed(name))
        return computed(*column);
    const FieldColumn *column = m_table.find(name);
    if (column == nullptr)
        return compileError("%1 has no field \"%2\" to filter by.", {m_table.model().name, name});
    return CompareTarget{.column = qualified(quoteName(column->name)),
                         .kind = column->kind,
                         .list = column->field->list || column->field->type == FieldType::RoleList,
                         .stored = column,
                         .field = column->field};
}

Result<std::string> CompareSql::compare(const Filter &filter)
{
    SYNCLINE_TRY(const CompareTarget on, target(filter.field));
    if (filter.op == FilterOp::IsSet)
        return "(" + on.column + (filter.operand.boolOr(true) ? " IS NOT NULL)" : " IS NULL)");
    if (on.kind == ColumnKind::Sealed || on.kind == ColumnKind::Password)
        return unsupported(filter);
    return byOp(on, filter);
}

Result<std::string> CompareSql::byOp(const CompareTarget &on, const Filter &filter)
{
    switch (filter.op) {
    case FilterOp::Equals:
        return equals(on, filter, filter.operand);
    case FilterOp::NotEquals:
        return negated(equals(on, filter, filter.operand));
    case FilterOp::In:
        return in(on, filter);
    case FilterOp::NotIn:
        return negated(in(on, filter));
    case FilterOp::LessThan:
        return ordered(on, filter, " < ?");
    case FilterOp::LessThanOrEqual:
        return ordered(on, filter, " <= ?");
    case FilterOp::GreaterThan:
        return ordered(on, filter, " > ?");
    case FilterOp::GreaterThanOrEqual:
        return ordered(on, filter, " >= ?");
    case FilterOp::StartsWith:
        return like(on, filter, "", "%");
    case FilterOp::EndsWith:
        return like(on, filter, "%", "");
    case FilterOp::Contains:
        return contains(on, filter);
    case FilterOp::Matches:
        if (on.kind != ColumnKind::Json)
            return unsupported(filter);
        return jsonCondition(on.column, filter.operand, JsonMatch::Includes, m_parameters);
    case FilterOp::InState:
        return inState(on, filter);
    case FilterOp::CosineSimilarity:
    case FilterOp::L2Distance:
        return measured(on, filter);
    case FilterOp::IsSet:
        break;
    }
    return unsupported(filter);
}

Result<std::string> CompareSql::equals(const CompareTarget &on, const Filter &filter,
                                       const Value &wanted)
{
    if (wanted.isNull())
        return "(" + on.column + " IS NULL)";
    if (on.field != nullptr && on.field->type == FieldType::Vector && !on.list) {
        m_parameters.emplace_back(json::write(wanted));
        return "coalesce(" + std::string(sameVectorFunction) + "(" + on.column + ", ?), 0)";
    }
    if (on.field != nullptr && on.field->type == FieldType::Union) { // written in one way only
        m_parameters.emplace_back(json::write(wanted));
        return "(" + on.column + " IS NOT NULL AND " + on.column + " = ?)";
    }
    if (on.kind == ColumnKind::Json)
        return jsonCondition(on.column, wanted, JsonMatch::Equal, m_parameters);
    SYNCLINE_TRY(Value value, operand(on, filter, wanted));
    m_parameters.push_back(std::move(value));
    if (on.field != nullptr && on.stored == nullptr) // an expression, which is worked out once
        return "coalesce(" + on.column + " = ?, 0)";
    return "(" + on.column + " IS NOT NULL AND " + on.column + " = ?)";
}

Result<std::string> CompareSql::ordered(const CompareTarget &on, const Filter &filter,
                                        std::string_view test)
{
    if (on.kind == ColumnKind::Json || on.kind == ColumnKind::Boolean)
        return unsupported(filter);
    if (filter.operand.isNull())
        return std::string("0");
    SYNCLINE_TRY(Value value, operand(on, filter, filter.operand));
    m_parameters.push_back(std::move(value));
    if (on.field != nullptr && on.stored == nullptr)
        return "coalesce(" + on.column + std::string(test) + ", 0)";
    return "(" + on.column + " IS NOT NULL AND " + on.column + std::string(test) + ")";
}

Result<std::string> CompareSql::in(const CompareTarget &on, const Filter &filter)
{
    if (!filter.operand.isList())
        return compileError("The field %1 needs a list to be compared with.", {filter.field});
    const ValueList &wanted = filter.operand.asList();
    if (on.kind == ColumnKind::Json)
        return anyOfJson(on, filter, wanted);
    std::string marks;
    ValueList values;
    bool withNull = false;
    for (const Value &each : wanted) {
        SYNCLINE_TRY(Value value, operand(on, filter, each));
        withNull = withNull || value.isNull();
        if (!value.isNull())
            values.push_back(toRaw(on.kind, value));
    }
    const std::string empty = withNull ? on.column + " IS NULL OR " : "";
    if (values.size() > maxListed) {
        m_parameters.emplace_back(json::write(values));
        marks = "SELECT value FROM json_each(?)";
    } else {
        for (Value &value : values) {
            marks += marks.empty() ? "?" : ", ?";
            m_parameters.push_back(std::move(value));
        }
    }
    if (on.field != nullptr && on.stored == nullptr)
        return "(" + empty + "coalesce(" + on.column + " IN (" + marks + "), 0))";
    return "(" + empty + on.column + " IS NOT NULL AND " + on.column + " IN (" + marks + "))";
}

Result<std::string> CompareSql::anyOfJson(const CompareTarget &on, const Filter &filter,
                                          const ValueList &wanted)
{
    if (wanted.size() > maxListed)
        return compileError("The field %1 can be compared with at most %2 values at once.",
                            {filter.field, std::to_string(maxListed)});
    std::string any = "(0";
    for (const Value &each : wanted) {
        SYNCLINE_TRY(const std::string one, equals(on, filter, each));
        any += " OR " + one;
    }
    return any + ")";
}

Result<std::string> CompareSql::like(const CompareTarget &on, const Filter &filter,
                                     std::string_view before, std::string_view after)
{
    if (on.kind != ColumnKind::Text || !filter.operand.isString())
        return unsupported(filter);
    if (filter.operand.asString().size() > maxPattern)
        return compileError("The text to look for in %1 is too long: at most %2 bytes.",
                            {filter.field, std::to_string(maxPattern)});
    m_parameters.emplace_back(std::string(before) + escapeLike(filter.operand.asString()) +
                              std::string(after));
    const std::string like = on.column + " LIKE ? ESCAPE '\\'";
    return on.stored == nullptr && on.field != nullptr
               ? "coalesce(" + like + ", 0)"
               : "(" + on.column + " IS NOT NULL AND " + like + ")";
}

Result<std::string> CompareSql::contains(const CompareTarget &on, const Filter &filter)
{
    if (on.kind != ColumnKind::Json) {
        std::optional<std::string> proposed;
        if (m_index != nullptr && on.stored != nullptr && filter.operand.isString())
            proposed = m_index->holding(*on.stored, filter.operand.asString(), m_parameters);
        SYNCLINE_TRY(std::string holds, like(on, filter, "%", "%"));
        return proposed ? "(" + *proposed + " AND " + holds + ")" : std::move(holds);
    }
    if (!on.list)
        return unsupported(filter);
    const ValueList one{filter.operand};
    std::string all = "(" + on.column + " IS NOT NULL";
    for (const Value &item : filter.operand.isList() ? filter.operand.asList() : one) {
        SYNCLINE_TRY(const std::string has, jsonListHas(on.column, item, m_parameters));
        all += " AND " + has;
    }
    return all + ")";
}

/** The state itself, and those within it: "created.installed" is in "created". */
Result<std::string> CompareSql::inState(const CompareTarget &on, const Filter &filter)
{
    if (on.kind != ColumnKind::Text || !filter.operand.isString())
        return unsupported(filter);
    const std::string &state = filter.operand.asString();
    m_parameters.emplace_back(state);
    m_parameters.emplace_back(state + ".");
    m_parameters.emplace_back(state + "/"); // the character after the dot
    return "(" + on.column + " IS NOT NULL AND (" + on.column + " = ? OR (" + on.column +
           " >= ? AND " + on.column + " < ?)))";
}

Result<std::string> CompareSql::measured(const CompareTarget &on, const Filter &filter)
{
    const Value &to = filter.operand["to"];
    if (on.field == nullptr || on.field->type != FieldType::Vector || on.list || !to.isList())
        return unsupported(filter);
    const bool cosine = filter.op == FilterOp::CosineSimilarity;
    const std::string function = cosine ? cosineFunction : distanceFunction;
    std::string all;
    for (const auto &[word, limit] : filter.operand.asObject()) {
        if (word == "to")
            continue;
        m_parameters.emplace_back(json::write(to));
        m_parameters.push_back(limit);
        all += (all.empty() ? "(" : " AND ") + ("coalesce(" + function) + "(" + on.column + ", ?)" +
               std::string(measureTest(word)) + ", 0)";
    }
    return all.empty() ? std::string("1") : all + ")";
}

} // namespace syncline
