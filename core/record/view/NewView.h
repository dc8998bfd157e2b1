#pragma once

#include "core/model/ModelDef.h"

#include <string>
#include <string_view>

namespace syncline {

/** What a new view begins with: a header with @p title, and a query of @p model (nullptr: of
 * nothing). */
std::string newViewText(std::string_view title, const ModelDef *model);

} // namespace syncline
