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
 * Parses @p text into @p document, when simdjson's tape then says exactly what json::parse() would;
 * else false: broken, or "-0", or a key twice (simdjson finds the first, we promise the last), or
 * too deep, or an integer beyond 64 bits.
 */
bool parse(std::string_view text, simdjson::dom::document &document, simdjson::dom::element &root);
/** Takes back the memory of a document for the next parse() on this thread. */
void recycle(simdjson::dom::document &&document);

/** Whether no object of @p document has a key twice, and no value is deeper than maxDepth. */
bool isFaithful(const simdjson::dom::document &document);
/** Whether the integer text "-0" may occur, whose sign simdjson drops. Errs on the safe side. */
bool mayHoldMinusZero(std::string_view text);

/** Integers beyond int64 count as doubles. */
Value::Kind kindOf(simdjson::dom::element node);
Value toValue(simdjson::dom::element node);
void write(Writer &writer, simdjson::dom::element node);

} // namespace syncline::json::tape
