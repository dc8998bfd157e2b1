#include "core/record/ComputedSql.h"

#include "core/base/Json.h"
#include "core/store/Database.h"

#include <cmath>

namespace syncline {

namespace {

using Kind = Computation::Kind;

constexpr double largestExact = 9007199254740992.0; // 2^53

std::string quotedText(std::string_view text)
{
    std::string quoted = "'";
    for (const char c : text)
        quoted += c == '\'' ? "''" : std::string(1, c);
    return quoted + "'";
}

/** Writes one expression; inner tables get names of their own. */
class SqlWriter
{
public:
    explicit SqlWriter(const std::string &schema)
        : m_prefix(schema.empty() ? schema : quoteName(schema) + ".")
    {
    }

    std::string write(const Computation &part, const std::string &row)
    {
        switch (part.kind) {
        case Kind::Value:
            return value(part.value);
        case Kind::Field:
            return row + "." + column(part.name);
        case Kind::Parent: {
            const std::string other = newName();
            return "(SELECT " + other + "." + column(part.name) + " FROM " + tableName(part.table) +
                   " AS " + other + " WHERE " + other + ".id = " + row + "." +
                   quoteName(part.link) + ")";
        }
        case Kind::Aggregate:
            return aggregate(part, row);
        case Kind::Call:
            return call(part, row);
        }
        return "NULL";
    }

private:
    std::string tableName(const std::string &table) { return m_prefix + quoteName(table); }
    std::string newName() { return "r" + std::to_string(++m_names); }

    static std::string column(const std::string &name)
    {
        const std::string_view system = systemColumn(name);
        return quoteName(system.empty() ? std::string_view(name) : system);
    }

    static std::string value(const Value &value)
    {
        if (value.isNull())
            return "NULL";
        if (value.isString())
            return quotedText(value.asString());
        if (value.isBool())
            return value.asBool() ? "1" : "0";
        return json::write(value);
    }

    std::string aggregate(const Computation &part, const std::string &row)
    {
        const std::string other = newName();
        const bool counts = part.name == "count";
        std::string what = "count(*)";
        if (!counts) {
            // total(), unlike sum(), neither fails for large numbers nor is empty for none.
            const std::string function = part.name == "sum" ? "total" : part.name;
            what = function + "(" + write(part.parts.front(), other) + ")";
        }
        std::string sql = "(SELECT " + what + " FROM " + tableName(part.table) + " AS " + other;
        if (part.joinTable.empty()) {
            sql += " WHERE " + other + "." + quoteName(part.link) + " = " + row + ".id";
        } else {
            const std::string join = newName();
            sql += " WHERE " + other + ".id IN (SELECT " + join + "." + quoteName(part.joinTo) +
                   " FROM " + tableName(part.joinTable) + " AS " + join + " WHERE " + join + "." +
                   quoteName(part.link) + " = " + row + ".id)";
        }
        const std::size_t where = counts ? 0 : 1;
        if (part.parts.size() > where)
            sql += " AND " + write(part.parts[where], other);
        return sql + ")";
    }

    std::string call(const Computation &part, const std::string &row)
    {
        std::vector<std::string> parts;
        parts.reserve(part.parts.size());
        for (const Computation &each : part.parts)
            parts.push_back(write(each, row));
        const std::string &name = part.name;
        if (name == "negative")
            return "(- " + parts[0] + ")";
        if (name == "not")
            return "(NOT " + parts[0] + ")";
        if (name == "isNull")
            return "(" + parts[0] + " IS NULL)";
        if (name == "/") // of whole numbers, too
            return "(" + parts[0] + " * 1.0 / " + parts[1] + ")";
        if (name == "==" || name == "!=")
            return equality(part, parts);
        if (name == "if")
            return "(CASE WHEN " + parts[0] + " THEN " + parts[1] + " ELSE " + parts[2] + " END)";
        if (name == "abs") // of −2^63 there is none among whole numbers
            return "abs(" + parts[0] + " * 1.0)";
        if (name == "concat")
            return concat(parts);
        const bool isOperator =
            name.find_first_of("+-*%<>") != std::string::npos || name == "and" || name == "or";
        if (isOperator)
            return "(" + parts[0] + " " + name + " " + parts[1] + ")";
        std::string list;
        for (const std::string &each : parts)
            list += (list.empty() ? "" : ", ") + each;
        return name + "(" + list + ")"; // coalesce, round, abs, lower, upper, length
    }

    /** `== null` asks whether there is nothing. */
    static std::string equality(const Computation &part, const std::vector<std::string> &parts)
    {
        const bool withNull = parts[0] == "NULL" || parts[1] == "NULL";
        const std::string sign =
            part.name == "==" ? (withNull ? " IS " : " = ") : (withNull ? " IS NOT " : " <> ");
        return "(" + parts[0] + sign + parts[1] + ")";
    }

    static std::string concat(const std::vector<std::string> &parts)
    {
        std::string sql;
        for (const std::string &each : parts)
            sql += (sql.empty() ? "" : " || ") + ("coalesce(" + each + ", '')");
        return "(" + sql + ")";
    }

    const std::string m_prefix;
    int m_names = 0;
};

} // namespace

std::string computedSql(const Computation &computation, const std::string &table,
                        const std::string &schema)
{
    return SqlWriter(schema).write(computation, table);
}

Value readComputed(const Statement &row, int index, FieldType type)
{
    if (row.isNull(index))
        return {};
    switch (type) {
    case FieldType::Boolean:
        return row.integer(index) != 0;
    case FieldType::Date:
        return Date{static_cast<std::int32_t>(row.integer(index))};
    case FieldType::DateTime:
        return DateTime{row.integer(index)};
    default:
        break;
    }
    Value value = row.value(index);
    if (!value.isDouble())
        return value;
    const double number = value.asDouble();
    if (!std::isfinite(number))
        return {};
    // What total() and division give of whole numbers is shown as a whole number.
    const bool whole = std::trunc(number) == number && std::abs(number) <= largestExact;
    return whole ? Value(static_cast<std::int64_t>(number)) : value;
}

} // namespace syncline
