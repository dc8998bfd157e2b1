#pragma once

#include "core/base/Result.h"
#include "core/model/Filter.h"

#include <memory>

namespace syncline {

/** What the relationship @p field of @p model leads to. GGT_INVALID_QUERY_INPUT: its other side is
 * missing, or @p models is empty. */
Result<std::shared_ptr<const FilterRelation>>
resolveRelation(const ModelDef &model, const FieldDef &field, const FilterModels &models);

} // namespace syncline
