#include "core/record/JsonMatch.h"
#include "core/record/Keyset.h"
#include "core/record/ModelTable.h"
#include "core/record/RecordReader.h"

#include "core/base/Ids.h"
#include "core/base/Json.h"

#include <algorithm>
#include <sstream>

namespace syncline {

namespace {

constexpr std::size_t maxChildren = 500;
constexpr int maxDepth = 20;
constexpr std::size_t maxParameters = 30'000;
/** Longer lists of In travel as one JSON parameter. */
constexpr std::size_t maxListed = 200;

constexpr std::size_t maxPattern = 20'000;

struct Target
{
    std::string column; ///< Quoted.
    ColumnKind kind = ColumnKind::Text;
    bool list = false;
    const FieldDef *field = nullptr; ///< nullptr: a system field.
};

Error queryError(std::string_view sentence, std::initializer_list<std::string> args)
{
    return {errc::invalidQueryInput, sentence, args};
}

/** A pattern for LIKE … ESCAPE '\': "%" and "_" stand for themselves. */
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

/**
 * Compiles a filter into a condition that is never NULL: a comparison with an empty field is false,
 * and notEquals and notIn are the complements of equals and in. So NOT means what people expect of
 * it.
 */
class FilterCompiler
{
public:
    FilterCompiler(const ModelTable &table, std::vector<Value> &parameters)
        : m_table(table),
          m_parameters(parameters)
    {
    }

    Result<std::string> compile(const Filter &filter, int depth = 0)
    {
        if (depth > maxDepth)
            return queryError("This filter is nested too deeply: at most %1 levels.",
                              {std::to_string(maxDepth)});
        switch (filter.kind) {
        case Filter::Kind::True:
            return std::string("1");
        case Filter::Kind::And:
            return joined(filter, " AND ", "1", depth);
        case Filter::Kind::Or:
            return joined(filter, " OR ", "0", depth);
        case Filter::Kind::Not: {
            SYNCLINE_TRY(std::string inner, joined(filter, " AND ", "1", depth));
            return "NOT " + inner;
        }
        case Filter::Kind::Compare:
            return compare(filter);
        }
        return std::string("1");
    }

    Result<std::string> search(std::string_view text)
    {
        std::string condition;
        std::istringstream words{std::string(text)};
        std::string word;
        while (words >> word) {
            std::string any;
            for (const FieldColumn &column : m_table.columns()) {
                if (column.kind != ColumnKind::Text || !column.field->searchable)
                    continue;
                any += (any.empty() ? "" : " OR ") + quoteName(column.name) + " LIKE ? ESCAPE '\\'";
                m_parameters.emplace_back("%" + escapeLike(word) + "%");
            }
            if (any.empty())
                any = "0";
            condition += (condition.empty() ? "(" : " AND (") + any + ")";
        }
        return condition;
    }

private:
    Result<std::string> joined(const Filter &filter, std::string_view glue, std::string_view none,
                               int depth)
    {
        if (filter.children.size() > maxChildren)
            return queryError(
                "This filter lists too many conditions: %1, at most %2.",
                {std::to_string(filter.children.size()), std::to_string(maxChildren)});
        std::string sql;
        for (const Filter &child : filter.children) {
            SYNCLINE_TRY(const std::string part, compile(child, depth + 1));
            sql += (sql.empty() ? "" : std::string(glue)) + part;
        }
        return "(" + (sql.empty() ? std::string(none) : sql) + ")";
    }

    Result<Target> target(const std::string &name) const
    {
        if (const std::string_view system = systemColumn(name); !system.empty()) {
            const ColumnKind kind = system == "id"           ? ColumnKind::Reference
                                    : system == "_remote_id" ? ColumnKind::Text
                                                             : ColumnKind::DateTime;
            return Target{.column = std::string(system), .kind = kind};
        }
        const FieldColumn *column = m_table.find(name);
        if (column == nullptr)
            return queryError("%1 has no field \"%2\" to filter by.", {m_table.model().name, name});
        return Target{.column = quoteName(column->name),
                      .kind = column->kind,
                      .list = column->field->list || column->field->type == FieldType::RoleList,
                      .field = column->field};
    }

    /** @p value as the column compares it. */
    static Result<Value> operand(const Target &target, const Filter &filter, const Value &value)
    {
        if (value.isNull())
            return value;
        if (target.kind == ColumnKind::Reference) {
            if (value.isInt())
                return value;
            // No id is zero: a text that is no id matches no record, rather than failing.
            return Value(value.isString() ? idFromText(value.asString()) : std::int64_t{0});
        }
        if (target.field != nullptr && target.kind != ColumnKind::Json && value.isString() &&
            target.kind != ColumnKind::Text)
            return coerce(*target.field, value);
        const bool fits = target.kind == ColumnKind::Text       ? value.isString()
                          : target.kind == ColumnKind::Number   ? value.isNumber()
                          : target.kind == ColumnKind::Boolean  ? value.isBool()
                          : target.kind == ColumnKind::Date     ? value.isDate()
                          : target.kind == ColumnKind::DateTime ? value.isDateTime()
                                                                : true;
        if (!fits)
            return queryError("The field %1 cannot be compared with a value of the type %2.",
                              {filter.field, std::string(value.kindName())});
        return value;
    }

