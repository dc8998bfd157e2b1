#pragma once

#include "core/base/Result.h"
#include "core/model/Filter.h"
#include "core/model/SavedFilter.h"
#include "core/record/RecordTypes.h"

namespace syncline {

/** Narrows @p query by @p saved: both filters and both searches must hold; the order is the
 * query's own, if it has one. GGT_INVALID_QUERY_INPUT: it does not fit @p model (any more). */
Result<void> applySaved(const SavedFilter &saved, const ModelDef &model, const FilterModels &models,
                        RecordQuery &query);

} // namespace syncline
