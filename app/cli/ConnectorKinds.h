#pragma once

#include "app/cli/VerbContext.h"
#include "core/script/ScriptHost.h"

#include <string>

namespace syncline::cli {

/** The connector @p kind, or an error that names those that exist. */
Result<ConnectorInfo> findConnector(const std::vector<ConnectorInfo> &connectors,
                                    const std::string &kind);

/** `connections DIR kinds [KIND]`: which connectors there are, or the options of one. */
Task<ExitCode> listKinds(VerbContext &context);

} // namespace syncline::cli
