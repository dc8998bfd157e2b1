#pragma once

#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"
#include "core/store/Database.h"

#include <vector>

namespace syncline {

// Which records a reference leads to, as ids; by the indexes of references.

/** The records of @p model whose BelongsTo @p field leads to @p to, by id. */
Result<std::vector<RecordId>> referringRecords(Database &database, const ModelDef &model,
                                               const FieldDef &field, RecordId to);

/** A join model, its reference to one side, and that to the other. */
struct JoinPath
{
    const ModelDef &join;
    const FieldDef &from;
    const FieldDef &to;
};
/** The rows of the join model between @p from and @p to, by id. */
Result<std::vector<RecordId>> joiningRecords(Database &database, const JoinPath &path,
                                             RecordId from, RecordId to);
/** What rows of the join model link to @p from, each once, by id. */
Result<std::vector<RecordId>> joinedRecords(Database &database, const JoinPath &path,
                                            RecordId from);

} // namespace syncline
