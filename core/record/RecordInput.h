#pragma once

#include "core/base/Error.h"
#include "core/base/Result.h"
#include "core/record/ModelTable.h"
#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace syncline {

class FieldVault;

/** One column that gets a value. */
struct ColumnInput
{
    const FieldColumn *column = nullptr;
    Value value;       ///< As readColumn() would give it.
    Value remote = {}; ///< Reference: the remote's raw id, as text, or null.
};

/** What a caller's fields mean for a record, and everything that is wrong with them. */
struct RecordInput
{
    std::vector<ColumnInput> columns;
    std::optional<RecordId> id;
    std::optional<DateTime> createdAt;
    std::optional<DateTime> updatedAt;
    std::optional<std::string> connection;
    std::optional<std::string> remoteId;
    std::optional<std::string> locale;
    /** Field name → message, ordered as found. */
    std::vector<std::pair<std::string, std::string>> errors;

    [[nodiscard]] const ColumnInput *find(const FieldColumn &column) const;
    void fail(std::string_view field, std::string message);
};

/** Whose fields they are. */
struct InputContext
{
    Database &database;
    const ModelTable &table;
    const RecordRow *existing = nullptr; ///< nullptr: a new record, which gets defaults.
    bool internal = false;               ///< System fields may be given.
    FieldVault *vault = nullptr;         ///< Where contents of files go.
};

/**
 * Coerces and checks @p fields: known, of the right type, required, unique, related records there.
 * What is wrong with the fields is in `errors`; an Error is the store's.
 *
 * A reference takes null, a record id (text or integer), `{_link: id}`, `{id: id}`, or `{remoteId:
 * raw}` — then it is kept raw and joins when its target is there.
 */
Result<RecordInput> readInput(const InputContext &context, const ValueObject &fields);

/** "widget is invalid and can't be saved. name is required, x is too long, and 2 more errors need
 * to be corrected." */
Error invalidRecord(std::string_view model,
                    std::vector<std::pair<std::string, std::string>> errors);

/** A uniqueness that the database found, said of its field as readInput() says it; any other error
 * as it is. */
Error notUnique(const ModelTable &table, Error error);

} // namespace syncline
