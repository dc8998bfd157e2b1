#pragma once

#include "core/base/Result.h"
#include "core/project/ViewDef.h"
#include "core/record/view/ViewGuard.h"
#include "core/record/view/ViewTypes.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3_stmt;

namespace syncline {

/**
 * A view that is being asked, row by row. Takes a connection for itself, with its snapshot and TEMP
 * views; nothing else may use it meanwhile. Errors of the SQL are GGT_INVALID_QUERY_INPUT with
 * `place` "views/x.sql:3:14" (or "query:3:14" of a text that is no file yet); SYNC_TIMEOUT,
 * SYNC_CANCELLED.
 */
class ViewQuery
{
public:
    /** @p schema must outlive this, and have made its views in @p database. */
    static Result<std::unique_ptr<ViewQuery>> prepare(Database &database, const ViewSchema &schema,
                                                      const Clock &clock, ViewLimits limits,
                                                      const ViewDef &view);
    ~ViewQuery();
    ViewQuery(const ViewQuery &) = delete;
    ViewQuery &operator=(const ViewQuery &) = delete;

    /** @p values: of every parameter, as viewValues() gives them. */
    Result<void> bind(const ValueObject &values);
    [[nodiscard]] const std::vector<ViewColumn> &columns() const { return m_columns; }
    /** nullopt: no more. */
    Result<std::optional<ViewRow>> next();
    /** Whether the SQL asks for the parameter @p name. */
    [[nodiscard]] bool uses(std::string_view name) const;

private:
    ViewQuery(Database &database, const ViewSchema &schema, const Clock &clock, ViewLimits limits,
              const ViewDef &view);
    Result<void> compile();
    Result<void> checkStatement(std::size_t used);
    Result<void> checkParams() const;
    void readColumns();
    void describeColumn(int index, ViewColumn &column);
    [[nodiscard]] Value cell(int index) const;
    [[nodiscard]] Error refused(std::string_view sentence, std::size_t offset) const;
    [[nodiscard]] Error failed(int code) const;
    [[nodiscard]] Error failedSql(int code, std::string_view words, int offset) const;

    sqlite3 *m_handle;
    const ViewSchema &m_schema;
    const ViewDef m_view;
    ViewGuard m_guard;
    sqlite3_stmt *m_statement = nullptr;
    std::vector<ViewColumn> m_columns;
    std::vector<const FieldColumn *>
        m_fields; ///< Per column: whose value it is; nullptr: no field.
};

} // namespace syncline
