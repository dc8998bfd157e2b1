#pragma once

#include "core/base/Value.h"
#include "core/model/ModelDef.h"

namespace syncline {

/**
 * A model's definition as the database remembers it. Complete (every member of ModelDef and
 * FieldDef), and JSON-safe: two definitions are equal for the schema exactly when their JSON texts
 * are.
 */
Value modelToValue(const ModelDef &model);
ModelDef modelFromValue(const Value &value);
Value fieldToValue(const FieldDef &field);

} // namespace syncline
