#pragma once

#include "core/base/JsonWriter.h"
#include "core/base/Value.h"

#include <simdjson.h>
#include <string_view>

/**
 * simdjson's parsed form of a text (its "tape"), read by our rules. Include only where native
 * elements are read; everybody else has json::Handle.
 */
namespace syncline::json::tape {

/**
 * Whether the tape says exactly what json::parse() would: no key twice (simdjson finds the first,
 * we promise the last), and not too deep (simdjson does not count an empty innermost list).
 */
bool isFaithful(simdjson::dom::element root);
/** Whether the integer text "-0" may occur, whose sign simdjson drops. Errs on the safe side. */
bool mayHoldMinusZero(std::string_view text);

/** Integers beyond int64 count as doubles. */
Value::Kind kindOf(simdjson::dom::element node);
Value toValue(simdjson::dom::element node);
void write(Writer &writer, simdjson::dom::element node);

} // namespace syncline::json::tape
