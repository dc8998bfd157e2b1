#include "core/record/FilterSql.h"

#include "core/record/CompareSql.h"

namespace syncline {

namespace {

constexpr std::size_t maxChildren = 500;
constexpr int maxDepth = 20;

/** The tables to look in, and what ties them to @p outer; the other record is @p row. */
std::string tiedRows(const Filter &filter, const std::string &outer, const std::string &row)
{
    const FilterRelation &relation = *filter.relation;
    const std::string other = quoteName(relation.model->storageKey) + " AS " + row;
    if (!relation.joinTable.empty()) {
        const std::string join = row + "j";
        return quoteName(relation.joinTable) + " AS " + join + " JOIN " + other + " ON " + row +
               ".id = " + join + "." + quoteName(relation.joinTo) + " WHERE " + join + "." +
               quoteName(relation.joinFrom) + " = " + outer + ".id";
    }
    const std::string link = quoteName(relation.link);
    return other + " WHERE " +
           (relation.isOurs ? row + ".id = " + outer + "." + link
                            : row + "." + link + " = " + outer + ".id");
}

} // namespace

Result<std::string> FilterSql::compile(const ModelTable &table, const Filter &filter)
{
    return compile(Scope{.table = table, .row = {}, .proposes = m_index != nullptr}, filter, 0);
}

Result<std::string> FilterSql::compile(const Scope &scope, const Filter &filter, int depth)
{
    if (depth > maxDepth)
        return compileError("This filter is nested too deeply: at most %1 levels.",
                            {std::to_string(maxDepth)});
    switch (filter.kind) {
    case Filter::Kind::True:
        return std::string("1");
    case Filter::Kind::And:
        return joined(scope, filter, " AND ", "1", depth);
    case Filter::Kind::Or:
        return joined(scope, filter, " OR ", "0", depth);
    case Filter::Kind::Not: {
        const Scope inside{.table = scope.table, .row = scope.row, .proposes = false};
        SYNCLINE_TRY(std::string inner, joined(inside, filter, " AND ", "1", depth));
        return "NOT " + inner;
    }
    case Filter::Kind::Compare:
        return CompareSql(scope.table, scope.row, m_parameters, scope.proposes ? m_index : nullptr)
            .compare(filter);
    case Filter::Kind::Related:
    case Filter::Kind::Some:
    case Filter::Kind::Every:
        return related(scope, filter, depth);
    }
    return std::string("1");
}

Result<std::string> FilterSql::joined(const Scope &scope, const Filter &filter,
                                      std::string_view glue, std::string_view none, int depth)
{
    if (filter.children.size() > maxChildren)
        return compileError("This filter lists too many conditions: %1, at most %2.",
                            {std::to_string(filter.children.size()), std::to_string(maxChildren)});
    std::string sql;
    for (const Filter &child : filter.children) {
        SYNCLINE_TRY(const std::string part, compile(scope, child, depth + 1));
        sql += (sql.empty() ? "" : std::string(glue)) + part;
    }
    return "(" + (sql.empty() ? std::string(none) : sql) + ")";
}

Result<std::string> FilterSql::related(const Scope &scope, const Filter &filter, int depth)
{
    if (!filter.relation || !filter.relation->model)
        return compileError("The relationship %1 of %2 cannot be filtered here, where no other "
                            "model is known.",
                            {filter.field, scope.table.model().name});
    const std::string row = "t" + std::to_string(++m_names);
    const std::string outer = scope.row.empty() ? scope.table.name() : scope.row;
    const ModelTable other(*filter.relation->model);
    const Scope inside{.table = other, .row = row, .proposes = false};
    std::string condition = "1";
    if (!filter.children.empty()) {
        SYNCLINE_TRY(condition, compile(inside, filter.children.front(), depth + 1));
    }
    const bool every = filter.kind == Filter::Kind::Every;
    return std::string(every ? "NOT " : "") + "EXISTS (SELECT 1 FROM " +
           tiedRows(filter, outer, row) + (every ? " AND NOT " : " AND ") + condition + ")";
}

} // namespace syncline
