#pragma once

#include "core/record/RecordTypes.h"
#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/model/Filter.h"
#include "core/model/ModelDef.h"
#include "core/store/Database.h"

#include <optional>
#include <string>
#include <vector>

namespace syncline {

/** Reads of one model. Stateless; give it the reader's database, or the write connection inside a transaction. */
class RecordReader
{
public:
    RecordReader(Database &database, const ModelDef &model);

    /** nullopt: no such record. */
    Result<std::optional<RecordRow>> find(RecordId id);
    Result<std::optional<RecordRow>> findByRemoteId(std::string_view connection, std::string_view remoteId);
    Result<RecordPage> page(const RecordQuery &query);
    /** Exact; may be long on big tables (interruptible). */
    Result<std::int64_t> count(const Filter &filter, std::string_view search = {});
    /** Every match, in order, row by row; @p visit returns false to stop. */
    Result<void> each(const RecordQuery &query, const std::function<bool(const RecordRow &)> &visit);

private:
    Database &m_database;
    const ModelDef &m_model;
};

/** WHERE and ORDER BY text with its parameters; the only place where a Filter becomes SQL. */
struct CompiledQuery
{
    std::string where; ///< Without "WHERE"; empty: all.
    std::string orderBy;
    std::vector<Value> parameters;
};
Result<CompiledQuery> compileQuery(const ModelDef &model, const Filter &filter, const Sort &sort, std::string_view search);

} // namespace syncline
