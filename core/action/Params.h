#pragma once

#include "core/base/Result.h"
#include "core/project/ProjectDef.h"

#include <string>
#include <vector>

namespace syncline {

/**
 * Checks @p value against a params spec (`{type = …, properties = …, items =
 * …}`; lua-api.md 1). @p where names it in the sentence. Error
 * GGT_INVALID_ACTION_INPUT. A missing value (null) is allowed.
 */
Result<void> checkParam(const Value &spec, const Value &value, const std::string &where);

/**
 * An action's input in its canonical form: `{id?, <model>: {fields}, <custom
 * params>}`. Flat fields of the model move under the model's name (a name that
 * is both a field and a param must be nested). Unknown names are
 * GGT_INVALID_ACTION_INPUT, naming what is allowed; custom params are checked
 * against @p specs (the action's own and its effects').
 */
Result<ValueObject> canonicalParams(const ActionDef &action, const ModelDef *model,
                                    const ValueObject &input, const ValueObject &specs);

} // namespace syncline
