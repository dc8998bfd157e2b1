#pragma once

#include "core/sync/SyncServices.h"

#include <functional>
#include <stop_token>
#include <string>

namespace syncline {

/** "Test connection": @p done gets the line to show, on a script worker. Nothing is written. */
void startConnectionTest(SyncServices &services, const std::string &connection,
                         std::stop_token stop, std::function<void(Result<std::string>)> done);

/** Asks the connector what models it offers with the connection's options. May fetch a remote
 * schema. */
void startProposal(SyncServices &services, const std::string &connection, std::stop_token stop,
                   std::function<void(Result<ProposedModels>)> done);

} // namespace syncline
