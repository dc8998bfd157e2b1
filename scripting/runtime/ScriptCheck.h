#pragma once

#include "core/script/ScriptHost.h"

#include <string_view>
#include <vector>

namespace syncline {

/** Syntax errors of @p source, with line and column. Thread-safe; runs nothing. */
std::vector<ScriptProblem> checkScript(std::string_view chunkName, std::string_view source);

} // namespace syncline