    Result<std::string> compare(const Filter &filter)
    {
        SYNCLINE_TRY(const Target on, target(filter.field));
        if (filter.op == FilterOp::IsSet)
            return on.column + (filter.operand.boolOr(true) ? " IS NOT NULL" : " IS NULL");
        if (on.kind == ColumnKind::Sealed || on.kind == ColumnKind::Password)
            return unsupported(filter);
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
        case FilterOp::IsSet:
            break;
        }
        return unsupported(filter);
    }

    static Result<std::string> negated(Result<std::string> condition)
    {
        if (!condition)
            return condition;
        return "NOT " + *condition;
    }

    static Error unsupported(const Filter &filter)
    {
        return queryError("The field %1 cannot be filtered with this operator.", {filter.field});
    }

    Result<std::string> equals(const Target &on, const Filter &filter, const Value &wanted)
    {
        if (wanted.isNull())
            return "(" + on.column + " IS NULL)";
        if (on.kind == ColumnKind::Json)
            return jsonCondition(on.column, wanted, JsonMatch::Equal, m_parameters);
        SYNCLINE_TRY(Value value, operand(on, filter, wanted));
        m_parameters.push_back(std::move(value));
        return "(" + on.column + " IS NOT NULL AND " + on.column + " = ?)";
    }

    Result<std::string> ordered(const Target &on, const Filter &filter, std::string_view test)
    {
        if (on.kind == ColumnKind::Json || on.kind == ColumnKind::Boolean)
            return unsupported(filter);
        if (filter.operand.isNull())
            return std::string("0");
        SYNCLINE_TRY(Value value, operand(on, filter, filter.operand));
        m_parameters.push_back(std::move(value));
        return "(" + on.column + " IS NOT NULL AND " + on.column + std::string(test) + ")";
    }

    Result<std::string> in(const Target &on, const Filter &filter)
    {
        if (!filter.operand.isList())
            return queryError("The field %1 needs a list to be compared with.", {filter.field});
        const ValueList &wanted = filter.operand.asList();
        if (on.kind == ColumnKind::Json)
            return anyOfJson(on, filter, wanted);
        std::string marks;
        ValueList values;
        bool withNull = false;
        for (const Value &each : wanted) {
            SYNCLINE_TRY(Value value, operand(on, filter, each));
            withNull = withNull || value.isNull();
            if (value.isDate())
                value = value.asDate().days;
            else if (value.isDateTime())
                value = value.asDateTime().ms;
            else if (value.isBool())
                value = value.asBool() ? 1 : 0;
            if (!value.isNull())
                values.push_back(std::move(value));
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
        return "(" + empty + on.column + " IS NOT NULL AND " + on.column + " IN (" + marks + "))";
    }

    Result<std::string> anyOfJson(const Target &on, const Filter &filter, const ValueList &wanted)
    {
        if (wanted.size() > maxListed)
            return queryError("The field %1 can be compared with at most %2 values at once.",
                              {filter.field, std::to_string(maxListed)});
        std::string any = "(0";
        for (const Value &each : wanted) {
            SYNCLINE_TRY(const std::string one, equals(on, filter, each));
            any += " OR " + one;
        }
        return any + ")";
    }

    Result<std::string> like(const Target &on, const Filter &filter, std::string_view before,
                             std::string_view after)
    {
        if (on.kind != ColumnKind::Text || !filter.operand.isString())
            return unsupported(filter);
        if (filter.operand.asString().size() > maxPattern)
            return queryError("The text to look for in %1 is too long: at most %2 bytes.",
                              {filter.field, std::to_string(maxPattern)});
        m_parameters.emplace_back(std::string(before) + escapeLike(filter.operand.asString()) +
                                  std::string(after));
        return "(" + on.column + " IS NOT NULL AND " + on.column + " LIKE ? ESCAPE '\\')";
    }

    Result<std::string> contains(const Target &on, const Filter &filter)
    {
        if (on.kind != ColumnKind::Json)
            return like(on, filter, "%", "%");
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

    const ModelTable &m_table;
    std::vector<Value> &m_parameters;
};

} // namespace

Result<CompiledQuery> compileQuery(const ModelDef &model, const Filter &filter, const Sort &sort,
                                   std::string_view search)
{
    const ModelTable table(model);
    CompiledQuery query;
    FilterCompiler compiler(table, query.parameters);
    if (filter.kind != Filter::Kind::True) {
        SYNCLINE_TRY(query.where, compiler.compile(filter));
    }
    SYNCLINE_TRY(const std::string searched, compiler.search(search));
    if (!searched.empty())
        query.where += (query.where.empty() ? "" : " AND ") + searched;
    SYNCLINE_TRY(const Keyset keyset, Keyset::create(table, sort));
    query.orderBy = keyset.orderBy();
    if (query.parameters.size() > maxParameters)
        return queryError("This filter compares with too many values: %1, at most %2.",
                          {std::to_string(query.parameters.size()), std::to_string(maxParameters)});
    return query;
}

} // namespace syncline
