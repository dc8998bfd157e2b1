#pragma once

#include "core/base/Result.h"
#include "core/record/schema/FieldConversion.h"
#include "core/record/schema/SchemaDiff.h"
#include "core/store/Database.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace syncline {

/** The statements of a change, in order. A retype's conversion (convertColumn) stands between the
 * first and the rest. */
std::vector<std::string> schemaSql(const SchemaChange &change);

/** Name of the column in which a retyped field is built. */
std::string newColumnName(const FieldDef &field);

/** What a change would lose; counted by reading. */
struct SchemaLoss
{
    std::int64_t touched = 0;
    std::int64_t lost = 0;
    std::vector<std::string> examples; ///< At most five: "record 12: \"abc\"".
    bool restores = false;             ///< Values come back from a backup.
    std::int64_t returned = 0;         ///< How many.
};
/** Counts one conversion of @p value. */
void noteConversion(SchemaLoss &loss, RecordId id, const Value &value, const Converted &made);
Result<SchemaLoss> measureLoss(Database &database, const SchemaChange &change);
enum class EmptyValues : std::uint8_t { Skip, Visit };
/** Reads the values of a column of @p model, a batch at a time, so that @p visit may write. */
Result<void> eachValue(Database &database, const ModelDef &model, const FieldColumn &column,
                       EmptyValues empty,
                       const std::function<Result<void>(RecordId, const Value &)> &visit);
/** Fills the new column of a retyped field, in batches by id. */
Result<SchemaLoss> convertColumn(Database &writer, const SchemaChange &change);
/** Every value of a field that is retyped or gets other rules, as it would be afterwards (null: it
 * cannot be converted). */
Result<void> eachConverted(Database &database, const SchemaChange &change,
                           const std::function<void(RecordId, const Value &)> &look);
/** Why a unique index cannot be built ("2 values of sku stand in several records: …"); empty: it
 * can. */
Result<std::string> findDuplicates(Database &database, const SchemaChange &change);

} // namespace syncline
