#pragma once

#include "app/cli/VerbContext.h"
#include "app/cli/VerbSpec.h"
#include "core/model/Filter.h"
#include "core/record/RecordTypes.h"

#include <vector>

namespace syncline::cli {

/** --filter, --sort and --search: which records a verb is about. */
std::vector<OptionSpec> selectionOptions();

/** The project's other models, for filters through relationships. */
FilterModels filterModels(const VerbContext &context);

/** What --filter, --sort and --search say. SYNC_USAGE or GGT_INVALID_QUERY_INPUT. */
Result<RecordQuery> readSelection(const VerbContext &context, const ModelDef &model);
/** Narrows @p query by the filter that --saved names; it as it is without that. */
Task<Result<RecordQuery>> withSaved(VerbContext &context, const ModelDef &model, RecordQuery query);

} // namespace syncline::cli
