#pragma once

#include "app/cli/VerbRegistry.h"

#include <string>

namespace syncline::cli {

/** What `syncline help` prints. */
std::string overviewText(const VerbRegistry &registry);
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
