#include "core/record/view/ViewGuard.h"

#include "core/record/view/SqlTokens.h"

#include <algorithm>
#include <array>
#include <sqlite3.h>

namespace syncline {

namespace {

/** Steps of SQLite's machine between two looks at the time: some ten microseconds. */
constexpr int stepsPerLook = 1000;
/** No text in a view is longer; a record's texts of 10 MB are read. */
constexpr int longestText = 16 * 1024 * 1024;

/** What only computes. Sorted. */
constexpr std::array<std::string_view, 108> functions{"->",
                                                      "->>",
                                                      "abs",
                                                      "acos",
                                                      "acosh",
                                                      "asin",
                                                      "asinh",
                                                      "atan",
                                                      "atan2",
                                                      "atanh",
                                                      "avg",
                                                      "ceil",
                                                      "ceiling",
                                                      "char",
                                                      "coalesce",
                                                      "cos",
                                                      "cosh",
                                                      "count",
                                                      "cume_dist",
                                                      "current_date",
                                                      "current_time",
                                                      "current_timestamp",
                                                      "date",
                                                      "datetime",
                                                      "degrees",
                                                      "dense_rank",
                                                      "exp",
                                                      "first_value",
                                                      "floor",
                                                      "format",
                                                      "glob",
                                                      "group_concat",
                                                      "hex",
                                                      "ifnull",
                                                      "iif",
                                                      "instr",
                                                      "iso_date",
                                                      "iso_time",
                                                      "json",
                                                      "json_array",
                                                      "json_array_length",
                                                      "json_each",
                                                      "json_extract",
                                                      "json_group_array",
                                                      "json_group_object",
                                                      "json_insert",
                                                      "json_object",
                                                      "json_patch",
                                                      "json_quote",
                                                      "json_remove",
                                                      "json_replace",
                                                      "json_set",
                                                      "json_tree",
                                                      "json_type",
                                                      "json_valid",
                                                      "julianday",
                                                      "lag",
                                                      "last_value",
                                                      "lead",
                                                      "length",
                                                      "like",
                                                      "likelihood",
                                                      "likely",
                                                      "ln",
                                                      "log",
                                                      "log10",
                                                      "log2",
                                                      "lower",
                                                      "ltrim",
                                                      "max",
                                                      "min",
                                                      "mod",
                                                      "nth_value",
                                                      "ntile",
                                                      "nullif",
                                                      "percent_rank",
                                                      "pi",
                                                      "pow",
                                                      "power",
                                                      "printf",
                                                      "quote",
                                                      "radians",
                                                      "random",
                                                      "rank",
                                                      "replace",
                                                      "round",
                                                      "row_number",
                                                      "rtrim",
                                                      "sign",
                                                      "sin",
                                                      "sinh",
                                                      "soundex",
                                                      "sqrt",
                                                      "strftime",
                                                      "substr",
                                                      "substring",
                                                      "sum",
                                                      "tan",
                                                      "tanh",
                                                      "time",
                                                      "total",
                                                      "trim",
                                                      "trunc",
                                                      "typeof",
                                                      "unicode",
                                                      "unixepoch",
                                                      "unlikely",
                                                      "upper"};

/** What a statement that does @p action is called. */
std::string_view statementName(int action)
{
    switch (action) {
    case SQLITE_INSERT:
        return "INSERT";
    case SQLITE_UPDATE:
        return "UPDATE";
    case SQLITE_DELETE:
        return "DELETE";
    case SQLITE_PRAGMA:
        return "PRAGMA";
    case SQLITE_ATTACH:
        return "ATTACH";
    case SQLITE_DETACH:
        return "DETACH";
    case SQLITE_TRANSACTION:
        return "BEGIN, COMMIT and ROLLBACK";
    case SQLITE_SAVEPOINT:
        return "SAVEPOINT";
    case SQLITE_ANALYZE:
        return "ANALYZE";
    case SQLITE_REINDEX:
        return "REINDEX";
    case SQLITE_ALTER_TABLE:
        return "ALTER";
    default:
        return "CREATE and DROP";
    }
}

} // namespace

ViewGuard::ViewGuard(Database &database, const ViewSchema &schema, const Clock &clock,
                     ViewLimits limits)
    : m_handle(database.handle()),
      m_schema(schema),
      m_clock(clock),
      m_limits(std::move(limits)),
      m_begun(clock.steady())
{
    setLimits();
    sqlite3_set_authorizer(
        m_handle,
        [](void *guard, int action, const char *first, const char *second, const char *name,
           const char *inside) {
            return static_cast<ViewGuard *>(guard)->authorize(action, first, second, name, inside);
        },
        this);
    sqlite3_progress_handler(
        m_handle, stepsPerLook,
        [](void *guard) { return static_cast<ViewGuard *>(guard)->goesOn() ? 0 : 1; }, this);
}

ViewGuard::~ViewGuard()
{
    sqlite3_set_authorizer(m_handle, nullptr, nullptr);
    sqlite3_progress_handler(m_handle, 0, nullptr, nullptr);
}

void ViewGuard::setLimits()
{
    sqlite3_limit(m_handle, SQLITE_LIMIT_LENGTH, longestText);
    sqlite3_limit(m_handle, SQLITE_LIMIT_SQL_LENGTH, 1024 * 1024);
    sqlite3_limit(m_handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 500);
    sqlite3_limit(m_handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(m_handle, SQLITE_LIMIT_COMPOUND_SELECT, 200);
    sqlite3_limit(m_handle, SQLITE_LIMIT_EXPR_DEPTH, 500);
    sqlite3_limit(m_handle, SQLITE_LIMIT_VDBE_OP, 1'000'000);
    sqlite3_limit(m_handle, SQLITE_LIMIT_VARIABLE_NUMBER, 1000);
    sqlite3_limit(m_handle, SQLITE_LIMIT_WORKER_THREADS, 0);
}

bool ViewGuard::goesOn()
{
    m_isStopped = m_isStopped || m_limits.stop.stop_requested();
    m_isLate =
        m_isLate || (m_limits.time.count() > 0 && m_clock.steady() - m_begun > m_limits.time);
    return !m_isStopped && !m_isLate;
}

std::optional<Error> ViewGuard::interruption() const
{
    if (m_isStopped || m_limits.stop.stop_requested())
        return Error(errc::cancelled, "The view was stopped.");
    if (m_isLate) {
        return Error(errc::timeout,
                     "The view took longer than %1 s and was stopped. Let it read less: a narrower "
                     "condition, or a join on an id.",
                     {std::to_string(m_limits.time.count() / 1000)});
    }
    return std::nullopt;
}

int ViewGuard::refuse(std::string sentence, const char *word)
{
    if (!m_refusal) {
        m_refusal = std::move(sentence);
        m_refusedWord = orEmpty(word);
    }
    return SQLITE_DENY;
}

int ViewGuard::authorize(int action, const char *first, const char *second, const char *database,
                         const char *inside)
{
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
        return authorizeRead(first, second, database, inside);
    case SQLITE_FUNCTION: {
        const std::string name = sqlFolded(orEmpty(second));
        if (std::ranges::binary_search(functions, std::string_view(name)))
            return SQLITE_OK;
        return refuse("A view may not use the function " + name + "().", second);
    }
    default:
        break;
    }
    return refuse("A view may only read: " + std::string(statementName(action)) +
                      " is not for views.",
                  nullptr);
}

int ViewGuard::authorizeRead(const char *table, const char *column, const char *database,
                             const char *inside)
{
    const std::string name(orEmpty(table));
    const std::string_view where = orEmpty(database);
    const bool isColumn = !orEmpty(column).empty();
    if (m_schema.isInner(orEmpty(inside))) {
        // One of our own views, about its table.
        m_opened.insert(name);
        return SQLITE_OK;
    }
    if (where == "temp" && m_schema.isView(name))
        return SQLITE_OK;
    if (isColumn && where == "main" && (name == "json_each" || name == "json_tree") &&
        !m_schema.isRaw(name))
        return SQLITE_OK;
    // Nothing of it but how many rows there are. Without a database it may be a CTE's name.
    if (!isColumn && where.empty() && (m_schema.isView(name) || !m_schema.isRaw(name)))
        return SQLITE_OK;
    if (!isColumn && where == "main" && m_opened.contains(name))
        return SQLITE_OK;
    return refuse("A view may only read models; there is no model \"" + name + "\".", table);
}

} // namespace syncline
