#pragma once

#include "core/base/JsonWriter.h"
#include "core/base/Value.h"

#include <simdjson.h>

namespace syncline {

/** simdjson's element as a Value; the same as json::Handle::toValue(). */
Value elementToValue(simdjson::dom::element node);
/** Writes it as json::write() writes that Value. */
void writeElement(json::Writer &writer, simdjson::dom::element node);

} // namespace syncline
