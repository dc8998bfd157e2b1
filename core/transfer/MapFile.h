#pragma once

#include "core/base/Result.h"
#include "core/transfer/TransferTypes.h"

#include <string>
#include <string_view>

namespace syncline {

/**
 * Reads an import map: `{"model": …, "on": …, "mode": …, "source": {…}, "columns": {"Price":
 * "price", "Customer": {"field": "customer", "match": "email"}, "Notes": null}}`, or its columns
 * alone. Errors SYNC_INVALID_INPUT name the key and what it may be.
 */
Result<ImportMap> parseImportMap(const Value &json);
/** The canonical text of imports/<name>.json: what parseImportMap() reads back, and no defaults. */
std::string importMapText(const ImportMap &map);

/** "imports/<name>.json"; an error when @p name is no file name. */
Result<std::string> importMapPath(std::string_view name);
inline constexpr std::string_view importMapFolder = "imports";

} // namespace syncline
