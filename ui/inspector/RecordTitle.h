#pragma once

#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"

#include <QString>

namespace syncline::ui {

/** How a record is called: its display field, else "product 12". One line. */
[[nodiscard]] QString recordTitle(const ModelDef &model, const RecordRow &row);

} // namespace syncline::ui
