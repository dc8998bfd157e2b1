#pragma once

#include "core/action/ActionServices.h"
#include "core/sync/SyncTypes.h"

#include <functional>
#include <memory>
#include <string>

namespace syncline {

/** What a sync needs beyond what actions do. Outlives every run; thread-safe. */
struct SyncServices
{
    ActionServices *actions = nullptr;
    /** The connector of a connection's kind, with its file. */
    std::function<Result<ConnectorInfo>(const ConnectionDef &)> connector;
    /** The connection's options with secrets and defaults filled in, checked. */
    std::function<Result<ValueObject>(const ConnectionDef &, const ConnectorInfo &)> options;
};

} // namespace syncline
