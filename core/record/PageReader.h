#pragma once

#include "core/base/Result.h"
#include "core/record/Keyset.h"
#include "core/record/ModelTable.h"
#include "core/record/RecordReader.h"
#include "core/store/Database.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace syncline {

/** A record with its place in the order of the query that read it. */
struct PlacedRow
{
    RecordRow row;
    std::vector<Value> place;
};

/** What to read; all of it must outlive the call. */
struct PageSource
{
    const ModelTable &table;
    const CompiledQuery &query;
    const Keyset &keyset;
    std::span<const FieldColumn *const> fields;
};

/** Where a page begins. */
struct PageStart
{
    const std::vector<Value> *place =
        nullptr;            ///< nullptr: at the beginning (the end when backwards).
    bool backwards = false; ///< Then rows come in reversed order.
    bool inclusive = false; ///< With the row at @ref place itself.
    std::int64_t skip = 0;  ///< Rows passed over.
};

/** At most @p limit rows from @p start on, by index ranges. */
Result<std::vector<PlacedRow>> readPage(Database &database, const PageSource &source,
                                        const PageStart &start, std::int64_t limit);

/** Record @p id with all its fields. */
Result<std::optional<RecordRow>> findRow(Database &database, const ModelTable &table, RecordId id);

/** "WHERE … AND …" of what is not empty; empty when both are. */
std::string whereClause(std::string_view first, std::string_view second = {});
/** Binds @p values from @p index on; returns the index after the last. @p values must outlive the
 * statement's use. */
int bindAll(Statement &statement, int index, const std::vector<Value> &values);

} // namespace syncline
