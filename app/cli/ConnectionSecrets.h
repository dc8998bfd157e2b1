#pragma once

#include "app/cli/VerbContext.h"
#include "core/script/ScriptHost.h"

namespace syncline::cli {

/** Options that the connector knows, none of them secret; SYNC_USAGE else. */
Result<void> checkOptions(const ConnectorInfo &connector, const ValueObject &options);
/**
 * The secret options: from standard input with --stdin (a JSON object), else from
 * SYNCLINE_SECRET_<CONNECTION>_<OPTION>. An error when one that is needed is missing; its text
 * never holds a value.
 */
Task<Result<ValueObject>> readSecrets(VerbContext &context, const ConnectorInfo &connector,
                                      std::string connection);

/** "apiToken" of "myShop" → SYNCLINE_SECRET_MYSHOP_APITOKEN. */
std::string secretVariable(std::string_view connection, std::string_view option);

} // namespace syncline::cli
