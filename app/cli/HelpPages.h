#pragma once

#include "core/base/Result.h"

#include <string>
#include <string_view>

namespace syncline::cli {

/** The names and titles of the help's pages, for a terminal of @p columns. */
std::string helpPageList(int columns);
/** The page @p name as plain text; SYNC_USAGE: there is none. */
Result<std::string> helpPage(const std::string &name);
/** Markdown as the help's pages use it (headings, tables, lists, code) for people at a terminal. */
std::string plainText(std::string_view markdown);

} // namespace syncline::cli
