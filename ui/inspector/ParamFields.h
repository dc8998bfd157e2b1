#pragma once

#include "core/model/ModelDef.h"

#include <vector>

namespace syncline::ui {

/** The inputs of an action ({name: {type, …}}) as fields, for a RecordForm. Objects and lists are
 * JSON. */
[[nodiscard]] std::vector<FieldDef> paramFields(const ValueObject &params);

} // namespace syncline::ui
