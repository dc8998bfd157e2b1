#pragma once

#include "core/base/Error.h"

#include <string_view>

struct sqlite3;

namespace syncline {

/**
 * What SQLite said, as an Error. @p code is its (extended) result code, @p handle, which may be
 * null, the connection it came from; @p doing completes "could not …".
 */
Error databaseError(sqlite3 *handle, int code, std::string_view doing);

/** Whether a transaction in which @p code came up may be half done. */
bool breaksTransaction(int code);

} // namespace syncline
