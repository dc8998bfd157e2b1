#pragma once

#include "app/cli/VerbRegistry.h"

#include <string>
#include <string_view>

namespace syncline::cli {

/** What `syncline help` prints. */
std::string overviewText(const VerbRegistry &registry);
/** @p text in lines of at most 80 columns, each after @p indent; empty lines stay. Of the first
 * line @p firstColumn columns are taken. */
std::string wrapped(std::string_view text, const std::string &indent, std::size_t firstColumn = 0);
/** What `syncline VERB --help` prints. */
std::string verbText(const VerbSpec &verb);
/** The forms of a verb after its name: "DIR MODEL [options]". */
std::vector<std::string> usageForms(const VerbSpec &verb);
/** The general table of exit codes: number and meaning. */
const std::vector<ExitSpec> &exitTable();
/** The manual page syncline(1), in troff's man macros. */
std::string manualPage(const VerbRegistry &registry);
/** A completion script for bash. */
std::string bashCompletion(const VerbRegistry &registry);

} // namespace syncline::cli
