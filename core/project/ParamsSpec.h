#pragma once

#include "core/project/JsonFile.h"

namespace syncline {

/**
 * The params of an action, as its file says them: name → {type, properties, items, …}. Types are
 * object, string, integer, number, boolean and array (with items), nothing else of JSON schema. A
 * param that is not understood is left out.
 */
ValueObject readParams(ObjectReader &action, std::string_view key);

} // namespace syncline
