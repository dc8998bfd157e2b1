#pragma once

#include "core/model/ModelDef.h"
#include "core/project/JsonFile.h"

namespace syncline {

/** The validations of a field that are data: `unique`, `stringLength`, `numberRange`, `regex`,
 * `color`. What cannot be understood is left out and reported; what has no effect on the field's
 * type is kept and pointed out. */
void readRules(ObjectReader &reader, FieldDef &field);
/** `unique` as files have it: nothing, true or an object. */
void putUnique(ValueObject &object, const FieldDef &field);
/** The others. */
void putRules(ValueObject &object, const FieldDef &field);

/** Whether a model's `unique … scopeByField` names a stored field beside it; else that rule is left
 * out and reported. */
void checkUniqueScopes(JsonFile &file, ModelDef &model);

} // namespace syncline
