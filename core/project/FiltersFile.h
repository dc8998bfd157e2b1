#pragma once

#include "core/base/Result.h"
#include "core/model/Filter.h"
#include "core/model/SavedFilter.h"
#include "core/project/JsonFile.h"

#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/** What models/<model>/filters.json says. */
struct SavedFilters
{
    std::vector<SavedFilter> filters; ///< By name.
    ValueObject extra;

    [[nodiscard]] const SavedFilter *find(std::string_view name) const;
};

/** "models/order/filters.json" */
std::string filtersPath(std::string_view model);

/** Reads the file; filters without a name of their own are left out. */
SavedFilters readFilters(JsonFile &file);
/** Reports filters and sorts that do not fit @p model. */
void checkFilters(JsonFile &file, const SavedFilters &saved, const ModelDef &model,
                  const FilterModels &models);
std::string writeFilters(const SavedFilters &saved);

/** Why @p name cannot name a saved filter: SYNC_INVALID_INPUT. */
Result<void> checkFilterName(std::string_view name);

} // namespace syncline
