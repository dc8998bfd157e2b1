#pragma once

#include "core/model/Filter.h"
#include "core/model/ModelDef.h"

#include <QString>

#include <optional>

namespace syncline::ui {

/** What the filter row understands as "is this value"; nothing when it has no words for it. */
[[nodiscard]] std::optional<QString> exactFilterText(const FieldDef &field, const Value &value);

/** All of them; what is everywhere true is left out. */
[[nodiscard]] Filter allOf(std::vector<Filter> filters);

} // namespace syncline::ui
