#pragma once

#include "core/record/schema/SchemaDiff.h"
#include "core/record/schema/SchemaSql.h"

#include <string>

namespace syncline {

/** What a change does, in a line: "Field price: removed with 120 values". */
std::string changeWords(const SchemaChange &change, const SchemaLoss &loss);

} // namespace syncline
