#pragma once

#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/model/Filter.h"
#include "core/model/ModelDef.h"
#include "core/record/ModelTable.h"
#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** Reads of one model. Stateless but for the model's SQL; give it the reader's database, or the
 * write connection inside a transaction. */
class RecordReader
{
public:
    RecordReader(Database &database, const ModelDef &model);

    /** The present value of a computed field; null: no such record. */
    Result<Value> computed(RecordId id, std::string_view field);
    /** Of a password field, for FieldVault::isPassword() alone; empty: no such record, or none. */
    Result<std::string> passwordHash(RecordId id, std::string_view field);
    /** nullopt: no such record. */
    Result<std::optional<RecordRow>> find(RecordId id);
    Result<std::optional<RecordRow>> findByRemoteId(std::string_view connection,
                                                    std::string_view remoteId);
    Result<RecordPage> page(const RecordQuery &query);
    /** Exact; may be long on big tables (interruptible). */
    Result<std::int64_t> count(const Filter &filter, std::string_view search = {});
    /** Every match, in order, row by row; @p visit returns false to stop. */
    Result<void> each(const RecordQuery &query,
                      const std::function<bool(const RecordRow &)> &visit);

private:
    Database &m_database;
    ModelTable m_table;
};

/**
 * WHERE and ORDER BY text with its parameters; the only place where a Filter becomes SQL.
 *
 * Logic has two values: a comparison with an empty field is false, notEquals and notIn are the
 * complements of equals and in (so they include empty fields), `equals: null` is "not set". equals,
 * in and the orderings compare text by its bytes; contains, startsWith, endsWith and search ignore
 * the case of A–Z and take "%" and "_" as themselves. Empty fields stand first, last when
 * descending. Every word of @p search must stand in some searchable text field.
 *
 * A filter of a BelongsTo or HasOne is true when the other record is there and matches (isSet of a
 * BelongsTo: when it has an id, be the record there or not); `some` when one of the others
 * matches, `every` when none of them fails, so also when there are none. Similarities and distances
 * of a vector that is empty or has other dimensions compare as empty; in an order such records
 * stand last when ascending.
 *
 * With a @p database, text is looked for by the model's full-text index when there is one: then the
 * query is good for as long as searchStamp() is the same.
 */
struct CompiledQuery
{
    std::string where; ///< Without "WHERE"; empty: all.
    std::string orderBy;
    std::vector<Value> parameters;      ///< Of `where`.
    std::vector<Value> orderParameters; ///< Of `orderBy`.
    std::int64_t searchStamp = 0;       ///< 0: no full-text index proposes records.
};
Result<CompiledQuery> compileQuery(const ModelDef &model, const Filter &filter, const Sort &sort,
                                   std::string_view search, Database *database = nullptr);
/** Whether a full-text index could help. */
bool looksForText(const Filter &filter, std::string_view search);

} // namespace syncline
