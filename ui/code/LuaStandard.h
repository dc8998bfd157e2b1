#pragma once

#include "core/script/ScriptHost.h"

#include <vector>

namespace syncline::ui {

/** Lua's own functions as the sandbox has them, in the form of the API table. */
[[nodiscard]] std::vector<ApiEntry> luaStandardEntries();

} // namespace syncline::ui
